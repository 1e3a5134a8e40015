//! The part of the query language that clients use to query machines: `resources`, `where`, `project`, `order by`, `limit`.

use crate::model::inventory::Resource;
use regex_lite::Regex;
use serde_json::{Value, json};
use std::sync::Arc;

/// A parsed query.
pub struct Query {
    conditions: Vec<Condition>,
    columns: Option<Vec<String>>,
    order: Vec<(String, bool)>,
    limit: Option<usize>,
}

/// A condition, which is met if any of its predicates is.
type Condition = Vec<Predicate>;

struct Predicate {
    column: String,
    negated: bool,
    operator: Operator,
}

enum Operator {
    Equal(Vec<String>, bool),
    Contains(String),
    StartsWith(String),
    EndsWith(String),
    Matches(Regex),
    Empty,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Sign(&'static str),
}

impl Query {
    /// Parses a query.
    ///
    /// # Errors
    /// When the query isn't supported. The error names the unsupported part.
    pub fn parse(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut stages = tokens.split(|token| *token == Token::Sign("|"));
        match stages.next() {
            Some([Token::Word(table)]) if table.eq_ignore_ascii_case("resources") => {}
            _ => return Err("Only the table 'resources' is served.".to_owned()),
        }
        let mut query = Self { conditions: Vec::new(), columns: None, order: Vec::new(), limit: None };
        for stage in stages {
            let Some((Token::Word(verb), rest)) = stage.split_first() else {
                return Err("An operator is missing after '|'.".to_owned());
            };
            match (verb.to_ascii_lowercase().as_str(), rest) {
                ("where", rest) => {
                    for part in split_word(rest, "and") {
                        let predicates = split_word(unwrapped(part), "or");
                        query.conditions.push(predicates.map(predicate).collect::<Result<_, _>>()?);
                    }
                }
                ("project", rest) => {
                    let names = rest.split(|token| *token == Token::Sign(","));
                    let names = names.map(|name| match name {
                        [Token::Word(name)] => Ok(name.clone()),
                        _ => Err("Only plain columns can be projected.".to_owned()),
                    });
                    query.columns = Some(names.collect::<Result<_, _>>()?);
                }
                ("order" | "sort", [Token::Word(by), rest @ ..]) if by.eq_ignore_ascii_case("by") => {
                    for column in rest.split(|token| *token == Token::Sign(",")) {
                        query.order.push(match column {
                            [Token::Word(name)] => (name.clone(), true),
                            [Token::Word(name), Token::Word(way)] => (name.clone(), way.eq_ignore_ascii_case("desc")),
                            _ => return Err("An order needs columns.".to_owned()),
                        });
                    }
                }
                ("limit" | "take", [Token::Word(number)]) => {
                    let number = number.parse().map_err(|_| "A limit needs a number.")?;
                    query.limit = Some(number);
                }
                (verb, _) => return Err(format!("The operator '{verb}' is not served.")),
            }
        }
        Ok(query)
    }

    /// Whether its result can be read page by page.
    pub fn has_pages(&self) -> bool {
        self.limit.is_none()
    }

    /// Runs the query and returns the rows.
    pub fn run(&self, resources: impl Iterator<Item = Arc<Resource>>, tenant: &str) -> Vec<Value> {
        let holds = |resource: &Arc<Resource>| {
            self.conditions.iter().all(|any| any.iter().any(|predicate| predicate.holds(resource, tenant)))
        };
        let mut found: Vec<_> = resources.filter(holds).collect();
        for (column, descending) in self.order.iter().rev() {
            found.sort_by_cached_key(|resource| text(resource, column, tenant));
            if *descending {
                found.reverse();
            }
        }
        if let Some(limit) = self.limit {
            found.truncate(limit);
        }
        let columns = self.columns();
        let row = |resource: &Arc<Resource>| {
            let cell = |name: &String| (name.clone(), value(resource, name, tenant));
            Value::Object(columns.iter().map(cell).collect())
        };
        found.iter().map(row).collect()
    }

    fn columns(&self) -> Vec<String> {
        let all = || COLUMNS.split(' ').map(str::to_owned).collect();
        self.columns.clone().unwrap_or_else(all)
    }

