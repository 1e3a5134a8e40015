//! Variables of an emulator that has ended: the usual reason why nothing answers on this machine.

use std::path::Path;

/// What to do about them.
pub const REMEDY: &str = "Start the emulator again and set the variables that it prints, or remove what is left of the old ones: \
    AZURE_POD_IDENTITY_AUTHORITY_HOST, AZMI_ENVIRONMENT, AZMI_CA_FILE.";

/// The sentence that names the cause.
pub fn cause(variable: &str) -> String {
    format!("{variable} seems to point to an emulator that has ended.")
}

/// Whether a file has the name that the emulator gives its root certificate, which it removes when it ends.
pub fn is_emulators_root(path: &str) -> bool {
    let name = Path::new(path).file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with("azmi-emulator-") && name.ends_with(".pem"))
}
