//! Finds circular imports between the files of a crate. It reads tokens, not types: it finds a `use`, a path such as
//! `crate::a::f()` and a name imported with `*`, but not a call of a method that another file implements for a type.
//! `mod x;` isn't an import, nor is a `pub use` that re-exports names of a file's own child. Code that is only compiled
//! for tests is ignored.

mod graph;
mod resolve;
mod tokens;

use crate::tree::Tree;
use graph::Graph;
use resolve::Crate;

/// The crates that must not have circular imports.
const CRATES: &[&str] = &[
    "bench",
    "rust/cli",
    "rust/core",
    "rust/emulator",
    "rust/ffi",
    "rust/maml",
    "rust/os",
    "tests/native",
    "tests/tidy",
];

/// Returns every circle of the crates, with the imported names.
pub fn circles(tree: &Tree) -> Vec<String> {
    CRATES.iter().flat_map(|folder| circles_of(tree, folder)).collect()
}

/// Returns the circles of one crate.
pub fn circles_of(tree: &Tree, folder: &str) -> Vec<String> {
    match imports(tree, folder) {
        Ok(graph) => graph.circles(),
        Err(why) => vec![why],
    }
}

fn imports(tree: &Tree, folder: &str) -> Result<Graph, String> {
    let krate = Crate::read(tree, folder)?;
    let mut graph = Graph::default();
    for (from, to, name) in krate.imports() {
        graph.add(from, to, name);
    }
    Ok(graph)
}

#[cfg(test)]
mod tests;
