//! Removes anything that looks like a token or a key, even if it isn't a known secret.

use crate::url_text;

/// Replaces a secret.
pub const REMOVED: &str = "[removed]";

/// Labels of secrets. After those with `true`, any value is a secret.
const LABELS: [(&str, bool); 30] = [
    ("access%5ftoken", true),
    ("refresh%5ftoken", true),
    ("id%5ftoken", true),
    ("client%5fsecret", true),
    ("access_token", true),
    ("accesstoken", true),
    ("refresh_token", true),
    ("refreshtoken", true),
    ("id_token", true),
    ("idtoken", true),
    ("client_secret", true),
    ("clientsecret", true),
    ("client_assertion", true),
    ("identity_header", true),
    ("identity-header", true),
    ("msi_secret", true),
    ("sharedaccesskey", true),
    ("sharedaccesssignature", true),
    ("accountkey", true),
    ("sig", false),
    ("signature", false),
    ("apikey", false),
    ("password", false),
    ("passwd", false),
    ("pwd", false),
    ("secret", false),
    ("token", false),
    ("key", false),
    ("authorization", false),
    ("cookie", false),
];

/// The schemes of `Authorization` headers.
const SCHEMES: [&str; 7] =
    ["bearer", "basic", "sharedkey", "sharedkeylite", "sharedaccesssignature", "negotiate", "pop"];

/// Removes anything that looks like a secret from a peer's text.
pub(super) fn masked(text: &str) -> String {
    let text = after_schemes(&after_labels(&in_urls(text)));
    without_tokens(without_padded(&text))
}

/// Removes long padded Base64. Its alphabet contains the slash, so without padding it could be a path.
fn without_padded(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    replaced(text, fits, |run, after| {
        let padding = after.len() - after.trim_start_matches('=').len();
        let is_key = padding > 0 && run.len() >= 40 && is_mixed(run);
        is_key.then(|| (REMOVED.to_owned(), padding))
    })
}

/// Removes tokens that are recognizable without context: parts of a JWT, long random text.
pub(super) fn without_tokens(text: String) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '+' | '=' | '%');
    if !text.split(|c| !fits(c)).any(is_token) {
        return text;
    }
    replaced(&text, fits, |run, _| is_token(run).then(|| (without_token(run), 0)))
}

/// Replaces the longest runs of characters that fit. `anew` gets a run and the text after it, and returns the
/// replacement and how many bytes after the run it replaces too.
fn replaced(text: &str, fits: impl Fn(char) -> bool, anew: impl Fn(&str, &str) -> Option<(String, usize)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(&fits) {
        let (before, tail) = rest.split_at(start);
        let (run, after) = tail.split_at(tail.find(|c| !fits(c)).unwrap_or(tail.len()));
        let (words, taken) = anew(run, after).unwrap_or_else(|| (run.to_owned(), 0));
        out.push_str(before);
        out.push_str(&words);
        rest = &after[taken..];
    }
    out + rest
}

fn without_token(run: &str) -> String {
    // Keep the name of `name=token` and the full stop of a sentence.
    let name = run.trim_end_matches('=').rfind('=').map_or("", |at| &run[..=at]);
    let end = if run.ends_with('.') { "." } else { "" };
    let name = if is_token(name) { "" } else { name };
    format!("{name}{REMOVED}{end}")
}

/// From this length on, a run of digits and letters of both cases isn't a name: a key of 24 bytes in Base64.
const RANDOM: usize = 32;

fn is_token(run: &str) -> bool {
    run.len() >= 16 && (is_jwt(run) || is_random(run))
}

fn is_jwt(run: &str) -> bool {
    // `{"`, `{ ` and `{` before a line break in Base64, and the first one encoded twice.
    const BEGINNINGS: [&str; 5] = ["eyJ", "eyA", "ewo", "ewog", "ZXlK"];
    let begins = |at: usize, part: &str| {
        let tail = &run[at..];
        tail.len() >= 16
            && BEGINNINGS.iter().any(|b| part.starts_with(b))
            && tail.bytes().skip(3).any(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    };
    let mut at = 0;
    for part in run.split(['=', '.', '%', '~', '+']) {
        if begins(at, part) {
            return true;
        }
        at += part.len() + 1;
    }
    let parts: Vec<&str> = run.trim_end_matches(['.', '=']).split('.').collect();
    matches!(parts.len(), 3 | 5)
        && run.len() >= 64
        && parts.iter().any(|part| part.len() >= 20 && is_mixed(part))
        && parts.iter().all(|part| !part.contains(['=', '%', '+', '~']))
}

fn is_random(run: &str) -> bool {
    let mut parts = run.split(|c: char| !(c.is_ascii_alphanumeric() || c == '+'));
    parts.any(|part| part.len() >= RANDOM && is_mixed(part) && !is_made_of_words(part))
}

/// Whether a text is a name such as an error code: capitalized words and a number. In random text, more than half of
/// the characters are capitals and digits, and lowercase letters follow digits.
fn is_made_of_words(text: &str) -> bool {
    let bytes = text.as_bytes();
    let others = bytes.iter().filter(|byte| !byte.is_ascii_lowercase()).count();
    let goes_on_after_a_number = |pair: &[u8]| pair[0].is_ascii_digit() && pair[1].is_ascii_lowercase();
    others * 3 <= bytes.len() && !bytes.contains(&b'+') && !bytes.windows(2).any(goes_on_after_a_number)
}

/// Whether a text has digits and letters of both cases, unlike a word.
fn is_mixed(text: &str) -> bool {
    let has = |is: fn(&u8) -> bool| text.as_bytes().iter().any(is);
    has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}

/// Removes user info from URLs, and hides values of queries by the rules of [`url_text`].
fn in_urls(text: &str) -> String {
    let ends = |c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '(' | ')' | '\\' | '`' | ',' | '[' | ']' | '{' | '}')
    };
    replaced(text, |c| !ends(c), |word, _| Some((url(word), 0)))
}

