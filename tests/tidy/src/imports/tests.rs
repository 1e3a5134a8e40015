use super::{circles_of, imports};
use crate::tree::{File, Tree};

/// Returns a crate with these files in `src`.
fn tree(files: &[(&str, &str)]) -> Tree {
    let file = |(path, text): &(&str, &str)| File { path: format!("a/src/{path}"), bytes: text.as_bytes().to_vec() };
    let mut files: Vec<File> = files.iter().map(file).collect();
    files.push(File { path: "a/Cargo.toml".to_owned(), bytes: b"[package]\nname = \"its-name\"\n".to_vec() });
    Tree { files }
}

/// Returns every import as `from to name`, without the common folder.
fn read(files: &[(&str, &str)]) -> Vec<String> {
    let graph = imports(&tree(files), "a").expect("a crate that can be read");
    let short = |path: &str| path.trim_start_matches("a/src/").to_owned();
    let lines = graph.edges().map(|(from, to, name)| format!("{} {} {name}", short(from), short(to)));
    lines.collect()
}

const ROOT: &str = "mod one; mod two;";

#[test]
fn uses_and_paths_are_imports_from_the_declaring_file() {
    for (text, name) in [
        ("use crate::two::Two;", "Two"),
        ("use super::two::Two as Other;", "Two"),
        ("use crate::{two::{self, Two}};", "Two"),
        ("pub(crate) use crate::two::Two;", "Two"),
        ("fn f() { crate::two::make() }", "make"),
        ("fn f() { vec![super::two::make()]; }", "make"),
        ("use crate::two; fn f() { two::make() }", "make"),
        ("use crate::two as other; fn f() { other::make() }", "make"),
        ("use crate::two::*; fn f() -> Two {}", "Two"),
        ("fn f() { use crate::two::LIMIT; }", "LIMIT"),
        ("fn f() { crate::two::shout!() }", "shout"),
        ("mod inside { fn f() { super::super::two::make() } }", "make"),
        ("fn f() { crate::two::Two::new(Two::MAX) }", "Two"),
        ("fn f() { its_name::two::make() }", "make"),
    ] {
        let two = "pub struct Two; pub const fn make() {} const LIMIT: u8 = 1; macro_rules! shout { () => {} }";
        let library = [("lib.rs", ROOT), ("one.rs", text), ("two.rs", two)];
        assert_eq!(read(&library), [format!("one.rs two.rs {name}")], "{text}");
    }
}

#[test]
fn similar_code_is_not_an_import() {
    for text in [
        "// crate::two::Two",
        "const TEXT: &str = \"crate::two::Two\";",
        "#[cfg(test)] use crate::two::Two; fn f() {}",
        "#[cfg(test)] mod tests { use crate::two::Two; }",
        "#[cfg(test)] fn f() { crate::two::make() }",
        "#[cfg(test)] mod tests;",
        "use std::fmt::Two; use ::two::Two;",
        "use crate::two;",
        "fn f(two: T) { two.make(); T::two(); }",
        "use crate::two::*; struct S { Two: u8 } fn f() { s.Two }",
    ] {
        let two = "pub struct Two; pub fn make() {}";
        let library = [("lib.rs", ROOT), ("one.rs", text), ("two.rs", two)];
        assert_eq!(read(&library), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_reexported_name_is_imported_from_the_declaring_file() {
    let facade = [
        ("lib.rs", "mod one; mod two; pub use two::Two;"),
        ("one.rs", "use crate::two::{Deep, all::Far}; use crate::Two;"),
        ("two/mod.rs", "mod deep; pub mod all; pub use deep::Deep; pub use deep::Two;"),
        ("two/deep.rs", "pub struct Deep; pub struct Two;"),
        ("two/all.rs", "pub use super::far::*;"),
        ("two/far.rs", "pub struct Far;"),
    ];
    let mut files = facade;
    files[2].1 = "mod deep; mod far; pub mod all; pub use deep::Deep; pub use deep::Two;";
    assert_eq!(read(&files), ["one.rs two/deep.rs Deep", "one.rs two/deep.rs Two", "one.rs two/far.rs Far"]);
}

#[test]
fn reexporting_a_child_is_not_an_import_but_using_it_is() {
    let read = |uses: &str| read(&[("lib.rs", &format!("mod child; {uses}")), ("child.rs", "pub struct Child;")]);
    assert_eq!(read("pub use child::Child;"), Vec::<String>::new());
    assert_eq!(read("pub use child::*;"), Vec::<String>::new());
    for uses in ["use child::Child;", "pub use child::Child; fn f(_: Child) {}", "pub use child::*; fn f(_: Child) {}"]
    {
        assert_eq!(read(uses), ["lib.rs child.rs Child"], "{uses}");
    }
}

#[test]
fn a_name_that_a_macro_declares_belongs_to_the_calling_file() {
    let files = [("lib.rs", ROOT), ("one.rs", "use crate::two::Made;"), ("two.rs", "declare! { Made }")];
    assert_eq!(read(&files), ["one.rs two.rs Made"]);
}

#[test]
fn a_circle_is_reported_with_its_imported_names() {
    let files = [
        ("lib.rs", "mod one; mod two; mod three; mod four;"),
        ("one.rs", "use crate::two::Two; pub struct One;"),
        ("two.rs", "pub struct Two; fn f() { crate::three::f(); crate::three::g() }"),
        ("three.rs", "use super::one::One; use super::four::Four; pub fn f() {} pub fn g() {}"),
        ("four.rs", "pub struct Four;"),
    ];
    assert_eq!(
        circles_of(&tree(&files), "a"),
        ["3 files import each other in a circle\n    \
          a/src/one.rs imports from a/src/two.rs: Two\n    \
          a/src/three.rs imports from a/src/one.rs: One\n    \
          a/src/two.rs imports from a/src/three.rs: f, g"]
    );
    let mut open = files;
    open[3].1 = "use super::four::Four; pub fn f() {} pub fn g() {}";
    assert!(circles_of(&tree(&open), "a").is_empty());
}

#[test]
fn two_circles_are_two_findings() {
    let files = [
        ("lib.rs", "mod one; mod two; mod three; mod four;"),
        ("one.rs", "use crate::two::Two; pub struct One;"),
        ("two.rs", "use crate::one::One; use crate::three::Three; pub struct Two;"),
        ("three.rs", "use crate::four::Four; pub struct Three;"),
        ("four.rs", "use crate::three::Three; pub struct Four;"),
    ];
    assert_eq!(circles_of(&tree(&files), "a").len(), 2);
}

#[test]
fn a_child_and_its_parent_are_two_files() {
    let files = [
        ("main.rs", "mod parent; fn main() { parent::run() }"),
        ("parent.rs", "mod child; pub struct Options; pub fn run() { child::run(Options) }"),
        ("parent/child.rs", "use super::Options; pub fn run(_: Options) {}"),
    ];
    assert_eq!(circles_of(&tree(&files), "a").len(), 1);
}

#[test]
fn an_unreadable_crate_is_a_finding() {
    assert_eq!(circles_of(&tree(&[]), "a"), ["a contains no crate"]);
    assert_eq!(
        circles_of(&tree(&[("lib.rs", "mod gone;")]), "a"),
        ["a/src/lib.rs declares gone, whose file doesn't exist"]
    );
    assert!(circles_of(&tree(&[("lib.rs", "fn f( {")]), "a")[0].starts_with("a/src/lib.rs: "));
}
