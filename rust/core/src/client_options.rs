//! What a client is made from.

use crate::env::Env;
use crate::identity::Identity;
use crate::source_kind::SourceKind;

/// What a client is made from.
#[derive(Clone, Default)]
pub struct ClientOptions {
    /// The environment: the library never reads the process's own.
    pub env: Env,
    /// The source to use and no other; `None` finds it.
    pub source: Option<SourceKind>,
    /// The identity to use.
    pub identity: Identity,
    /// Name of a cloud or an ARM endpoint; `None`: `AZMI_ENVIRONMENT`, then what the machine says, then the public cloud.
    pub environment: Option<String>,
    /// Subscription in which names are looked up; `None`: the machine's own, then all readable ones.
    pub subscription_id: Option<String>,
    /// Accept a token of another identity than the one asked for.
    pub skip_identity_check: bool,
}
