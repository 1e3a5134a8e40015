//! What differs from run to run in a report's words.

/// The report with the number after that phrase replaced by N: how far a clock is off depends on when the test runs.
pub fn comparable(report: &str, number_after: &str) -> String {
    let Some(at) = report.find(number_after).map(|at| at + number_after.len()) else {
        return report.to_owned();
    };
    let (before, rest) = report.split_at(at);
    format!("{before}N{}", rest.trim_start_matches(|c: char| c.is_ascii_digit()))
}
