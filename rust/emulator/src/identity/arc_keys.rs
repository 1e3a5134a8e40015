//! The Arc agent's key files: one for each challenge, and the traps that a malicious listener would set.

use crate::guid::derived;
use crate::model::scenario::{ArcAgent, Challenge};
use crate::sync::lock;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// How many unanswered challenges are kept.
const REMEMBERED: usize = 256;

/// The issued keys, and the files that contain them.
#[derive(Default)]
pub struct ArcKeys(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    issued: Vec<Key>,
    /// A temporary folder, if the scenario doesn't name one.
    folder: Option<PathBuf>,
}

struct Key {
    content: String,
    files: Vec<PathBuf>,
}

impl ArcKeys {
    /// Writes a key file. Returns the value of the `WWW-Authenticate` header that names it, unless the header is omitted.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn challenge(&self, arc: &ArcAgent, id: &str) -> io::Result<Option<String>> {
        let mut inner = lock(&self.0);
        let folder = match &arc.key_folder {
            Some(folder) => folder.clone(),
            None => inner.own_folder(id)?,
        };
        let elsewhere = inner.own_folder(id)?;
        let proper = folder.join(format!("{id}.key"));
        let stray = elsewhere.join(format!("{id}.elsewhere.key"));
        let content = key(
            id,
            match arc.challenge {
                Challenge::TooLarge => 4097,
                Challenge::Largest => 4096,
                _ => 64,
            },
        );
        let (named, files) = match arc.challenge {
            Challenge::OtherFolder => (stray.clone(), vec![stray]),
            Challenge::ParentFolder => {
                let name = format!("{id}.elsewhere.key");
                (up_and_down(&folder, &elsewhere).join(name), vec![stray])
            }
            Challenge::OtherExtension => {
                let other = folder.join(format!("{id}.txt"));
                (other.clone(), vec![other])
            }
            Challenge::Link => (proper.clone(), vec![stray, proper]),
            Challenge::Missing => (proper, Vec::new()),
            Challenge::Proper | Challenge::Quoted | Challenge::TooLarge | Challenge::Largest | Challenge::NoHeader => {
                (proper.clone(), vec![proper])
            }
        };
        if let Some(file) = files.first() {
            fs::write(file, &content)?;
        }
        if let [target, link] = files.as_slice() {
            make_link(target, link)?;
        }
        if inner.issued.len() == REMEMBERED {
            inner.issued.remove(0).remove_files();
        }
        inner.issued.push(Key { content, files });
        let named = named.display();
        Ok(match arc.challenge {
            Challenge::NoHeader => None,
            Challenge::Quoted => Some(format!("Basic realm=\"{named}\"")),
            _ => Some(format!("Basic realm={named}")),
        })
    }

    /// Whether `content` is an issued key. Each key is accepted only once, unless keys are reusable.
    pub fn accept(&self, arc: &ArcAgent, content: &str) -> bool {
        let mut inner = lock(&self.0);
        let Some(at) = inner.issued.iter().position(|key| key.content == content) else {
            return false;
        };
        if !arc.reusable_keys {
            inner.issued.remove(at).remove_files();
        }
        true
    }
}

impl Inner {
    fn own_folder(&mut self, id: &str) -> io::Result<PathBuf> {
        if let Some(folder) = &self.folder {
            return Ok(folder.clone());
        }
        let folder = std::env::temp_dir().join(format!("azmi-emulator-keys-{}-{id}", std::process::id()));
        // Never use an existing folder.
        fs::create_dir(&folder)?;
        self.folder = Some(folder.clone());
        Ok(folder)
    }
}

impl Key {
    fn remove_files(self) {
        for file in self.files {
            let _ = fs::remove_file(file);
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for key in self.issued.drain(..) {
            key.remove_files();
        }
        if let Some(folder) = &self.folder {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Creates a key with this number of characters.
fn key(id: &str, length: usize) -> String {
    let mut key = String::new();
    while key.len() < length {
        key.push_str(&derived(&format!("{} characters of {id}", key.len())).replace('-', ""));
    }
    key.truncate(length);
    key
}

/// Returns a path that starts in `folder` and leads to `other` through `..`.
fn up_and_down(folder: &Path, other: &Path) -> PathBuf {
    let ups = folder.components().filter(|part| matches!(part, std::path::Component::Normal(_))).count();
    let mut path = folder.to_owned();
    path.extend(std::iter::repeat_n("..", ups));
    path.extend(other.components().filter(|part| matches!(part, std::path::Component::Normal(_))));
    path
}

#[cfg(unix)]
fn make_link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn make_link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_file(target, link)
}
