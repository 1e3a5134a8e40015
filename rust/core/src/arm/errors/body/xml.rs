//! Refusals in XML: Storage, Service Bus, SOAP and services of that age. Namespaces don't matter, and no entity is expanded
//! but the five that XML has, and characters by number.

use crate::arm::errors::words::{Form, Words, flat, sentence};
use crate::error::quote::{entity, quoted};

/// Elements that are looked at; a refusal has ten.
const MOST: usize = 500;

/// Whose text is a code.
const CODES: [&str; 4] = ["code", "errorcode", "faultcode", "subcode"];

/// Whose text are words.
const SENTENCES: [&str; 9] = [
    "message",
    "detail",
    "faultstring",
    "text",
    "reason",
    "messagedetail",
    "exceptionmessage",
    "authenticationerrordetail",
    "description",
];

const REQUEST_IDS: [&str; 3] = ["requestid", "activityid", "correlationid"];

/// Reads a refusal.
pub(super) fn read(document: &str) -> Words {
    let mut words = Words { form: Form::Xml, ..Words::default() };
    let mut sentences: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for (name, text) in elements(document) {
        let text = flat(&text);
        if text.is_empty() {
            continue;
        }
        if CODES.contains(&name.as_str()) {
            words.code(&text);
        } else if SENTENCES.contains(&name.as_str()) {
            if !sentences.iter().any(|known| known.contains(&text)) {
                if let Some(last) = sentences.last_mut() {
                    *last = sentence(last);
                }
                sentences.push(text);
            }
        } else if REQUEST_IDS.contains(&name.as_str()) {
            words.request_id.get_or_insert(quoted(&text));
        } else {
            all.push(text);
        }
    }
    if sentences.is_empty() {
        sentences = all;
    }
    words.say(&sentences.join(" "));
    words
}

/// The elements that hold text, by their local names in lower case, with that text.
fn elements(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<(String, String)> = Vec::new();
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
                    let name = tag.split([' ', '\t', '\r', '\n', '/']).next();
                    let name = name.and_then(|name| name.rsplit(':').next());
                    if !tag.ends_with('/') && open.len() < MOST {
                        open.push((name.unwrap_or_default().to_ascii_lowercase(), String::new()));
                    }
                }
            }
        }
    }
    // What was cut off before its end still says something.
    found.extend(open.into_iter().rev());
    found
}

/// Where a tag ends: at its `>`, but not at one within quotes.
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

/// Text without entities.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let known = after.split_once(';').and_then(|(name, after)| Some((entity(name.as_bytes())?, after)));
        match known {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}
