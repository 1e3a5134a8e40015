//! The environment as it was handed in: the library never reads the process's own.

mod known;
pub(crate) mod leftover;

pub use known::{VARIABLES, Variable};

use std::collections::HashMap;

/// Variables by name. Names are compared without regard to case, as Windows does. Where several differ only in case, their order
/// never decides: of those that name proxies the one in small letters wins, as in curl and everything after it, of all others
/// the one in capitals. An empty value counts as absent, as in Azure's own clients.
#[derive(Clone, Default)]
pub struct Env(HashMap<String, String>);

/// The variables that are known in small letters.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];

impl Env {
    /// Takes over name/value pairs.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
        // Capitals come before small letters.
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

    /// The value of a variable, if it has one. `name` is written in capitals.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        // What isn't in the list is compared by no one before a token, and shown by no `azmi env`.
        debug_assert!(
            VARIABLES.iter().any(|variable| variable.name == name),
            "{name} is read, and isn't in the list of variables"
        );
        self.0.get(name).map(String::as_str)
    }
}

#[cfg(test)]
mod tests;