fn url(word: &str) -> String {
    let user = word.split_once("://").and_then(|(scheme, rest)| {
        let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let at = rest[..authority].rfind('@')?;
        Some(format!("{scheme}://{REMOVED}@{}", &rest[at + 1..]))
    });
    let word = user.unwrap_or_else(|| word.to_owned());
    let Some((before, query)) = word.split_once('?') else {
        return match word.split_once('&') {
            // A query without a URL.
            Some((first, rest)) if first.contains('=') || rest.contains('=') => url_text::query(&word),
            _ => word,
        };
    };
    let (query, fragment) = query.split_once('#').map_or((query, ""), |(query, _)| (query, "#..."));
    if query.contains('=') { format!("{before}?{}{fragment}", url_text::query(query)) } else { word }
}

/// Removes the values after labels of secrets: `"access_token":"..."`, `sig=...`, `<Key>...`.
fn after_labels(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        let starts_word = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let label = LABELS
            .iter()
            .filter(|(label, _)| starts_word && lower[at..].starts_with(label))
            .max_by_key(|(label, _)| label.len());
        if let Some((name, always)) = label
            && let Some((from, to)) = value(text, at + name.len(), *always)
        {
            out.push_str(&text[at..from]);
            out.push_str(REMOVED);
            at = to;
            continue;
        }
        out.push(next);
        at += next.len_utf8();
    }
    out
}

/// The range of the value after a label, if it's a secret.
fn value(text: &str, from: usize, always: bool) -> Option<(usize, usize)> {
    let quotes = |c: char| matches!(c, '"' | '\'' | '\\' | '`');
    let rest = &text[from..];
    let trimmed = rest.trim_start_matches(|c| quotes(c) || c == ' ');
    let lower = trimmed.get(..3).unwrap_or_default().to_ascii_lowercase();
    let (assigns, length) = match (trimmed.chars().next()?, lower.as_str()) {
        ('=' | '>', _) => (true, 1),
        (_, "%3d") => (true, 3),
        (':', _) => (false, 1),
        (_, "%3a") => (false, 3),
        _ => return None,
    };
    let tail = trimmed[length..].trim_start_matches(' ');
    let value = tail.trim_start_matches(quotes);
    let quoted = value.len() < tail.len();
    let end = value
        .find(|c: char| {
            quotes(c) || !quoted && (c.is_whitespace() || matches!(c, '&' | ',' | ';' | '<' | '>' | '}' | ')' | ']'))
        })
        .unwrap_or(value.len());
    let found = &value[..end];
    let has_digit = found.bytes().any(|b| b.is_ascii_digit());
    // In an error about a token, the error code may follow the word "token".
    if is_code_of_entra(found) {
        return None;
    }
    let is_secret = always
        || assigns
        || (has_digit || found.len() >= 40) && looks_opaque(found)
        || quoted && has_digit && found.len() >= 6 && !found.contains(' ');
    let start = from + (rest.len() - value.len());
    (is_secret && !found.is_empty() && !found.starts_with(REMOVED) && found != url_text::HIDDEN)
        .then_some((start, start + end))
}

/// Whether a text is an error code of Microsoft Entra, such as `AADSTS70021`, which people search for.
fn is_code_of_entra(text: &str) -> bool {
    let number = text.strip_prefix("AADSTS").map(|rest| rest.trim_end_matches([':', '.']));
    number.is_some_and(|number| number.len() <= 9 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Removes credentials after the name of their scheme.
fn after_schemes(text: &str) -> String {
    let fits = |c: char| {
        !c.is_whitespace() && !matches!(c, '"' | '\'' | ',' | '<' | '>' | '\\' | '[' | ']' | '(' | ')' | '{' | '}')
    };
    replaced(
        text,
        |c| c.is_ascii_alphabetic(),
        |word, after| {
            if !SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word)) {
                return None;
            }
            let value = after.trim_start_matches([' ', ':', '+']);
            let value = value.strip_prefix("%20").unwrap_or(value);
            let gap = &after[..after.len() - value.len()];
            let run = &value[..value.find(|c| !fits(c)).unwrap_or(value.len())];
            let run = run.trim_end_matches(['.', ';', ':', '!', '?']);
            let is_secret = !gap.is_empty() && looks_opaque(run);
            is_secret.then(|| (format!("{word}{gap}{REMOVED}"), gap.len() + run.len()))
        },
    )
}

/// Whether a value isn't an ordinary word: it's long, contains digits or signs, and isn't an assignment or a path.
fn looks_opaque(text: &str) -> bool {
    let assigns = text.trim_end_matches('=').contains('=');
    let odd = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'~' | b'+' | b'-');
    text.len() >= 8
        && !assigns
        && !text.starts_with('/')
        && !text.contains("://")
        && (text.bytes().any(odd) || text.ends_with('=') || text.len() >= 40 || is_shouted(text))
}

/// Whether a long text has more capitals than a name made of words.
fn is_shouted(text: &str) -> bool {
    let capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
    text.len() >= 16 && capitals * 4 >= text.len() && capitals < text.len()
}
