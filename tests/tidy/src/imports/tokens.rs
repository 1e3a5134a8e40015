//! Reads the names in one file: declarations, imports and paths.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// A file, or a module inside one.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// The names that it declares.
    pub(super) items: BTreeSet<String>,
    /// The modules in separate files.
    pub(super) children: Vec<String>,
    /// The modules inside this file.
    pub(super) inline: Vec<(String, Module)>,
    /// Its imports.
    pub(super) uses: Vec<Use>,
    /// Paths of two or more names, anywhere in the file.
    pub(super) paths: BTreeSet<Vec<String>>,
    /// Single names, which may have been imported with `*`.
    pub(super) names: BTreeSet<String>,
}

/// One name of a `use`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Use {
    /// The imported path.
    pub(super) path: Vec<String>,
    /// Its name here; `None` means `*`.
    pub(super) name: Option<String>,
    /// Whether it's re-exported.
    pub(super) is_pub: bool,
}

/// The keywords that declare the name after them.
const DECLARES: [&str; 9] = ["const", "enum", "fn", "macro_rules", "static", "struct", "trait", "type", "union"];

/// Reads a file.
pub(super) fn read(text: &str) -> Result<Module, String> {
    let stream: TokenStream = text.parse().map_err(|error| format!("{error}"))?;
    let mut module = Module::default();
    walk(stream, &mut module, true);
    Ok(module)
}

/// Walks through tokens. `declares` is set where declared names belong to the module, and not to a function or a type.
fn walk(stream: TokenStream, module: &mut Module, declares: bool) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    let mut is_pub = false;
    while let Some(token) = tokens.get(at) {
        let rest = &tokens[at..];
        let (taken, stays_pub) = match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => (attribute(rest), false),
            TokenTree::Ident(ident) => match ident.to_string().as_str() {
                "pub" => (1, true),
                "use" if !is(rest.get(1), '<') => (import(rest, is_pub, module), false),
                "mod" => (child(rest, module), false),
                word if declares && DECLARES.contains(&word) => (declaration(rest, module), false),
                _ => (path(&tokens, at, module), is_pub),
            },
            TokenTree::Group(group) => {
                // The parentheses of `pub(crate)` aren't an import.
                let is_scope = is_pub && group.delimiter() == Delimiter::Parenthesis;
                if !is_scope {
                    walk(group.stream(), module, false);
                }
                (1, is_scope)
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => (1, false),
        };
        at += taken;
        is_pub = stays_pub;
    }
}

/// An attribute; for `#[cfg(test)]`, with the item after it.
fn attribute(tokens: &[TokenTree]) -> usize {
    let at = if is(tokens.get(1), '!') { 2 } else { 1 };
    let Some(TokenTree::Group(group)) = tokens.get(at) else {
        return 1;
    };
    if !is_for_tests(group) {
        return at + 1;
    }
    let is_import = tokens[at + 1..].iter().take(3).any(|token| is_word(Some(token), "use"));
    let ends = |token: &TokenTree| match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !is_import,
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    };
    let behind = tokens[at + 1..].iter().position(ends);
    behind.map_or(tokens.len(), |end| at + 1 + end + 1)
}

fn is_for_tests(attribute: &Group) -> bool {
    let text = attribute.stream().to_string();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    words.first() == Some(&"cfg") && words.contains(&"test") && !words.contains(&"not")
}

/// `use ...;`
fn import(tokens: &[TokenTree], is_pub: bool, module: &mut Module) -> usize {
    let end = tokens.iter().position(|token| is(Some(token), ';')).unwrap_or(tokens.len());
    use_tree(&tokens[1..end], Vec::new(), is_pub, &mut module.uses);
    end + 1
}

fn use_tree(tokens: &[TokenTree], mut path: Vec<String>, is_pub: bool, uses: &mut Vec<Use>) {
    // A path to another crate.
    if is(tokens.first(), ':') && path.is_empty() {
        return;
    }
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(ident) if ident == "as" => {
                let name = tokens.get(at + 1).map(ToString::to_string);
                uses.push(Use { path, name, is_pub });
                return;
            }
            // `a::{self}` is `a`.
            TokenTree::Ident(ident) if ident == "self" && !path.is_empty() => {}
            TokenTree::Ident(ident) => path.push(ident.to_string()),
            TokenTree::Group(group) => {
                let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in tokens.split(|token| is(Some(token), ',')) {
                    if !part.is_empty() {
                        use_tree(part, path.clone(), is_pub, uses);
                    }
                }
                return;
            }
            TokenTree::Punct(punct) if punct.as_char() == '*' => {
                uses.push(Use { path, name: None, is_pub });
                return;
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        at += 1;
    }
    if let Some(name) = path.last().cloned() {
        uses.push(Use { path, name: Some(name), is_pub });
    }
}

/// `mod x;` or `mod x { ... }`
fn child(tokens: &[TokenTree], module: &mut Module) -> usize {
    let Some(TokenTree::Ident(name)) = tokens.get(1) else {
        return 1;
    };
    if let Some(TokenTree::Group(group)) = tokens.get(2) {
        let mut inside = Module::default();
        walk(group.stream(), &mut inside, true);
        module.inline.push((name.to_string(), inside));
    } else {
        module.children.push(name.to_string());
    }
    3
}

/// `struct Name`, `const fn name`, `macro_rules! name`
fn declaration(tokens: &[TokenTree], module: &mut Module) -> usize {
    let at = if is(tokens.get(1), '!') { 2 } else { 1 };
    match tokens.get(at) {
        Some(TokenTree::Ident(name)) if !DECLARES.contains(&name.to_string().as_str()) => {
            module.items.insert(name.to_string());
            at + 1
        }
        _ => 1,
    }
}

/// A path, or a single name.
fn path(tokens: &[TokenTree], at: usize, module: &mut Module) -> usize {
    let mut segments = Vec::new();
    let mut end = at;
    while let Some(TokenTree::Ident(ident)) = tokens.get(end) {
        segments.push(ident.to_string());
        end += 1;
        if is(tokens.get(end), ':')
            && is(tokens.get(end + 1), ':')
            && matches!(tokens.get(end + 2), Some(TokenTree::Ident(_)))
        {
            end += 2;
        } else {
            break;
        }
    }
    let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
    // A name after a dot is a member; after `::`, it's the rest of a path or another crate.
    let is_member = is(before(1), '.') && !is(before(2), '.');
    let goes_on = is(before(1), ':') && is(before(2), ':');
    // A single colon after a name makes it a field or an argument.
    let is_field = is(tokens.get(end), ':') && !is(tokens.get(end + 1), ':');
    if !is_member && !goes_on {
        if segments.len() > 1 {
            module.paths.insert(segments);
        } else if !is_field {
            module.names.extend(segments);
        }
    }
    end - at
}

fn is(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == word)
}
