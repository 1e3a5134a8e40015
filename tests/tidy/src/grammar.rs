//! Checks scripts with the grammar of Windows PowerShell 5.1, without running PowerShell. The grammar of tree-sitter is
//! that of 5.1 with a few additions from 7, which this module rejects by name. It also checks the examples in
//! documents.

use crate::tree::{File, Tree};
use tree_sitter::{Node, Parser};

/// Kinds of nodes that only PowerShell 7 has, and their names.
const SEVEN_ONLY: [(&str, &str); 3] = [
    ("&&", "a chain of pipelines"),
    ("||", "a chain of pipelines"),
    ("background_operator", "a pipeline in the background"),
];

/// Returns the syntax in the repository's scripts that 5.1 can't parse.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for script in tree.files.iter().flat_map(scripts) {
        match findings(&script.text) {
            Ok(lines) => found.extend(
                lines.into_iter().map(|(line, finding)| format!("{}:{} {finding}", script.path, script.line + line)),
            ),
            Err(why) => found.push(why),
        }
    }
    found
}

/// A script, or a code block in a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Script {
    path: String,
    /// Number of lines before it.
    line: usize,
    text: String,
}

/// Returns the scripts of a file.
pub(super) fn scripts(file: &File) -> Vec<Script> {
    if file.ends(&[".ps1", ".psm1", ".psd1"]) {
        return vec![Script { path: file.path.clone(), line: 0, text: file.text() }];
    }
    if !file.ends(&[".md"]) {
        return Vec::new();
    }
    let (mut found, mut open): (Vec<Script>, Option<Script>) = (Vec::new(), None);
    for (line, text) in file.text().lines().enumerate() {
        match &mut open {
            None if text.trim_start() == "```powershell" => {
                open = Some(Script { path: file.path.clone(), line: line + 1, text: String::new() });
            }
            None => {}
            Some(_) if text.trim_start() == "```" => found.extend(open.take()),
            Some(script) => {
                script.text += text;
                script.text.push('\n');
            }
        }
    }
    found
}

/// Returns the lines that 5.1 can't parse, each with the reason.
pub(super) fn findings(text: &str) -> Result<Vec<(usize, String)>, String> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).map_err(|error| error.to_string())?;
    // The byte order mark isn't part of the script, and the grammar lacks attributes of classes, which 5.1 supports.
    let text = text.trim_start_matches('\u{feff}');
    let text = &text.replace("[DscResource()]\nclass ", "                \nclass ");
    let parsed = parser.parse(text, None).ok_or("the parser gave up")?;
    let mut found = Vec::new();
    visit(parsed.root_node(), text, &mut found);
    Ok(found)
}

fn visit(node: Node<'_>, text: &str, found: &mut Vec<(usize, String)>) {
    let line = node.start_position().row + 1;
    if node.is_error() || node.is_missing() {
        let words: String = text[node.byte_range()].chars().take(40).collect();
        found.push((line, format!("can't be parsed by 5.1: {}", words.trim())));
        return;
    }
    if let Some((_, title)) = SEVEN_ONLY.iter().find(|(kind, _)| node.kind() == *kind) {
        found.push((line, format!("is {title}, which 5.1 doesn't have")));
    }
    if node.kind() == "named_block" && text[node.byte_range()].starts_with("clean") {
        found.push((line, "is a clean block, which 5.1 doesn't have".to_owned()));
    }
    let mut cursor = node.walk();
    node.children(&mut cursor).for_each(|child| visit(child, text, found));
}

#[cfg(test)]
mod tests;
