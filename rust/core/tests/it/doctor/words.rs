//! What differs from run to run and from system to system in a report's words.

/// The words that Windows, or the Wine it is tested with, has for what the recorded reports say in Linux's and rustls's.
const OF_WINDOWS: [(&str, &str); 2] = [
    ("(os error 10061)", "Connection refused (os error 111)"),
    (
        "(os error -2146762486)",
        "invalid peer certificate: UnknownIssuer",
    ),
];

/// The report with the number after that phrase replaced by N (how far a clock is off depends on when the test runs), and
/// the system's own words for a failure replaced by Linux's.
pub fn comparable(report: &str, number_after: &str) -> String {
    OF_WINDOWS.iter().fold(
        without_number(report, number_after),
        |text, (mark, words)| with_words(&text, mark, words),
    )
}

fn without_number(text: &str, after: &str) -> String {
    let Some(at) = text.find(after).map(|at| at + after.len()) else {
        return text.to_owned();
    };
    let (before, rest) = text.split_at(at);
    format!(
        "{before}N{}",
        rest.trim_start_matches(|c: char| c.is_ascii_digit())
    )
}

/// Replaces what stands between the last ": " before a mark and its end: the system's own sentence, in whatever language.
fn with_words(text: &str, mark: &str, words: &str) -> String {
    let Some((before, after)) = text.split_once(mark) else {
        return text.to_owned();
    };
    let (lead, _) = before
        .rsplit_once(": ")
        .expect("the system's words follow ours");
    format!("{lead}: {words}{after}")
}
