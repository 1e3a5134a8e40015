use super::notices;
use crate::context::Context;
use crate::package::sbom::shipped;

#[test]
fn every_third_party_crate_has_its_licence_text() {
    let crates = shipped(&Context::new(true)).unwrap();
    let text = notices(&crates).unwrap();
    assert!(text.is_ascii());
    for each in &crates {
        let shown = format!("{} {} (", each.name, each.version);
        assert_eq!(text.contains(&shown), !each.own, "{shown}");
    }
    assert!(text.contains("Permission is hereby granted"));
    assert!(text.contains("Apache License"));
}
