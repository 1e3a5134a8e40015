//! Fields of JSON, whatever the case of their names: older services write `Status` and `ProvisioningState`.

use serde_json::Value;

/// A field; null where there is none.
pub(super) fn field<'a>(object: &'a Value, name: &str) -> &'a Value {
    let in_any_case = || {
        let mut all = object.as_object()?.iter();
        all.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
    };
    object.get(name).or_else(in_any_case).unwrap_or(&Value::Null)
}

/// A field's text; `None` where it is empty, or something else.
pub(super) fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    field(object, name).as_str().filter(|text| !text.is_empty())
}
