//! Reads markdown as a flat list of blocks, without inline formatting.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading of this level.
    Heading(usize, String),
    /// A paragraph, and the targets of its links.
    Paragraph(String, Vec<String>),
    /// An item of a list.
    Item(String),
    /// A code block, as written.
    Code(String),
}

/// Reads markdown. Skips a metadata block at the start.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut words = String::new();
    let mut links = Vec::new();
    let mut skip = false;
    for event in Parser::new_ext(text, Options::ENABLE_YAML_STYLE_METADATA_BLOCKS) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => skip = true,
            Event::End(TagEnd::MetadataBlock(_)) => skip = false,
            _ if skip => {}
            Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.into_string()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented)) => {
                words.clear();
            }
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => {
                words.push_str(&part);
            }
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::End(TagEnd::Heading(level)) => {
                found.push(Block::Heading(depth(level), take(&mut words)));
            }
            Event::End(TagEnd::Paragraph) => found.push(Block::Paragraph(take(&mut words), std::mem::take(&mut links))),
            Event::End(TagEnd::Item) => found.push(Block::Item(take(&mut words))),
            Event::End(TagEnd::CodeBlock) => {
                let code = std::mem::take(&mut words);
                found.push(Block::Code(code.trim_end_matches('\n').to_owned()));
            }
            _ => {}
        }
    }
    found
}

fn take(words: &mut String) -> String {
    std::mem::take(words).trim().to_owned()
}

fn depth(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
