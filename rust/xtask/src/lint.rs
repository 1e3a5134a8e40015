//! The checks of `lint`: programs that look at code, and the tree's own rules.

pub mod grammar;
pub mod programs;
pub mod rules;
pub mod tree;

use crate::rows::Require;
use crate::rows::workshop::Workshop;
use crate::table::Row;
use std::time::Instant;

/// Runs every check.
#[must_use]
pub fn rows(shop: &Workshop<'_>, required: &[Require]) -> Vec<Row> {
    let mut rows = own_rules(shop);
    rows.extend([
        programs::fmt(shop),
        programs::clippy(shop),
        programs::deny(shop),
    ]);
    rows.extend(tree::Tree::read(shop.around()).map(|tree| grammar::row(&tree)));
    rows.push(Require::Dotnet.enforce(required, programs::csharp(shop)));
    rows.push(Require::Pwsh.enforce(required, programs::scripts(shop)));
    rows
}

/// A row per rule of the tree; what offends is printed.
fn own_rules(shop: &Workshop<'_>) -> Vec<Row> {
    let start = Instant::now();
    let tree = match tree::Tree::read(shop.around()) {
        Ok(tree) => tree,
        Err(why) => return vec![Row::skipped("tree", why)],
    };
    let row = |rule: &rules::Rule| {
        let start = Instant::now();
        let found = (rule.check)(&tree);
        found
            .iter()
            .for_each(|finding| println!("{}: {finding}", rule.name));
        let what = format!("tree: {}", rule.name);
        match found.len() {
            0 => Row::passed(what, start.elapsed(), ""),
            1 => Row::failed(what, start.elapsed(), &found[0]),
            more => Row::failed(
                what,
                start.elapsed(),
                format!("{}, and {} more", found[0], more - 1),
            ),
        }
    };
    let rows: Vec<Row> = rules::ALL.iter().map(row).collect();
    println!(
        "{} files read, {} rules, {:.1} s",
        tree.files.len(),
        rows.len(),
        start.elapsed().as_secs_f64()
    );
    rows
}
