//! Refusals in JSON. Azure writes the same field in camelCase and PascalCase, depending on the service's age, and puts it at
//! half a dozen places.

use crate::arm::errors::words::{Form, Words, flat, is_status_in_words, sentence};
use crate::error::quote::quoted;
use serde_json::{Map, Value};

/// How deep refusals lie in one another, and how many stand beside one another, at most, for us.
const DEPTH: usize = 8;
const WIDTH: usize = 4;

/// Where a code may stand.
const CODES: [&str; 6] = ["code", "errorCode", "error_code", "typeKey", "faultcode", "errorIdentifier"];

/// Where the words may stand, in the order in which they are quoted.
const SENTENCES: [&str; 13] = [
    "title",
    "message",
    "error_description",
    "errorMessage",
    "error_message",
    "errorDescription",
    "exceptionMessage",
    "messageDetail",
    "faultstring",
    "detail",
    "description",
    "reason",
    "@message",
];

/// Where further refusals may lie within one.
const WITHIN: [&str; 9] =
    ["error", "odata.error", "pbi.error", "fault", "innererror", "inner_error", "details", "errors", "values"];

const REQUEST_IDS: [&str; 6] =
    ["request-id", "requestId", "request_id", "correlationId", "correlation_id", "activityId"];

/// Reads a refusal.
pub(super) fn read(document: &Value) -> Words {
    let mut reading = Reading::default();
    reading.any(document, DEPTH);
    let Reading { mut words, sentences } = reading;
    words.form = Form::Json;
    let mut text = sentences.join(" ");
    // The head's code is shown beside the words; what lies within only here.
    let shown = words.code_that_says_most().unwrap_or_default();
    for code in &words.codes {
        if code != shown && !is_status_in_words(code) && !text.contains(code.as_str()) {
            text = format!("{text} ({code})");
        }
    }
    words.say(&text);
    if words.text.is_empty() && words.codes.is_empty() && may_be_shown(document) {
        words.say(&document.to_string());
    }
    words
}

/// An answer of an unknown shape is repeated only where nothing in it can be a secret.
fn may_be_shown(document: &Value) -> bool {
    let text = document.to_string().to_ascii_lowercase();
    let is_empty = matches!(document, Value::Null) || ["{}", "[]", "\"\""].contains(&&*text);
    let secrets = ["token", "secret", "password", "key", "sig=", "eyj"];
    !is_empty && !secrets.iter().any(|word| text.contains(word))
}

#[derive(Default)]
struct Reading {
    words: Words,
    sentences: Vec<String>,
}

impl Reading {
    fn any(&mut self, value: &Value, depth: usize) {
        if depth == 0 {
            return;
        }
        match value {
            Value::Object(fields) => self.object(fields, depth - 1),
            Value::Array(entries) => {
                for entry in entries.iter().take(WIDTH) {
                    self.any(entry, depth - 1);
                }
            }
            Value::String(text) => self.sentence(text, depth - 1),
            _ => {}
        }
    }

    fn object(&mut self, fields: &Map<String, Value>, depth: usize) {
        let before = self.words.codes.len();
        for code in CODES.into_iter().filter_map(|name| get(fields, name)) {
            match code {
                Value::String(text) => self.words.code(text),
                Value::Number(number) => self.words.code(&number.to_string()),
                _ => {}
            }
        }
        // OAuth's `error` is a code, others' a sentence.
        if let Some(Value::String(error)) = get(fields, "error") {
            if error.contains(char::is_whitespace) {
                self.sentence(error, depth);
            } else {
                self.words.code(error);
            }
        }
        for name in REQUEST_IDS {
            if let Some(Value::String(id)) = get(fields, name)
                && self.words.request_id.is_none()
                && !id.is_empty()
            {
                self.words.request_id = Some(quoted(id));
            }
        }
        // A code that only lies within is quoted with its words, where the code at the head isn't.
        let own = self.words.codes.get(before).cloned();
        let mut lead = own.filter(|_| before > 0 && !self.sentences.is_empty());
        for value in SENTENCES.into_iter().filter_map(|name| get(fields, name)) {
            let length = self.sentences.len();
            self.any_sentence(value, depth);
            if let Some(first) = self.sentences.get_mut(length)
                && let Some(code) = lead.take()
            {
                *first = format!("{code}: {first}");
            }
        }
        self.pair(fields);
        for name in WITHIN {
            match (name, get(fields, name)) {
                // The map of ASP.NET's validation, from fields to what is wrong with each.
                ("errors", Some(Value::Object(map))) => self.validation(map, depth),
                ("error", Some(Value::String(_))) | (_, None) => {}
                (_, Some(value)) => self.any(value, depth),
            }
        }
        self.policy(fields);
    }

