//! The environment as it was handed in: the library never reads the process's own.

mod known;

pub use known::{VARIABLES, Variable};

use std::collections::HashMap;

/// Variables by name. Names are compared without regard to case, as Windows does; where two differ only in case, the
/// first wins. An empty value counts as absent, as in Azure's own clients.
#[derive(Clone, Default)]
pub struct Env(HashMap<String, String>);

impl Env {
    /// Takes over name/value pairs.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut map = HashMap::new();
        for (name, value) in pairs {
            if !value.is_empty() {
                map.entry(name.to_ascii_uppercase()).or_insert(value);
            }
        }
        Self(map)
    }

    /// The value of a variable, if it has one. `name` is written in capitals.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}
