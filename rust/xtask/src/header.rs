//! `header`: generates include/azmi.h from the Rust sources, and tests/abi/contract.json from the compiled library.

use crate::context::Context;
use crate::run;
use crate::say;
use std::fs;
use std::process::Command;

const HEADER: &str = "include/azmi.h";
const CONTRACT: &str = "tests/abi/contract.json";

/// Writes the header and the contract, or with `verify_only` compares them and changes nothing.
pub fn run(context: &Context, verify_only: bool) -> Result<bool, String> {
    if verify_only {
        verify(context)?;
        say!("{HEADER} matches the sources");
        run::run(&mut contract(context))?;
        say!("{CONTRACT} matches the compiled library");
    } else {
        fs::write(context.path(HEADER), generate(context)?).map_err(|error| format!("{HEADER}: {error}"))?;
        say!("{HEADER} written");
        run::run(contract(context).env("UPDATE_EXPECTED", "1"))?;
        say!("{CONTRACT} written");
    }
    Ok(true)
}

/// Returns the command for the tests that compare or write the contract.
fn contract(context: &Context) -> Command {
    context.cargo(["test", "--quiet", "--package", "azmi-ffi", "--test", "it", "contract::"])
}

/// Compares the committed header with the sources.
pub fn verify(context: &Context) -> Result<String, String> {
    if context.text(HEADER)? == generate(context)? {
        return Ok(String::new());
    }
    Err(format!("{HEADER} doesn't match the sources: run `cargo xtask header`"))
}

fn generate(context: &Context) -> Result<String, String> {
    let folder = context.path("rust/ffi");
    let config = cbindgen::Config::from_file(folder.join("cbindgen.toml"))?;
    let bindings = cbindgen::Builder::new()
        .with_crate(&folder)
        .with_config(config)
        .generate()
        .map_err(|error| error.to_string())?;
    let mut text = Vec::new();
    bindings.write(&mut text);
    String::from_utf8(text).map_err(|error| error.to_string())
}
