//! Adapts the library's hints, which name PowerShell's parameters first and then azmi's options in parentheses.

#[cfg(test)]
mod tests;

/// Removes PowerShell's parameters: "-IdentityName NAME (--identity-name)" becomes "--identity-name NAME", and "(-Uri, --uri)" becomes
/// "(--uri)".
pub fn for_shell(hint: &str) -> String {
    let mut text = String::new();
    let mut rest = hint;
    while let Some((before, options, after)) = in_parentheses(rest) {
        match first_parameter(before) {
            Some(at) => {
                text += &before[..at];
                text += options;
                // Parentheses with a value or with several options are complete.
                if let (Some(value), false) = (value(&before[at..]), options.contains(' ')) {
                    text += " ";
                    text += value;
                }
            }
            None => {
                text += before;
                text += " (";
                text += options;
                text += ")";
            }
        }
        rest = after;
    }
    text += rest;
    without_first_names(&text)
}

/// Returns the text before the next options in parentheses, these options, and the text after them.
fn in_parentheses(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(" (--")?;
    let end = rest.find(')')?;
    let options = &text[before.len() + 2..before.len() + 4 + end];
    Some((before, options, &rest[end + 1..]))
}

/// Returns the position of the first parameter in the last sentence.
fn first_parameter(text: &str) -> Option<usize> {
    let ends = [". ", ": ", "; ", "\n"];
    let begin = ends.iter().filter_map(|end| text.rfind(end)).max();
    let begin = begin.unwrap_or(0);
    text[begin..]
        .match_indices('-')
        .map(|(at, _)| begin + at)
        .find(|at| is_parameter(&text[*at..]) && !text[..*at].ends_with(char::is_alphanumeric))
}

/// Returns the value after the last parameter.
fn value(parameters: &str) -> Option<&str> {
    let last = parameters.rfind(" -").map_or(0, |at| at + 1);
    let (_, value) = parameters[last..].split_once(' ')?;
    Some(value)
}

fn is_parameter(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Turns "-Uri, --uri" into "--uri".
fn without_first_names(text: &str) -> String {
    let mut parts = text.split(", --");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let word = whole.rfind([' ', '(']).map_or(0, |at| at + 1);
        if is_parameter(&whole[word..]) {
            whole.truncate(word);
        } else {
            whole += ", ";
        }
        whole += "--";
        whole += part;
    }
    whole
}
