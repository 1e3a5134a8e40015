//! What differs between runs in a report.

/// Replaces the number after `number_after` with N: the clock's deviation depends on when the test runs.
pub fn comparable(report: &str, number_after: &str) -> String {
    let Some(at) = report.find(number_after).map(|at| at + number_after.len()) else {
        return report.to_owned();
    };
    let (before, rest) = report.split_at(at);
    format!("{before}N{}", rest.trim_start_matches(|c: char| c.is_ascii_digit()))
}
