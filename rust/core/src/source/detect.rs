//! Which source answers on this machine: a function of the environment and the files that were handed in.

use super::{Source, SourceKind, imds};
use crate::env::Env;
use crate::error::Result;
use crate::shared;
use crate::trust;

/// Finds the source.
///
/// # Errors
/// `UntrustedEndpoint`, `InvalidEndpoint`.
pub(crate) fn detect(env: &Env, chosen: Option<SourceKind>) -> Result<Source> {
    let (host, mut why) = match env.get("AZURE_POD_IDENTITY_AUTHORITY_HOST") {
        Some(host) => (host, "AZURE_POD_IDENTITY_AUTHORITY_HOST is set".to_owned()),
        None => (
            imds::DEFAULT_HOST,
            "no other source's variables are set".to_owned(),
        ),
    };
    if chosen.is_some() {
        why = format!("chosen by the user; {why}");
    }
    let mut endpoint = trust::identity_endpoint(host, "AZURE_POD_IDENTITY_AUTHORITY_HOST")?;
    endpoint.set_path(imds::TOKEN_PATH);
    endpoint.set_query(None);
    let kind = SourceKind::Vm;
    Ok(Source {
        kind,
        state: shared::endpoint_state(endpoint.as_str(), kind),
        endpoint,
        why,
    })
}
