//! Gives the Windows library its version resource, so that Explorer and inventories can tell which version a file is.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "windows") {
        let mut resource = winresource::WindowsResource::new();
        resource.set("ProductName", "ManagedIdentity");
        resource.set(
            "FileDescription",
            "Managed-identity tokens and VM principal ids",
        );
        resource.set("OriginalFilename", "azmi.dll");
        resource.set("InternalName", "azmi");
        resource.set("LegalCopyright", "MIT License");
        // Without a resource compiler the library works all the same; the packaging checks what is released.
        if let Err(error) = resource.compile() {
            println!("cargo::warning=the library has no version resource: {error}");
        }
    }
}
