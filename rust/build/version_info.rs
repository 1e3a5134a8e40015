//! Build script of the library and the program. Adds the version resource to a Windows file, so that Explorer and
//! inventory tools show its version, and whether it's a test build.

use std::env;
use winresource::{VersionInfo, WindowsResource};

/// `VS_FF_PRERELEASE` and `VS_FF_SPECIALBUILD`.
const TEST_BUILD: u64 = 0x02 | 0x20;

fn main() {
    println!("cargo::rerun-if-changed=../build/version_info.rs");
    if variable("CARGO_CFG_TARGET_OS") != "windows" {
        return;
    }
    // The file works without the resource; packaging checks that released files have it.
    if let Err(error) = describe().compile() {
        println!("cargo::warning=no version resource: {error}");
    }
}

fn describe() -> WindowsResource {
    let (file, what) = match variable("CARGO_PKG_NAME").as_str() {
        "azmi-cli" => ("azmi.exe", "Managed identity from a shell"),
        _ => ("azmi.dll", "Managed-identity tokens and VM principal ids"),
    };
    let mut resource = WindowsResource::new();
    resource
        .set("ProductName", "ManagedIdentity")
        .set("OriginalFilename", file)
        .set("InternalName", "azmi")
        .set("LegalCopyright", "MIT License");
    if variable("CARGO_CFG_TARGET_ENV") == "msvc" {
        resource.set("FileDescription", what);
    } else {
        resource
            .set("FileDescription", &format!("{what} (test build)"))
            .set("SpecialBuild", "For tests: releases are built with MSVC")
            .set_version_info(VersionInfo::FILEFLAGS, TEST_BUILD);
    }
    resource
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
