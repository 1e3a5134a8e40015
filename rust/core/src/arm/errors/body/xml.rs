//! Errors in XML, from Storage, Service Bus, SOAP and services of that age. Ignores namespaces, and expands only XML's five
//! entities and numeric characters.

use super::names::{CODES, REQUEST_IDS, SENTENCES, Sentences};
use crate::arm::errors::words::{Form, Words};
use crate::error::quote::{entity, quoted};

/// The most elements that are read; an error has about ten.
const MOST: usize = 500;

/// Reads an error.
pub(super) fn read(document: &str) -> Words {
    let mut words = Words { form: Form::Xml, ..Words::default() };
    let mut sentences = Sentences::default();
    let mut others = Vec::new();
    for (name, text) in elements(document) {
        let is_one_of = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let text = text.trim();
        if text.is_empty() {
            continue;
        } else if is_one_of(&CODES) {
            words.code(text);
        } else if is_one_of(&SENTENCES) {
            sentences.add(text);
        } else if is_one_of(&REQUEST_IDS) {
            words.request_id.get_or_insert_with(|| quoted(text));
        } else {
            others.push(text.to_owned());
        }
    }
    let said = if sentences.0.is_empty() { others } else { sentences.0 };
    words.say(&said.join(" "));
    words
}

/// The elements that contain text: their local names and the text.
fn elements(mut rest: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut open: Vec<(&str, String)> = Vec::new();
    while !rest.is_empty() && found.len() < MOST {
        let text;
        (text, rest) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        if let Some((_, own)) = open.last_mut() {
            own.push_str(&plain(text));
        }
        if let Some(after) = rest.strip_prefix("<![CDATA[") {
            let (data, after) = after.split_once("]]>").unwrap_or((after, ""));
            if let Some((_, own)) = open.last_mut() {
                own.push_str(data);
            }
            rest = after;
        } else if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with('<') {
            let end = end_of_tag(rest);
            let tag = &rest[1..end];
            rest = rest.get(end + 1..).unwrap_or_default();
            match tag.as_bytes().first() {
                Some(b'?' | b'!') => {}
                Some(b'/') => found.extend(open.pop()),
                _ => {
                    let name = tag.split([' ', '\t', '\r', '\n', '/']).next().unwrap_or_default();
                    let local = name.rsplit(':').next().unwrap_or_default();
                    if !tag.ends_with('/') && open.len() < MOST {
                        open.push((local, String::new()));
                    }
                }
            }
        }
    }
    // The document may be cut off; open elements still have text.
    found.extend(open.into_iter().rev());
    found
}

/// The index of the `>` that ends a tag, ignoring those within quotes.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// Expands the entities of a text.
fn plain(text: &str) -> String {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let known = part.split_once(';').and_then(|(name, after)| Some((entity(name.as_bytes())?, after)));
        let (c, after) = known.unwrap_or(('&', part));
        out.push(c);
        out.push_str(after);
    }
    out
}
