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
    /// The name, as accepted wherever a resource is asked for.
    pub name: AzmiStr,
    /// What it is, in a few words.
    pub description: AzmiStr,
    /// Its audience in the cloud asked about.
    pub audience: AzmiStr,
}
