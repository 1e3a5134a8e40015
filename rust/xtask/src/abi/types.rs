//! The types that a header declares, as text: what the layout does not tell. A pointer to something else, a number with a sign or a
//! callback with another parameter has the same size at the same place, and breaks every program that knew it as it was.

use std::collections::BTreeMap;

/// Each type with its declarations, on one line each: one for a name given to something else, one for each field of a struct.
pub(super) type Types = BTreeMap<String, Vec<String>>;

/// The types declared before `extern "C" {`.
pub(super) fn read(header: &str) -> Types {
    let before = header
        .split_once("extern \"C\" {")
        .map_or(header, |(before, _)| before);
    let code = without_words(before);
    statements(&code)
        .filter_map(|statement| named(&statement))
        .collect()
}

/// Without comments and without lines for the preprocessor.
fn without_words(header: &str) -> String {
    let mut text = String::new();
    let mut rest = header;
    while let Some((before, comment)) = rest.split_once("/*") {
        text.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, behind)| behind);
    }
    text.push_str(rest);
    let code = text
        .lines()
        .map(|line| line.split_once("//").map_or(line, |(code, _)| code))
        .filter(|line| !line.starts_with('#'));
    code.collect::<Vec<_>>().join(" ")
}

/// What ends with a semicolon outside of braces, with single blanks.
fn statements(code: &str) -> impl Iterator<Item = String> {
    let mut depth = 0_u32;
    code.split(move |letter| {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ';' && depth == 0
    })
    .map(one_line)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A `typedef`, by the name it gives.
fn named(statement: &str) -> Option<(String, Vec<String>)> {
    let declared = statement.strip_prefix("typedef ")?;
    if let Some((head, rest)) = declared.split_once('{') {
        let (fields, name) = rest.rsplit_once('}')?;
        let fields = fields.split(';').map(one_line);
        let parts = [one_line(head)].into_iter().chain(fields);
        let parts = parts.filter(|part| !part.is_empty()).collect();
        return Some((name.trim().to_owned(), parts));
    }
    // `typedef void (*Name)(...)`, else the name is the last word.
    let name = match declared.split_once("(*") {
        Some((_, behind)) => behind.split(')').next()?,
        None => declared.rsplit([' ', '*']).next()?,
    };
    Some((name.to_owned(), vec![declared.to_owned()]))
}

/// What changed in the types that both know, and which are gone. That a struct may grow, and where, is for the layout to say.
pub(super) fn broken(old: &Types, new: &Types) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, parts) in old {
        let Some(newer) = new.get(name) else {
            broken.push(format!("type {name} is gone"));
            continue;
        };
        let mut pairs = parts.iter().zip(newer);
        if let Some((was, is)) = pairs.find(|(was, is)| was != is) {
            broken.push(format!("type {name} had `{was}` and has `{is}`"));
        } else if newer.len() < parts.len() {
            broken.push(format!("type {name} has lost `{}`", parts[newer.len()]));
        }
    }
    broken
}

/// The structs among them.
pub(super) fn structs(types: &Types) -> impl Iterator<Item = &String> {
    let has_fields = |(_, parts): &(&String, &Vec<String>)| parts.len() > 1;
    types.iter().filter(has_fields).map(|(name, _)| name)
}
