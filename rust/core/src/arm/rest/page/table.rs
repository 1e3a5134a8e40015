//! Lists in the form of a table: names in `columns`, values in `rows` (Cost Management, Resource Graph's format `table`). Each
//! row becomes an object; its values are kept as they are written.

use super::envelope::{self, Envelope};
use serde_json::Value;
use serde_json::value::RawValue;

/// The rows as objects; `None` if it isn't a table.
///
/// # Errors
/// The reason why it can't be read.
pub(super) fn entries(raw: &RawValue) -> Option<Result<Vec<String>, &'static str>> {
    if !raw.get().starts_with('{') {
        return None;
    }
    let table: Envelope<'_> = serde_json::from_str(raw.get()).ok()?;
    let rows = envelope::array(table.get("rows")?)?;
    let columns = envelope::array(table.get("columns")?)?;
    let names: Option<Vec<String>> = columns.into_iter().map(name).collect();
    let object = |row: &RawValue| {
        let names = names.as_ref()?;
        let values = envelope::array(row).filter(|values| values.len() == names.len())?;
        let members = names.iter().zip(values);
        let members: Vec<_> = members.map(|(name, value)| format!("{name}:{}", value.get())).collect();
        Some(format!("{{{}}}", members.join(",")))
    };
    let entries: Option<Vec<_>> = rows.into_iter().map(object).collect();
    Some(entries.ok_or("its rows don't fit its columns"))
}

/// The name of a column, as JSON.
fn name(column: &RawValue) -> Option<String> {
    let column: Value = serde_json::from_str(column.get()).ok()?;
    let name = column["name"].as_str().or_else(|| column.as_str())?;
    Some(Value::from(name).to_string())
}
