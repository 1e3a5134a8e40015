//! Writes topics as plain text, the only format that `Get-Help about_...` shows.

use super::markdown::{Block, blocks};
use std::fmt::Write;

/// The width of help text.
const WIDTH: usize = 80;
const INDENT: &str = "    ";
/// The longest line of a code block.
pub(super) const CODE_WIDTH: usize = WIDTH - CODE_INDENT.len();
const CODE_INDENT: &str = "        ";

/// Writes a topic.
pub(super) fn write(name: &str, markdown: &str) -> Result<String, String> {
    let blocks = blocks(markdown);
    let has = |title: &str| blocks.iter().any(|block| matches!(block, Block::Heading(1, text) if text == title));
    for title in ["SHORT DESCRIPTION", "LONG DESCRIPTION"] {
        if !has(title) {
            return Err(format!("{name}.md: has no section {title}"));
        }
    }
    let mut text = format!("TOPIC\n{INDENT}{name}\n");
    // The schema requires the first two headings: the module and the topic's name.
    let body = blocks.get(2..).unwrap_or_default();
    for (at, block) in body.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| body.get(at));
        // No empty line between a heading and its text, or between list items.
        let joined = match before {
            Some(Block::Heading(..)) => !matches!(block, Block::Heading(..)),
            Some(Block::Item(_)) => matches!(block, Block::Item(_)),
            _ => false,
        };
        if !joined {
            text.push('\n');
        }
        match block {
            Block::Heading(1, title) => line(&mut text, "", title),
            Block::Heading(_, title) => line(&mut text, "  ", title),
            Block::Paragraph(words, _) => wrap(&mut text, words),
            Block::Item(words) => line(&mut text, INDENT, words),
            Block::Code(code) => code.lines().for_each(|part| line(&mut text, CODE_INDENT, part)),
        }
    }
    Ok(text)
}

fn line(text: &mut String, indent: &str, words: &str) {
    // Writing into a String can't fail.
    let _ = writeln!(text, "{}", format!("{indent}{words}").trim_end());
}

fn wrap(text: &mut String, words: &str) {
    let mut current = String::new();
    for word in words.split_whitespace() {
        if !current.is_empty() && INDENT.len() + current.len() + 1 + word.len() > WIDTH {
            line(text, INDENT, &current);
            current.clear();
        }
        if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    line(text, INDENT, &current);
}
