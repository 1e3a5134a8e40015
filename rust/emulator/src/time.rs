//! The time, and how the services write it.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// `2026-01-31 12:34:56Z`, as Microsoft Entra writes it; `seconds` since 1970.
pub fn entra_time(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = clock(seconds);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}Z")
}

/// `1/31/2026 12:34:56 PM`, as Resource Manager writes it; `seconds` since 1970.
pub fn american_time(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = clock(seconds);
    let (twelve, half) = (if hour % 12 == 0 { 12 } else { hour % 12 }, if hour < 12 { "AM" } else { "PM" });
    format!("{month}/{day}/{year} {twelve}:{minute:02}:{second:02} {half}")
}

/// `01/31/2026 12:34:56`; `seconds` since 1970.
pub fn padded_american_time(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = clock(seconds);
    format!("{month:02}/{day:02}/{year} {hour:02}:{minute:02}:{second:02}")
}

fn clock(seconds: u64) -> (u64, u64, u64) {
    (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
}

/// Year, month and day of a day counted from 1970-01-01.
fn civil(days: u64) -> (u64, u64, u64) {
    // Years start in March here, so that the leap day comes last.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
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
    }
}