    /// A sentence, or `{lang, value}`.
    fn any_sentence(&mut self, value: &Value, depth: usize) {
        match value {
            Value::String(text) => self.sentence(text, depth),
            Value::Object(fields) => match get(fields, "value").or_else(|| get(fields, "text")) {
                Some(Value::String(text)) => self.sentence(text, depth),
                _ => self.any(value, depth),
            },
            Value::Array(_) => self.any(value, depth),
            _ => {}
        }
    }

    /// A sentence, which may be a whole refusal written as text.
    fn sentence(&mut self, text: &str, depth: usize) {
        let text = text.trim();
        if text.starts_with('{')
            && depth > 0
            && let Ok(inner) = serde_json::from_str::<Value>(text)
        {
            self.any(&inner, depth - 1);
        } else {
            self.add(flat(text));
        }
    }

    fn add(&mut self, text: String) {
        let known = self.sentences.iter().any(|sentence| sentence.contains(&text));
        if !text.is_empty() && !known && self.sentences.len() < 2 * WIDTH {
            // What follows is another sentence.
            if let Some(last) = self.sentences.last_mut() {
                *last = sentence(last);
            }
            self.sentences.push(text);
        }
    }

    /// Batch gives details as keys and values.
    fn pair(&mut self, fields: &Map<String, Value>) {
        if let (Some(Value::String(key)), Some(Value::String(value))) = (get(fields, "key"), get(fields, "value")) {
            self.add(flat(&format!("{key}: {value}")));
        }
    }

    fn validation(&mut self, map: &Map<String, Value>, depth: usize) {
        for (field, wrong) in map.iter().take(WIDTH) {
            match wrong {
                Value::Array(list) => {
                    let list: Vec<_> = list.iter().filter_map(Value::as_str).take(WIDTH).collect();
                    self.add(flat(&format!("{field}: {}", list.join(" "))));
                }
                Value::String(text) => self.add(flat(&format!("{field}: {text}"))),
                other => self.any(other, depth),
            }
        }
    }

    /// The names of policies, as Resource Manager adds them: in `additionalInfo`, or as JSON at the end of the message.
    fn policy(&mut self, fields: &Map<String, Value>) {
        if let Some(Value::Array(more)) = get(fields, "additionalInfo") {
            for info in more.iter().filter_map(|more| more["info"].as_object()) {
                let first = |names: [&str; 2]| names.into_iter().find_map(|name| text(info, name));
                let definition = first(["policyDefinitionDisplayName", "policyDefinitionName"]);
                let assigned = first(["policyAssignmentDisplayName", "policyAssignmentName"]);
                self.named(definition.or(assigned));
            }
        }
        let message = text(fields, "message").unwrap_or_default();
        let list = message
            .split_once("Policy identifiers: '")
            .and_then(|(_, rest)| rest.rsplit_once('\''))
            .and_then(|(list, _)| serde_json::from_str::<Value>(list).ok());
        for entry in list.iter().filter_map(Value::as_array).flatten() {
            let name = |part: &str| entry[part]["name"].as_str();
            self.named(name("policyDefinition").or(name("policyAssignment")));
        }
    }

    fn named(&mut self, policy: Option<&str>) {
        let policies = &mut self.words.policies;
        if let Some(policy) = policy.map(quoted)
            && !policies.contains(&policy)
            && policies.len() < WIDTH
        {
            policies.push(policy);
        }
    }
}

/// A field, whatever the case of its name.
fn get<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields.get(name).or_else(|| {
        let mut all = fields.iter();
        all.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    })
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    let text = get(fields, name)?.as_str()?;
    (!text.is_empty()).then_some(text)
}