    /// Converts rows to a table.
    pub fn table(&self, rows: &[Value]) -> Value {
        let columns = self.columns();
        let kind = |name: &String| match name.as_str() {
            "identity" | "tags" | "properties" => "object",
            _ => "string",
        };
        json!({
            "columns": columns.iter().map(|name| json!({ "name": name, "type": kind(name) })).collect::<Vec<_>>(),
            "rows": rows.iter().map(|row| columns.iter().map(|name| row[name].clone()).collect::<Value>()).collect::<Vec<_>>(),
        })
    }
}

/// The columns of a query without `project`, separated by spaces.
const COLUMNS: &str = "id name type tenantId location resourceGroup subscriptionId identity tags properties";

fn value(resource: &Resource, column: &str, tenant: &str) -> Value {
    match column.to_ascii_lowercase().as_str() {
        "id" => json!(resource.id),
        "name" => json!(resource.name),
        // Resource Graph has types and groups in lower case.
        "type" => json!(resource.kind.to_lowercase()),
        "tenantid" => json!(tenant),
        "location" => json!(resource.location),
        "resourcegroup" => json!(resource.group.to_lowercase()),
        "subscriptionid" => json!(resource.subscription_id),
        "identity" => json!(resource.identity),
        "tags" => json!(resource.tags),
        "properties" => json!(resource.properties),
        _ => Value::Null,
    }
}

fn text(resource: &Resource, column: &str, tenant: &str) -> String {
    match value(resource, column, tenant) {
        Value::String(text) => text.to_lowercase(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

impl Predicate {
    fn holds(&self, resource: &Resource, tenant: &str) -> bool {
        let raw = value(resource, &self.column, tenant);
        let exact = raw.as_str().unwrap_or_default();
        let lower = exact.to_lowercase();
        let holds = match &self.operator {
            Operator::Equal(texts, true) => texts.iter().any(|text| text.to_lowercase() == lower),
            Operator::Equal(texts, false) => texts.iter().any(|text| text == exact),
            Operator::Contains(text) => lower.contains(&text.to_lowercase()),
            Operator::StartsWith(text) => lower.starts_with(&text.to_lowercase()),
            Operator::EndsWith(text) => lower.ends_with(&text.to_lowercase()),
            Operator::Matches(regex) => regex.is_match(exact),
            Operator::Empty => raw.is_null() || raw.as_str() == Some(""),
        };
        holds != self.negated
    }
}

fn predicate(tokens: &[Token]) -> Result<Predicate, String> {
    let words = tokens
        .iter()
        .map(|token| match token {
            Token::Word(word) => word.to_ascii_lowercase(),
            Token::Text(_) => "''".to_owned(),
            Token::Sign(sign) => (*sign).to_owned(),
        })
        .collect::<Vec<_>>();
    let words = words.iter().map(String::as_str).collect::<Vec<_>>();
    let strings = || {
        tokens.iter().filter_map(|token| match token {
            Token::Text(text) => Some(text.clone()),
            _ => None,
        })
    };
    let one = || strings().next().unwrap_or_default();
    let (at, negated, operator) = match words.as_slice() {
        [_, "=~", "''"] => (0, false, Operator::Equal(vec![one()], true)),
        [_, "!~", "''"] => (0, true, Operator::Equal(vec![one()], true)),
        [_, "==", "''"] => (0, false, Operator::Equal(vec![one()], false)),
        [_, "!=", "''"] => (0, true, Operator::Equal(vec![one()], false)),
        [_, "in~", "(", .., ")"] => (0, false, Operator::Equal(strings().collect(), true)),
        [_, "in", "(", .., ")"] => (0, false, Operator::Equal(strings().collect(), false)),
        [_, "contains", "''"] => (0, false, Operator::Contains(one())),
        [_, "startswith", "''"] => (0, false, Operator::StartsWith(one())),
        [_, "endswith", "''"] => (0, false, Operator::EndsWith(one())),
        [_, "matches", "regex", "''"] => {
            let regex = Regex::new(&one()).map_err(|e| format!("Invalid regular expression: {e}"))?;
            (0, false, Operator::Matches(regex))
        }
        ["isnotnull" | "isnotempty", "(", _, ")"] => (2, true, Operator::Empty),
        ["isnull" | "isempty", "(", _, ")"] => (2, false, Operator::Empty),
        _ => {
            return Err(format!("The condition '{}' is not served.", words.join(" ")));
        }
    };
    match &tokens[at] {
        Token::Word(column) => Ok(Predicate { column: column.clone(), negated, operator }),
        _ => Err("A condition must begin with a column.".to_owned()),
    }
}

/// Removes parentheses around all of the tokens.
fn unwrapped(tokens: &[Token]) -> &[Token] {
    match tokens {
        [Token::Sign("("), inner @ .., Token::Sign(")")] => inner,
        other => other,
    }
}

/// Splits at a word outside parentheses.
fn split_word<'a>(tokens: &'a [Token], word: &'a str) -> impl Iterator<Item = &'a [Token]> {
    let mut depth = 0_i32;
    tokens.split(move |token| {
        match token {
            Token::Sign("(") => depth += 1,
            Token::Sign(")") => depth -= 1,
            _ => {}
        }
        depth == 0 && matches!(token, Token::Word(found) if found.eq_ignore_ascii_case(word))
    })
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    const SIGNS: [&str; 8] = ["=~", "!~", "==", "!=", "|", ",", "(", ")"];
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            tokens.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        } else if first == '\'' || first == '"' {
            let (literal, after) = literal(&rest[1..], first)?;
            tokens.push(Token::Text(literal));
            rest = after;
        } else {
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '~' | '-');
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            if end == 0 {
                return Err(format!("'{first}' was not expected."));
            }
            tokens.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

/// Reads a string up to its closing quote, and resolves its escapes.
fn literal(text: &str, quote: char) -> Result<(String, &str), String> {
    let mut literal = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => literal.extend(chars.next().map(|(_, escaped)| escaped)),
            c if c == quote => return Ok((literal, &text[at + 1..])),
            c => literal.push(c),
        }
    }
    Err("A string has no end.".to_owned())
}
