//! Checks every rule on the files of this repository.

use azmi_tidy::rules;
use azmi_tidy::tree::Tree;
use std::path::Path;

#[test]
fn the_repository_follows_its_rules() {
    let tree = Tree::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).expect("a checkout of git");
    assert!(tree.files.len() > 300, "the list of files is complete");
    let found = rules::ALL.iter().flat_map(|rule| {
        let findings = (rule.check)(&tree);
        findings.into_iter().map(|finding| format!("{}: {finding}", rule.name))
    });
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{} findings\n{}", found.len(), found.join("\n"));
}
