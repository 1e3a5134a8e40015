//! The environment as it was handed in: the library never reads the process's own.

mod known;
pub(crate) mod leftover;

pub use known::{VARIABLES, Variable};

use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Variables by name. Names are compared without regard to case, as Windows does. Where several differ only in case, their order
/// never decides: of those that name proxies the one in small letters wins, as in curl and everything after it, of all others
/// the one in capitals. An empty value counts as absent, as in Azure's own clients.
#[derive(Clone, Default)]
pub struct Env(HashMap<String, Held>);

#[derive(Clone)]
struct Held {
    /// As it was handed in.
    name: String,
    value: String,
}

/// The variables that are known in small letters.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];

impl Env {
    /// Takes over name/value pairs.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut map = HashMap::new();
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.trim().is_empty()) {
            let key = name.to_ascii_uppercase();
            // Capitals come before small letters.
            let small_first = PROXIES.contains(&key.as_str());
            let new = Held { name, value };
            match map.entry(key) {
                Entry::Vacant(free) => _ = free.insert(new),
                Entry::Occupied(mut held) => {
                    let held: &mut Held = held.get_mut();
                    let wins = if small_first { new.name > held.name } else { new.name < held.name };
                    if wins {
                        *held = new;
                    }
                }
            }
        }
        Self(map)
    }

    /// The value of a variable, if it has one. `name` is written in capitals.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        // What isn't in the list is compared by no one before a token, and shown by no `azmi env`.
        debug_assert!(
            VARIABLES.iter().any(|variable| variable.name == name),
            "{name} is read, and isn't in the list of variables"
        );
        self.0.get(name).map(|variable| variable.value.as_str())
    }
}

#[cfg(test)]
mod tests;
