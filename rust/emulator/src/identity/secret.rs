//! The secret that a platform hands to the programs it runs.

/// What a request must send to be answered.
pub struct Secret(String);

impl Secret {
    /// A secret of this text.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Its text, for the variables.
    pub fn text(&self) -> String {
        self.0.clone()
    }

    /// Whether a header holds it.
    pub fn matches(&self, header: Option<&str>) -> bool {
        header == Some(self.0.as_str())
    }
}
