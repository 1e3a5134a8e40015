//! Which machines are wanted.

use super::text::AzmiStr;

/// Which machines a fleet is made of. Exactly one of `all` and `name_pattern` must be given.
///
/// Used by: azmi_fleet_open.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiFleetQuery {
    /// `sizeof(AzmiFleetQuery)`.
    pub size: u32,
    /// Not 0: all that can be read.
    pub all: u8,
    /// Those whose name matches: `*` stands for any characters, `?` for one. A machine named without either must exist.
    pub name_pattern: AzmiStr,
    /// Only those of this resource group; may be absent.
    pub resource_group: AzmiStr,
    /// Only those of these subscriptions. May be NULL when the length is 0: the client's, or all readable ones.
    pub subscription_ids: *const AzmiStr,
    /// Number of subscriptions.
    pub subscription_ids_len: usize,
}
