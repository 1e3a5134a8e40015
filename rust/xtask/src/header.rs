//! `header`: include/azmi.h from the Rust sources.

use crate::context::Context;
use crate::say;
use std::fs;

const HEADER: &str = "include/azmi.h";

/// Writes the header, or with `verify` compares it and changes nothing.
pub fn run(context: &Context, verify_only: bool) -> Result<bool, String> {
    if verify_only {
        return match verify(context) {
            Ok(()) => {
                say!("{HEADER} is what the sources say");
                Ok(true)
            }
            Err(why) => {
                say!("{why}");
                Ok(false)
            }
        };
    }
    fs::write(context.path(HEADER), generate(context)?).map_err(|error| format!("{HEADER}: {error}"))?;
    say!("{HEADER} is written");
    Ok(true)
}

/// Compares the committed header with what the sources say.
pub fn verify(context: &Context) -> Result<(), String> {
    let wanted = generate(context)?;
    let committed = fs::read_to_string(context.path(HEADER)).map_err(|error| format!("{HEADER}: {error}"))?;
    match first_difference(&committed, &wanted) {
        None => Ok(()),
        Some((line, is, should)) => Err(format!(
            "{HEADER} is not what the sources say: line {line} is `{is}` and should be `{should}`; run `cargo xtask header`"
        )),
    }
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

/// The first line that differs: its number and both texts.
fn first_difference<'a>(one: &'a str, other: &'a str) -> Option<(usize, &'a str, &'a str)> {
    let (mut one, mut other) = (one.lines(), other.lines());
    (1..).find_map(|number| match (one.next(), other.next()) {
        (None, None) => Some(None),
        (a, b) if a == b => None,
        (a, b) => Some(Some((number, a.unwrap_or("(end)"), b.unwrap_or("(end)")))),
    })?
}

#[cfg(test)]
mod tests;
