//! Responses with a success status and an error in the body, as App Service occasionally returns them.

use serde_json::{Map, Value};

/// Returns the error status that a body without a token contains, if any.
pub(crate) fn stated(body: &[u8]) -> Option<u16> {
    let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
        return None;
    };
    let token = fields.get("access_token").and_then(Value::as_str);
    if token.is_some_and(|token| !token.is_empty()) {
        return None;
    }
    let nested = fields.get("error").and_then(Value::as_object);
    let all = || nested.into_iter().chain([&fields]);
    all().find_map(number).or_else(|| all().find_map(word))
}

/// Returns the values of fields. Names are case-insensitive: they are camelCase or PascalCase, depending on the
/// service.
pub(super) fn values<'a>(
    fields: &'a Map<String, Value>,
    names: &'static [&'static str],
) -> impl Iterator<Item = &'a Value> {
    fields
        .iter()
        .filter(move |(key, _)| names.iter().any(|name| name.eq_ignore_ascii_case(key)))
        .map(|(_, value)| value)
}

fn number(fields: &Map<String, Value>) -> Option<u16> {
    values(fields, &["statusCode", "status", "status_code", "code"])
        .filter_map(|value| match value {
            Value::Number(number) => number.as_u64()?.try_into().ok(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        })
        .find(|status| (400..=599).contains(status))
}

fn word(fields: &Map<String, Value>) -> Option<u16> {
    values(fields, &["errorCode", "error", "code", "error_code"]).filter_map(Value::as_str).find_map(|text| {
        let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.to_ascii_lowercase().as_str() {
            "serviceunavailable" | "temporarilyunavailable" | "serverbusy" => Some(503),
            "toomanyrequests" | "throttled" => Some(429),
            "internalservererror" | "servererror" | "internalerror" => Some(500),
            "badgateway" => Some(502),
            "gatewaytimeout" => Some(504),
            "requesttimeout" => Some(408),
            _ => None,
        }
    })
}
