//! The page of one cmdlet.

use super::markdown::{Block, blocks};

/// Everything that `Get-Help` shows about a cmdlet.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) name: String,
    pub(super) synopsis: String,
    pub(super) description: Vec<String>,
    pub(super) syntaxes: Vec<Syntax>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) examples: Vec<Example>,
    pub(super) inputs: Vec<Typed>,
    pub(super) outputs: Vec<Typed>,
    pub(super) notes: Vec<String>,
    pub(super) links: Vec<(String, String)>,
    /// The page's URL in a browser.
    pub(super) online: String,
}

/// The syntax of a parameter set.
#[derive(Debug)]
pub(super) struct Syntax {
    /// Its name; `(All)` if there's only one.
    set: String,
    line: String,
}

impl Syntax {
    /// Returns the parameters of the set, in the order of the syntax line.
    pub(super) fn parameters<'a>(&self, all: &'a [Parameter]) -> Vec<&'a Parameter> {
        let mut own: Vec<&Parameter> = all.iter().filter(|each| each.is_in(&self.set)).collect();
        own.sort_by_key(|each| self.place(&each.name));
        own
    }

    fn place(&self, name: &str) -> Option<usize> {
        let written = format!("-{name}");
        let whole = |(at, _): &(usize, &str)| {
            let after = self.line[at + written.len()..].chars().next();
            !after.is_some_and(char::is_alphanumeric)
        };
        let found = self.line.match_indices(&written).find(whole);
        found.map(|(at, _)| at)
    }
}

/// One example: its title, the command, and what it does.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) title: String,
    pub(super) code: String,
    pub(super) remarks: Vec<String>,
}

/// An input or output type.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) description: Vec<String>,
}

/// One parameter.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) description: Vec<String>,
    pub(super) kind: String,
    sets: Vec<String>,
    pub(super) aliases: String,
    pub(super) accepted: Vec<String>,
    pub(super) required: bool,
    pub(super) position: String,
    pub(super) default: String,
    pub(super) pipeline: String,
    pub(super) globbing: bool,
}

impl Parameter {
    fn is_in(&self, set: &str) -> bool {
        self.sets.iter().any(|own| own == "(All)" || own == set)
    }

    /// Whether it's a switch, which takes no value.
    pub(super) fn is_switch(&self) -> bool {
        self.kind == "SwitchParameter"
    }
}

/// Blocks under a heading.
type Section<'a> = (&'a str, &'a [Block]);

impl Page {
    /// Reads a page.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        if text.contains("{{") {
            return Err("a placeholder {{ }} was left in".to_owned());
        }
        let blocks = blocks(text);
        let Some(Block::Heading(1, name)) = blocks.first() else {
            return Err("does not start with the cmdlet's name as heading".to_owned());
        };
        let sections = split(&blocks, 2);
        let section = |wanted: &str| -> Result<&[Block], String> {
            let found = sections.iter().find(|(title, _)| *title == wanted);
            found.map(|(_, blocks)| *blocks).ok_or_else(|| format!("has no section {wanted}"))
        };
        let page = Self {
            name: name.clone(),
            synopsis: paragraphs(section("SYNOPSIS")?).join(" "),
            description: paragraphs(section("DESCRIPTION")?),
            syntaxes: syntaxes(section("SYNTAX")?),
            parameters: split(section("PARAMETERS")?, 3)
                .into_iter()
                .filter(|(title, _)| *title != "CommonParameters")
                .map(parameter)
                .collect::<Result<_, _>>()?,
            examples: split(section("EXAMPLES")?, 3).into_iter().map(example).collect::<Result<_, _>>()?,
            inputs: split(section("INPUTS")?, 3).into_iter().map(typed).collect(),
            outputs: split(section("OUTPUTS")?, 3).into_iter().map(typed).collect(),
            notes: paragraphs(section("NOTES")?),
            links: links(section("RELATED LINKS")?),
            online: online(text).to_owned(),
        };
        page.check()?;
        Ok(page)
    }

    fn check(&self) -> Result<(), String> {
        if self.synopsis.is_empty() || self.description.is_empty() {
            return Err("has no synopsis or description".to_owned());
        }
        if self.examples.len() < 3 {
            return Err("has fewer than three examples".to_owned());
        }
        if !self.online.starts_with("https://") {
            return Err("has no online version".to_owned());
        }
        let undescribed = |parameter: &&Parameter| parameter.description.is_empty();
        if let Some(parameter) = self.parameters.iter().find(undescribed) {
            return Err(format!("says nothing about -{}", parameter.name));
        }
        for syntax in &self.syntaxes {
            let own = syntax.parameters(&self.parameters);
            let missing = |each: &&&Parameter| syntax.place(&each.name).is_none();
            if let Some(parameter) = own.iter().find(missing) {
                return Err(format!("has no -{} in its syntax", parameter.name));
            }
        }
        Ok(())
    }
}

