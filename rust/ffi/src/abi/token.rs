//! Options for getting a token, and the view of one.

use super::text::AzmiStr;

/// Options for getting a token.
///
/// Used by: azmi_token_get.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiTokenOptions {
    /// `sizeof(AzmiTokenOptions)`.
    pub size: u32,
    /// Not 0: skip the cache, and the platform's own cache where possible.
    pub force_refresh: u8,
    /// The audience: a URI, a GUID, a scope ending in `/.default`, or a service's name such as `KeyVault`.
    /// Absent: Resource Manager.
    pub resource: AzmiStr,
    /// Claims of a claims challenge, a JSON object; absent: none.
    pub claims: AzmiStr,
}

/// A token and its claims (parsed, not verified). Times are seconds since 1970-01-01T00:00:00Z; 0 means not known.
///
/// Used by: azmi_token_view.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiTokenView {
    /// `sizeof(AzmiTokenView)`, set by the caller.
    pub size: u32,
    /// One of the `AZMI_SOURCE_...` numbers.
    pub source: u32,
    /// 1 when it came from the cache and nothing was sent.
    pub from_cache: u8,
    /// 1 when a forced refresh returned the same token as before.
    pub same_as_before: u8,
    /// 1 when it comes from an emulator.
    pub emulated: u8,
    /// When it expires.
    pub expires_on: i64,
    /// When it was issued, according to its claims.
    pub issued_on: i64,
    /// When the library starts to refresh it in the background.
    pub refresh_on: i64,
    /// The token itself: a secret. Wiped when the last handle to it is freed.
    pub secret: AzmiStr,
    /// The requested audience.
    pub resource: AzmiStr,
    /// Object id of the identity.
    pub principal_id: AzmiStr,
    /// Application id of the identity.
    pub client_id: AzmiStr,
    /// Its tenant.
    pub tenant_id: AzmiStr,
    /// ARM id of the resource the identity belongs to.
    pub identity_resource_id: AzmiStr,
    /// Name of the source.
    pub source_name: AzmiStr,
}
