//! Errors in JSON. Depending on the age of a service, the same field is in camelCase or PascalCase and in one of half a dozen
//! places.

use super::names::{CODES, REQUEST_IDS, SENTENCES, Sentences, WIDTH};
use crate::arm::errors::words::{Form, Words, is_status_in_words};
use crate::arm::fields::{field, text};
use crate::error::quote::quoted;
use serde_json::Value;

/// The deepest nesting of errors that is read.
const DEPTH: usize = 8;

/// The fields that contain nested errors.
const WITHIN: [&str; 10] = [
    "error",
    "odata.error",
    "pbi.error",
    "fault",
    "innererror",
    "inner_error",
    "details",
    "errors",
    "modelstate",
    "values",
];

/// Reads an error.
pub(super) fn read(document: &Value) -> Words {
    let mut reading = Reading::default();
    reading.any(document, DEPTH);
    let Reading { mut words, sentences } = reading;
    words.form = Form::Json;
    let mut text = sentences.0.join(" ");
    // The caller shows the outermost code; only this text shows nested ones.
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

/// Whether a document of an unknown shape can be quoted, because nothing in it can be a secret.
fn may_be_shown(document: &Value) -> bool {
    let text = document.to_string().to_ascii_lowercase();
    let is_empty = matches!(document, Value::Null) || ["{}", "[]", "\"\""].contains(&&*text);
    let secrets = ["token", "secret", "password", "key", "sig=", "eyj"];
    !is_empty && !secrets.iter().any(|word| text.contains(word))
}

#[derive(Default)]
struct Reading {
    words: Words,
    sentences: Sentences,
}

impl Reading {
    fn any(&mut self, value: &Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        match value {
            Value::Object(_) => self.object(value, depth),
            Value::Array(entries) => entries.iter().take(WIDTH).for_each(|entry| self.any(entry, depth)),
            Value::String(text) => self.sentence(text, depth),
            _ => {}
        }
    }

    fn object(&mut self, object: &Value, depth: usize) {
        let before = self.words.codes.len();
        for name in CODES {
            match field(object, name) {
                Value::String(text) => self.words.code(text),
                Value::Number(number) => self.words.code(&number.to_string()),
                _ => {}
            }
        }
        // In OAuth, `error` is a code; elsewhere it's a sentence.
        match text(object, "error") {
            Some(error) if error.contains(char::is_whitespace) => self.sentence(error, depth),
            Some(error) => self.words.code(error),
            None => {}
        }
        for id in REQUEST_IDS.iter().filter_map(|name| text(object, name)) {
            self.words.request_id.get_or_insert_with(|| quoted(id));
        }
        // The code of a nested error is quoted with its message, unless it's the outermost code.
        let own = self.words.codes.get(before).cloned();
        let mut lead = own.filter(|_| before > 0 && !self.sentences.0.is_empty());
        for name in SENTENCES {
            let length = self.sentences.0.len();
            self.any_sentence(field(object, name), depth);
            if let Some(first) = self.sentences.0.get_mut(length)
                && let Some(code) = lead.take()
            {
                *first = format!("{code}: {first}");
            }
        }
        // Azure Batch writes details as keys and values.
        if let (Some(key), Value::String(value)) = (text(object, "key"), field(object, "value")) {
            self.sentences.add(&format!("{key}: {value}"));
        }
        for name in WITHIN {
            match (name, field(object, name)) {
                ("error", Value::String(_)) => {}
                ("errors" | "modelstate", map @ Value::Object(_)) => self.validation(map, depth),
                (_, value) => self.any(value, depth),
            }
        }
        self.policies(object);
    }

    /// Reads a sentence, or `{lang, value}`.
    fn any_sentence(&mut self, value: &Value, depth: usize) {
        let said = value.as_str().or_else(|| text(value, "value")).or_else(|| text(value, "text"));
        match said {
            Some(said) => self.sentence(said, depth),
            None => self.any(value, depth),
        }
    }

    /// Reads a sentence, which may itself be an error in JSON.
    fn sentence(&mut self, text: &str, depth: usize) {
        let text = text.trim();
        let inner = text.starts_with('{').then(|| serde_json::from_str(text).ok()).flatten();
        match inner {
            Some(inner) if depth > 0 => self.any(&inner, depth),
            _ => self.sentences.add(text),
        }
    }

    /// Reads the validation errors of ASP.NET, a map from fields to messages.
    fn validation(&mut self, map: &Value, depth: usize) {
        for (field, wrong) in map.as_object().into_iter().flatten().take(WIDTH) {
            match wrong {
                Value::Array(list) => {
                    let list: Vec<_> = list.iter().filter_map(Value::as_str).take(WIDTH).collect();
                    self.sentences.add(&format!("{field}: {}", list.join(" ")));
                }
                Value::String(text) => self.sentences.add(&format!("{field}: {text}")),
                other => self.any(other, depth),
            }
        }
    }

    /// Reads the names of policies, which Resource Manager adds in `additionalInfo` or as JSON at the end of the message.
    fn policies(&mut self, object: &Value) {
        const NAMES: [&str; 4] = [
            "policyDefinitionDisplayName",
            "policyDefinitionName",
            "policyAssignmentDisplayName",
            "policyAssignmentName",
        ];
        for more in field(object, "additionalInfo").as_array().into_iter().flatten() {
            self.policy(NAMES.iter().find_map(|name| text(&more["info"], name)));
        }
        let list = text(object, "message")
            .and_then(|message| message.split_once("Policy identifiers: '"))
            .and_then(|(_, rest)| rest.rsplit_once('\''))
            .and_then(|(list, _)| serde_json::from_str::<Vec<Value>>(list).ok());
        for entry in list.into_iter().flatten() {
            let name = |part: &str| entry[part]["name"].as_str();
            self.policy(name("policyDefinition").or(name("policyAssignment")));
        }
    }

    fn policy(&mut self, name: Option<&str>) {
        let policies = &mut self.words.policies;
        if let Some(name) = name.map(quoted)
            && !policies.contains(&name)
            && policies.len() < WIDTH
        {
            policies.push(name);
        }
    }
}
