//! Access to JSON fields in any case: older services write `Status` and `ProvisioningState`.

use serde_json::Value;

/// A field; null if there is none.
pub(super) fn field<'a>(object: &'a Value, name: &str) -> &'a Value {
    let in_any_case = || {
        let mut all = object.as_object()?.iter();
        all.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
    };
    object.get(name).or_else(in_any_case).unwrap_or(&Value::Null)
}

/// The text of a field; `None` if it's empty or not a text.
pub(super) fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    field(object, name).as_str().filter(|text| !text.is_empty())
}
