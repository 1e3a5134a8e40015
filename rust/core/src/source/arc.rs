//! Azure Arc-enabled servers (`protocols.md`, 1.7). Before the agent issues a token, the caller must prove that it can
//! read a file that only administrators and the agent's group can read.
//!
//! The challenge contains the path of that file, which can't be trusted. The path is only compared, as text, with the
//! agent's known folder. The file is opened once, in that folder and not through a link, and at most 4,096 bytes are
//! read.

use self::key_file::Paths;
use super::token_query::{TokenQuery, get, metadata};
use crate::error::{Code, Error, Result};
use crate::http::endpoint::EndpointRequest;
use crate::platform::{Platform, ReadError};
use crate::secret::Secret;
use std::path::{Path, PathBuf};
use url::Url;

/// The agent's endpoint if no variable specifies one.
pub const DEFAULT_ENDPOINT: &str = "http://127.0.0.1:40342/metadata/identity/oauth2/token";

const API_VERSION: &str = "2020-06-01";
const KEY_LIMIT: usize = 4096;

/// Whether the agent is installed, that is, whether its executable exists.
pub(crate) fn is_installed(platform: &dyn Platform) -> bool {
    if cfg!(windows) {
        let folder = platform.program_files().map(|folder| folder.join("AzureConnectedMachineAgent"));
        folder.is_some_and(|folder| platform.file_exists(&folder.join("himds.exe")))
    } else {
        let files = ["/opt/azcmagent/bin/himds", "/var/opt/azcmagent/bin/himds"];
        files.iter().any(|file| platform.file_exists(Path::new(file)))
    }
}

/// The folder of the key files.
pub(crate) fn key_folder(platform: &dyn Platform) -> Option<PathBuf> {
    if cfg!(windows) {
        platform.program_data().map(|folder| folder.join("AzureConnectedMachineAgent").join("Tokens"))
    } else {
        Some(PathBuf::from("/var/opt/azcmagent/tokens"))
    }
}

/// Builds the request for a token. With a key, it responds to the challenge.
pub(crate) fn request(endpoint: &Url, query: &TokenQuery<'_>, key: Option<&Secret>) -> EndpointRequest {
    let parameters = [("api-version", API_VERSION), ("resource", query.resource)];
    let parameters = parameters.into_iter().chain(query.selector("msi_res_id"));
    let key = key.map(|key| Secret::new(format!("Basic {}", key.expose())));
    let headers = [metadata()].into_iter().chain(key.map(|key| ("authorization", key)));
    get(endpoint, parameters.chain(query.bypass()), headers.collect())
}

/// Reads the key that a challenge asks for.
///
/// # Errors
/// `ArcChallengeRefused`, `ArcAccessDenied`.
pub(crate) fn key(challenge: Option<&str>, platform: &dyn Platform) -> Result<Secret> {
    let refused = |why: String| {
        Error::new(Code::ArcChallengeRefused, format!("The challenge of the Azure Arc agent was not answered: {why}."))
            .hint("Check that the Azure Connected Machine agent itself listens at that address ('azcmagent show'), and update it.")
    };
    let path = realm(challenge.unwrap_or_default())
        .ok_or_else(|| refused("it names no file in the form 'Basic realm=<path>'".to_owned()))?;
    let folder =
        key_folder(platform).ok_or_else(|| refused("the agent's folder is not known on this system".to_owned()))?;
    let name = key_name(path, &folder, platform)
        .ok_or_else(|| refused(format!("the file is not a .key file directly in {}", folder.display())))?;
    let file = folder.join(name);
    let bytes = platform.read_small_file(&file, KEY_LIMIT).map_err(|error| match error {
        ReadError::AccessDenied => access_denied(&folder),
        ReadError::NotFound => refused("the file it names does not exist".to_owned()),
        ReadError::NotARegularFile => refused("what it names is a link, or no regular file".to_owned()),
        ReadError::TooLarge => refused(format!("the file it names is larger than {KEY_LIMIT} bytes")),
        ReadError::Io(error) => refused(format!("the file it names can't be read: {error}")),
    })?;
    // A header allows only visible characters and spaces. A trailing line break isn't part of the key.
    let text = std::str::from_utf8(&bytes)
        .map(|text| text.trim_end_matches(['\r', '\n']))
        .ok()
        .filter(|text| !text.is_empty() && text.bytes().all(|b| b == b' ' || b.is_ascii_graphic()))
        .ok_or_else(|| refused("the file it names holds no key".to_owned()))?;
    Ok(Secret::new(text.to_owned()))
}

/// The error for an account that may not read the agent's key file.
pub(crate) fn access_denied(folder: &Path) -> Error {
    let hint = if cfg!(windows) {
        "Run as an administrator, or add the account to the local group 'Hybrid agent extension applications' (net localgroup \"Hybrid agent extension applications\" <account> /add) and sign in again."
    } else {
        "Run as root, or add the account to the group himds (sudo usermod -aG himds <account>) and sign in again."
    };
    Error::new(
        Code::ArcAccessDenied,
        format!("This account may not read the key file of the Azure Arc agent in {}.", folder.display()),
    )
    .hint(hint)
}

/// Returns the path of `Basic realm=<path>`. The scheme is case-insensitive, and quotes are optional.
fn realm(challenge: &str) -> Option<&str> {
    let (scheme, rest) = challenge.trim().split_once(' ')?;
    let (name, value) = rest.trim_start().split_once('=')?;
    let value = value.trim();
    let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
    (scheme.eq_ignore_ascii_case("Basic") && name.trim().eq_ignore_ascii_case("realm") && !value.is_empty())
        .then_some(value)
}

/// Returns the name of the key file if `path` is directly in the agent's folder. The folder's resolved path counts too,
/// because newer agents may have replaced the folder with a link.
fn key_name<'a>(path: &'a str, folder: &Path, platform: &dyn Platform) -> Option<&'a str> {
    let named_in = |folder: &Path| key_file::name_in(path, folder.to_str()?, Paths::HERE);
    named_in(folder).or_else(|| named_in(&platform.real_path(folder)?))
}

mod key_file;

#[cfg(all(test, unix))]
mod tests;
