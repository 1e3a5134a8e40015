//! The error for a selector that the source doesn't support.

use crate::error::{Code, Error};
use crate::identity::Identity;
use crate::source_kind::SourceKind;

/// The selectors that sources of the old protocol support.
pub(super) const ONLY_CLIENT_IDS: &str = "identities only by client id";

/// The error for a selector that the source doesn't support. `takes` describes the supported ones.
pub(super) fn not_supported(source: SourceKind, identity: &Identity, takes: &str) -> Error {
    Error::new(
        Code::SelectorNotSupported,
        format!("{} was requested, but the source {source} takes {takes}. Nothing was sent.", identity.describe()),
    )
    .hint("Use the selector it takes (-ClientId, --client-id; -ObjectId, --object-id), leave it out, or choose another source (-Source, --source).")
    .with_source(source)
}
