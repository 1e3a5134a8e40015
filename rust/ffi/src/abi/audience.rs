//! A named service.

use super::text::AzmiStr;

/// A service whose audience has a name.
///
/// Used by: azmi_audience_get.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiAudienceView {
    /// `sizeof(AzmiAudienceView)`, set by the caller.
    pub size: u32,
    /// The name, accepted wherever a resource is expected.
    pub name: AzmiStr,
    /// A short description.
    pub description: AzmiStr,
    /// Its audience in the requested cloud.
    pub audience: AzmiStr,
}
