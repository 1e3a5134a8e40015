//! Recognizes variables of an emulator that has ended, the usual reason why nothing listens on loopback.

use std::path::Path;

/// The hint for such variables.
pub const REMEDY: &str = "Start the emulator again and set the variables that it prints, or remove what is left of the old ones: \
    AZURE_POD_IDENTITY_AUTHORITY_HOST, AZMI_ENVIRONMENT, AZMI_CA_FILE.";

/// The sentence that explains the cause.
pub fn cause(variable: &str) -> String {
    format!("{variable} seems to point to an emulator that has ended.")
}

/// Whether a file is named like the emulator's root certificate, which the emulator deletes when it ends.
pub fn is_emulators_root(path: &str) -> bool {
    let name = Path::new(path).file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with("azmi-emulator-") && name.ends_with(".pem"))
}
