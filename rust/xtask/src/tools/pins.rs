//! The committed list of downloads: `rust/xtask/tools.toml`.

use serde::Deserialize;

/// One file that may be downloaded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The name it is asked for with.
    pub name: String,
    /// The name it is shown with.
    pub title: String,
    /// The systems it is for, such as `linux-x64`, or `any`.
    pub host: String,
    /// Its version.
    pub version: String,
    /// Where it lies.
    pub url: String,
    /// SHA-512 in lower-case hexadecimal; empty where it is not known, and then it is never downloaded.
    pub sha512: String,
    /// How to get it without us.
    pub by_hand: String,
}

impl Pin {
    /// The name of the downloaded file. Packages are zip archives whatever their address ends with.
    #[must_use]
    pub fn file_name(&self) -> String {
        let end = if self.url.ends_with(".tar.gz") {
            "tar.gz"
        } else {
            "zip"
        };
        format!("{}-{}.{end}", self.name, self.version)
    }
}

/// All of them.
#[derive(Clone, Debug, Deserialize)]
pub struct Pins {
    tool: Vec<Pin>,
}

impl Pins {
    /// The committed ones.
    ///
    /// # Panics
    /// When the committed file is not well-formed, which a test rules out.
    #[must_use]
    pub fn committed() -> Self {
        Self::parse(include_str!("../../tools.toml")).expect("tools.toml is well-formed")
    }

    /// Reads such a file.
    ///
    /// # Errors
    /// What is wrong in it.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// Every entry.
    #[must_use]
    pub fn all(&self) -> &[Pin] {
        &self.tool
    }

    /// The download of that name for this system.
    ///
    /// # Errors
    /// There is none for this system.
    pub fn for_this_host(&self, name: &str) -> Result<&Pin, String> {
        let host = host();
        let mut of_name = self.tool.iter().filter(|pin| pin.name == name).peekable();
        let any = of_name.peek().map(|pin| pin.by_hand.clone());
        of_name
            .find(|pin| pin.host == host || pin.host == "any")
            .ok_or_else(|| {
                let by_hand = any.map(|text| format!("; {text}")).unwrap_or_default();
                format!("no download of {name} is pinned for {host}{by_hand}")
            })
    }
}

/// This system as .NET calls it: `linux-x64`, `win-arm64`.
#[must_use]
pub fn host() -> String {
    let system = match std::env::consts::OS {
        "windows" => "win",
        "macos" => "osx",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{system}-{processor}")
}

#[cfg(test)]
mod tests;
