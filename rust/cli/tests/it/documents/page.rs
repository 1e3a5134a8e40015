//! A page of the docs as a reader uses it: blocks of commands, and commands in tables.

use std::fs;
use std::path::{Path, PathBuf};

/// A page.
pub struct Page {
    /// Its path relative to the repository.
    pub name: String,
    text: String,
}

/// A block of commands.
pub struct Block {
    /// Page and line.
    pub place: String,
    pub text: String,
    pub how: How,
}

/// What the test does with a block.
#[derive(Debug, PartialEq, Eq)]
pub enum How {
    Run,
    /// Runs in the background until the page ends; the file shows that it is ready.
    RunsOn(String),
    /// Isn't run, for this reason.
    NotRun(String),
}

impl How {
    pub fn is_run(&self) -> bool {
        !matches!(self, Self::NotRun(_))
    }

    /// Parses the line above a block.
    fn said(line: &str) -> Option<Self> {
        let comment = line.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
        let (how, what) = comment.trim().split_once(": ")?;
        match how {
            "not run" => Some(Self::NotRun(what.to_owned())),
            "runs on" => Some(Self::RunsOn(what.to_owned())),
            _ => None,
        }
    }
}

impl Block {
    /// Its lines, without comments.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        let lines = self.text.lines().map(str::trim);
        lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
    }
}

impl Page {
    /// The blocks in one of these languages, in order.
    pub fn blocks(&self, languages: &[&str]) -> Vec<Block> {
        let mut found = Vec::new();
        let mut above = "";
        let mut lines = self.text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            let Some(language) = line.trim().strip_prefix("```") else {
                above = line;
                continue;
            };
            let inside = lines.by_ref().map(|(_, line)| line);
            let text: String =
                inside.take_while(|line| line.trim() != "```").map(|line| line.to_owned() + "\n").collect();
            if languages.contains(&language) {
                found.push(Block {
                    place: format!("{}:{}", self.name, number + 1),
                    text,
                    how: How::said(above).unwrap_or(How::Run),
                });
            }
            above = "";
        }
        found
    }

    /// The JSON files that the page shows, by the name in the line above: `` `deployment.json`: ``.
    pub fn files(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut name = None;
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            if line.trim() == "```json" {
                let text: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != "```").collect();
                found.extend(name.take().map(|name| (name, text.join("\n") + "\n")));
            } else if !line.trim().is_empty() {
                let named = line.strip_suffix("`:").and_then(|start| start.rsplit('`').next());
                name = named.filter(|name| name.ends_with(".json")).map(str::to_owned);
            }
        }
        found
    }

    /// The code in table cells that begins with this word.
    pub fn commands_in_tables(&self, word: &str) -> Vec<String> {
        let rows = self.text.lines().filter(|line| line.starts_with("| "));
        let code = rows.flat_map(|row| row.split('`').skip(1).step_by(2));
        code.filter(|code| code.starts_with(word)).map(str::to_owned).collect()
    }
}

/// The README and all pages of the docs.
pub fn pages() -> Vec<Page> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = vec![root.join("README.md")];
    below(&root.join("docs"), &mut files);
    files.sort();
    let page = |file: PathBuf| Page {
        name: file.strip_prefix(&root).unwrap().display().to_string(),
        text: fs::read_to_string(&file).unwrap(),
    };
    files.into_iter().map(page).collect()
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, files);
        } else if path.extension().is_some_and(|end| end == "md") {
            files.push(path);
        }
    }
}
