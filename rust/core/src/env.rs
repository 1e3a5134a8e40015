//! The environment variables that the caller passes in. The library never reads those of the process.

mod known;
pub(crate) mod leftover;

pub use known::{VARIABLES, Variable};

use std::collections::HashMap;

/// Variables by name. Names are case-insensitive, as on Windows. If several differ only in case, the lowercase one wins
/// for proxies, as in curl and its successors, and the uppercase one for all others, whatever their order. An empty
/// value counts as absent, as in Azure's own clients.
#[derive(Clone, Default)]
pub struct Env(HashMap<String, String>);

/// The variables that are customarily lowercase.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];

impl Env {
    /// Collects name/value pairs.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
        // Uppercase sorts before lowercase.
        pairs.sort();
        let mut variables = HashMap::new();
        for (name, value) in pairs {
            let key = name.to_ascii_uppercase();
            if PROXIES.contains(&key.as_str()) {
                variables.insert(key, value);
            } else {
                variables.entry(key).or_insert(value);
            }
        }
        Self(variables)
    }

    /// The value of a variable, if it has one. `name` must be uppercase.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        // A variable that isn't in the list isn't compared before a token is reused, and `azmi env` doesn't show it.
        debug_assert!(
            VARIABLES.iter().any(|variable| variable.name == name),
            "{name} is read, and isn't in the list of variables"
        );
        self.0.get(name).map(String::as_str)
    }
}

#[cfg(test)]
mod tests;
