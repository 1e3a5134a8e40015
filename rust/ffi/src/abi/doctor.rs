//! A check of the report.

use super::text::AzmiStr;

/// One check of a report. The texts are borrowed from the report.
///
/// Used by: azmi_doctor_report_get.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiCheckView {
    /// `sizeof(AzmiCheckView)`, set by the caller.
    pub size: u32,
    /// One of the `AZMI_CHECK_...` numbers.
    pub status: u32,
    /// Duration in milliseconds.
    pub duration_ms: u64,
    /// Its name, a PascalCase word that doesn't change between versions.
    pub name: AzmiStr,
    /// Name of the status.
    pub status_name: AzmiStr,
    /// The finding, and what it means.
    pub detail: AzmiStr,
    /// The command or click that fixes it; absent when there's nothing to fix.
    pub fix: AzmiStr,
}
