//! Which file of the agent's folder a challenge names: decided from its text alone. The text comes from a peer, and merely
//! looking at a path can do harm: on Windows it may be a share that is sent the caller's credentials, or a pipe.

/// How a system writes paths. Both are known everywhere, so that both are tested everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paths {
    Unix,
    Windows,
}

impl Paths {
    /// Those of this system.
    pub(super) const HERE: Self = if cfg!(windows) { Self::Windows } else { Self::Unix };

    fn is_separator(self, c: char) -> bool {
        c == '/' || (c == '\\' && self == Self::Windows)
    }

    /// A folder without the prefix by which Windows marks a path that it has followed to its end.
    fn plain(self, folder: &str) -> &str {
        match self {
            Self::Unix => folder,
            Self::Windows => folder.strip_prefix(r"\\?\").unwrap_or(folder),
        }
    }

    /// Whether a path says of itself where it begins: on Windows at a drive of this machine, and nowhere else.
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

/// The name of the key file that `path` leads to, if it lies directly in `folder`. Nothing on disk is looked at.
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

/// Whether that is the name of one file that ends in `.key`, and nothing that the system takes for something else.
fn is_key_name(name: &str, paths: Paths) -> bool {
    let Some(stem) = name.strip_suffix(".key") else {
        return false;
    };
    let plain = !stem.is_empty() && name.len() <= 255 && !name.chars().any(|c| c.is_control() || c == '/' || c == '\\');
    plain && (paths == Paths::Unix || is_file_name_on_windows(stem))
}

/// A colon leads to another drive or into a hidden part of a file, the others stand for several names, and some names
/// are devices, whatever follows their first dot.
fn is_file_name_on_windows(stem: &str) -> bool {
    const DEVICES: [&str; 7] = ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];
    let first = stem.split('.').next().unwrap_or_default();
    let first = first.trim_end_matches(' ').to_lowercase();
    let is_port = ["com", "lpt"].into_iter().any(|port| {
        let mut rest = first.strip_prefix(port).unwrap_or_default().chars();
        // Superscript digits count too.
        matches!((rest.next(), rest.next()), (Some('0'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}'), None))
    });
    !stem.contains([':', '<', '>', '"', '|', '?', '*']) && !DEVICES.contains(&first.as_str()) && !is_port
}

#[cfg(test)]
mod tests;
