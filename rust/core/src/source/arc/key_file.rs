//! Finds out which file of the agent's folder a challenge names, from the text alone. The text comes from a peer, and
//! even a check whether the path exists can do harm: on Windows, the path may be a pipe, or a share that Windows sends
//! the caller's credentials to.

/// An operating system's path syntax. Every build includes both, so that the tests cover both on every system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paths {
    Unix,
    Windows,
}

impl Paths {
    /// The path syntax of this system.
    pub(super) const HERE: Self = if cfg!(windows) { Self::Windows } else { Self::Unix };

    fn is_separator(self, c: char) -> bool {
        c == '/' || (c == '\\' && self == Self::Windows)
    }

    /// Strips the prefix that Windows adds to a resolved path.
    fn plain(self, folder: &str) -> &str {
        match self {
            Self::Unix => folder,
            Self::Windows => folder.strip_prefix(r"\\?\").unwrap_or(folder),
        }
    }

    /// Whether a path is absolute. On Windows, only a path that starts with a drive letter counts.
    fn is_anchored(self, path: &str) -> bool {
        match (self, path.as_bytes()) {
            (Self::Unix, bytes) => bytes.first() == Some(&b'/'),
            (Self::Windows, [drive, b':', b'\\' | b'/', ..]) => drive.is_ascii_alphabetic(),
            (Self::Windows, _) => false,
        }
    }

    fn same_folder(self, a: &str, b: &str) -> bool {
        let end = |path: &'_ str| path.trim_end_matches(|c| self.is_separator(c)).len();
        let (a, b) = (&a[..end(a)], &b[..end(b)]);
        a.chars().count() == b.chars().count()
            && a.chars().zip(b.chars()).all(|(x, y)| match self {
                Self::Unix => x == y,
                Self::Windows => x.eq_ignore_ascii_case(&y) || (self.is_separator(x) && self.is_separator(y)),
            })
    }
}

/// Returns the name of the key file if `path` is directly in `folder`. Doesn't access the disk.
pub(super) fn name_in<'a>(path: &'a str, folder: &str, paths: Paths) -> Option<&'a str> {
    let folder = paths.plain(folder);
    let (at, _) = path.char_indices().rfind(|(_, c)| paths.is_separator(*c))?;
    let (parent, name) = (&path[..at], &path[at + 1..]);
    (paths.is_anchored(folder)
        && paths.is_anchored(path)
        && !parent.ends_with(|c| paths.is_separator(c))
        && paths.same_folder(parent, folder)
        && is_key_name(name, paths))
    .then_some(name)
}

/// Whether the name ends in `.key` and denotes an ordinary file on that system.
fn is_key_name(name: &str, paths: Paths) -> bool {
    let Some(stem) = name.strip_suffix(".key") else {
        return false;
    };
    let plain = !stem.is_empty() && name.len() <= 255 && !name.chars().any(|c| c.is_control() || c == '/' || c == '\\');
    plain && (paths == Paths::Unix || is_file_name_on_windows(stem))
}

/// A colon denotes a drive or an alternate data stream, and the other excluded characters are wildcards or invalid.
/// Some names are devices, whatever follows their first dot.
fn is_file_name_on_windows(stem: &str) -> bool {
    const DEVICES: [&str; 7] = ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];
    let first = stem.split('.').next().unwrap_or_default();
    let first = first.trim_end_matches(' ').to_lowercase();
    let is_port = ["com", "lpt"].into_iter().any(|port| {
        let mut rest = first.strip_prefix(port).unwrap_or_default().chars();
        // Windows accepts superscript digits too.
        matches!((rest.next(), rest.next()), (Some('0'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}'), None))
    });
    !stem.contains([':', '<', '>', '"', '|', '?', '*']) && !DEVICES.contains(&first.as_str()) && !is_port
}

#[cfg(test)]
mod tests;
