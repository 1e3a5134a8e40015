//! The time, and the services' time formats.

use std::time::{Duration, SystemTime, UNIX_EPOCH};
use time::OffsetDateTime;

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// `2026-01-31 12:34:56Z`, as Microsoft Entra writes it; `seconds` since 1970.
pub fn entra_time(seconds: u64) -> String {
    let (year, month, day, hour, minute, second) = parts(seconds);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}Z")
}

/// `1/31/2026 12:34:56 PM`, as Resource Manager writes it; `seconds` since 1970.
pub fn american_time(seconds: u64) -> String {
    let (year, month, day, hour, minute, second) = parts(seconds);
    let (twelve, half) = (if hour % 12 == 0 { 12 } else { hour % 12 }, if hour < 12 { "AM" } else { "PM" });
    format!("{month}/{day}/{year} {twelve}:{minute:02}:{second:02} {half}")
}

/// `01/31/2026 12:34:56`; `seconds` since 1970.
pub fn padded_american_time(seconds: u64) -> String {
    let (year, month, day, hour, minute, second) = parts(seconds);
    format!("{month:02}/{day:02}/{year} {hour:02}:{minute:02}:{second:02}")
}

/// Returns year, month, day, hour, minute and second, at most the end of the year 9999.
fn parts(seconds: u64) -> (i32, u8, u8, u8, u8, u8) {
    let time = OffsetDateTime::UNIX_EPOCH + Duration::from_secs(seconds.min(253_402_300_799));
    (time.year(), time.month().into(), time.day(), time.hour(), time.minute(), time.second())
}

#[cfg(test)]
mod tests {
    use super::{american_time, entra_time, padded_american_time};

    #[test]
    fn writes_known_times() {
        assert_eq!(entra_time(0), "1970-01-01 00:00:00Z");
        assert_eq!(entra_time(1_709_210_096), "2024-02-29 12:34:56Z");
        assert_eq!(american_time(1_709_210_096), "2/29/2024 12:34:56 PM");
        assert_eq!(american_time(1_767_225_599), "12/31/2025 11:59:59 PM");
        assert_eq!(american_time(1_767_225_600), "1/1/2026 12:00:00 AM");
        assert_eq!(padded_american_time(1_560_999_478), "06/20/2019 02:57:58");
        assert_eq!(entra_time(u64::MAX), "9999-12-31 23:59:59Z");
    }
}
