//! Builds queries in KQL; the user's input is quoted.

use crate::error::{Code, Error, Result};

/// All machines that the identity can read.
pub(in crate::arm) const MACHINES: &str =
    "resources | where type in~ ('microsoft.compute/virtualmachines', 'microsoft.hybridcompute/machines')";

/// The machines whose name matches a pattern, or all, with their identities.
///
/// # Errors
/// `InvalidVmName`.
pub(super) fn machines(pattern: Option<&str>, group: Option<&str>) -> Result<String> {
    let mut query = MACHINES.to_owned();
    if let Some(pattern) = pattern {
        let regex = regex(pattern)?;
        query.push_str(&format!(" | where name matches regex {}", literal(&regex)));
    }
    if let Some(group) = group {
        query.push_str(&format!(" | where resourceGroup =~ {}", literal(group)));
    }
    // Without a unique order, pages may miss or repeat rows.
    query.push_str(" | project id, name, identity | order by id asc");
    Ok(query)
}

/// One resource of any type, in a group if one is named.
pub(super) fn anything(group: Option<&str>) -> String {
    let within = group.map(|group| format!(" | where resourceGroup =~ {}", literal(group)));
    format!("resources{} | project id, name, identity | limit 1", within.unwrap_or_default())
}

/// A string literal.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// Whether a pattern is a plain name, which matches at most one machine in each resource group.
pub(super) fn is_name(pattern: &str) -> bool {
    !pattern.contains(['*', '?'])
}

/// A regular expression for a name with wildcards. Only characters of names are allowed; three of them have a meaning in
/// regular expressions.
fn regex(pattern: &str) -> Result<String> {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '(' | ')' | '*' | '?');
    if pattern.is_empty() || pattern.chars().count() > 128 || !pattern.chars().all(allowed) {
        return Err(Error::new(
            Code::InvalidVmName,
            format!("'{}' can't match the name of a machine.", pattern.escape_default()),
        )
        .hint("Give letters, digits, '-', '_' and '.', with '*' for any characters and '?' for one."));
    }
    let mut regex = String::from("(?i)^");
    for c in pattern.chars() {
        match c {
            '*' => regex.push_str(".*"),
            '?' => regex.push('.'),
            '.' | '(' | ')' => regex.extend(['[', c, ']']),
            other => regex.push(other),
        }
    }
    regex.push('$');
    Ok(regex)
}

#[cfg(test)]
mod tests;
