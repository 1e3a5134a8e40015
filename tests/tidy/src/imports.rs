//! Which file of a crate imports which other, and where that runs in a circle. It reads tokens, not types: a `use`, a path such as
//! `crate::a::f()` and a name that came in with `*` are seen; a method that another file gives to a type isn't. `mod x;` is no import,
//! nor is the `pub use` with which a file shows what its own child holds. What only tests compile is left out.

mod graph;
mod resolve;
mod tokens;

use crate::tree::Tree;
use graph::Graph;
use resolve::Crate;

/// The crates whose files may not import each other in a circle.
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

/// Every circle of the crates, with the names that tie it.
pub fn circles(tree: &Tree) -> Vec<String> {
    CRATES.iter().flat_map(|folder| circles_of(tree, folder)).collect()
}

/// The circles of one crate.
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