/// Returns the URL in the metadata block.
fn online(text: &str) -> &str {
    let line = text.lines().find_map(|line| line.strip_prefix("online version:"));
    line.unwrap_or_default().trim()
}

/// Splits blocks at headings of one level; drops those before the first.
fn split(blocks: &[Block], level: usize) -> Vec<Section<'_>> {
    let starts: Vec<usize> =
        (0..blocks.len()).filter(|at| matches!(&blocks[*at], Block::Heading(found, _) if *found == level)).collect();
    let ends = starts.iter().skip(1).copied().chain([blocks.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| match &blocks[*start] {
            Block::Heading(_, title) => Some((title.as_str(), &blocks[start + 1..end])),
            _ => None,
        })
        .collect()
}

fn paragraphs(blocks: &[Block]) -> Vec<String> {
    let text = |block: &Block| match block {
        Block::Paragraph(text, _) | Block::Item(text) => Some(text.clone()),
        Block::Heading(..) | Block::Code(_) => None,
    };
    blocks.iter().filter_map(text).collect()
}

fn syntaxes(blocks: &[Block]) -> Vec<Syntax> {
    let named = split(blocks, 3);
    let syntax = |(set, blocks): Section<'_>| Syntax {
        set: set.trim_end_matches(" (Default)").to_owned(),
        line: code(blocks).unwrap_or_default().to_owned(),
    };
    if named.is_empty() { vec![syntax(("(All)", blocks))] } else { named.into_iter().map(syntax).collect() }
}

fn code(blocks: &[Block]) -> Option<&str> {
    blocks.iter().find_map(|block| match block {
        Block::Code(code) => Some(code.as_str()),
        _ => None,
    })
}

fn typed((name, blocks): Section<'_>) -> Typed {
    Typed { name: name.to_owned(), description: paragraphs(blocks) }
}

fn links(blocks: &[Block]) -> Vec<(String, String)> {
    let link = |block: &Block| match block {
        Block::Paragraph(text, links) => Some((text.clone(), links.first().cloned()?)),
        _ => None,
    };
    blocks.iter().filter_map(link).collect()
}

fn example((title, blocks): Section<'_>) -> Result<Example, String> {
    let remarks = paragraphs(blocks);
    match code(blocks) {
        Some(code) if !remarks.is_empty() => Ok(Example { title: title.to_owned(), code: code.to_owned(), remarks }),
        _ => Err(format!("'{title}' lacks its command or an explanation")),
    }
}

fn parameter((title, blocks): Section<'_>) -> Result<Parameter, String> {
    let name = title.trim_start_matches('-').to_owned();
    let facts = code(blocks).ok_or_else(|| format!("-{name} has no block of facts"))?;
    let optional = |key: &str| -> Option<&str> {
        facts.lines().find_map(|line| Some(line.strip_prefix(key)?.strip_prefix(':')?.trim()))
    };
    let fact = |key: &str| optional(key).ok_or_else(|| format!("-{name} has no fact '{key}'"));
    let list = |text: &str| -> Vec<String> {
        text.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
    };
    Ok(Parameter {
        description: paragraphs(blocks),
        kind: fact("Type")?.to_owned(),
        sets: list(fact("Parameter Sets")?),
        aliases: fact("Aliases")?.to_owned(),
        accepted: optional("Accepted values").map(list).unwrap_or_default(),
        required: fact("Required")? == "True",
        position: fact("Position")?.to_lowercase(),
        default: fact("Default value")?.to_owned(),
        pipeline: fact("Accept pipeline input")?.to_owned(),
        globbing: fact("Accept wildcard characters")? == "True",
        name,
    })
}
