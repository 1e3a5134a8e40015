//! The query that selects machines.

use super::text::AzmiStr;

/// Selects the machines of a fleet. Exactly one of `all` and `name_pattern` must be set.
///
/// Used by: azmi_fleet_open.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiFleetQuery {
    /// `sizeof(AzmiFleetQuery)`.
    pub size: u32,
    /// Not 0: all readable machines.
    pub all: u8,
    /// Machines whose name matches: `*` stands for any characters, `?` for one. A name without wildcards must exist.
    pub name_pattern: AzmiStr,
    /// Only machines in this resource group; may be absent.
    pub resource_group: AzmiStr,
    /// Only machines in these subscriptions. May be NULL when the length is 0: the client's, or all readable ones.
    pub subscription_ids: *const AzmiStr,
    /// Number of subscriptions.
    pub subscription_ids_len: usize,
}
