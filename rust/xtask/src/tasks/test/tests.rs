use super::*;
use clap::ValueEnum;

#[test]
fn every_part_that_can_be_asked_for_is_one() {
    for name in Require::value_variants() {
        assert!(PARTS.iter().any(|part| part.name == *name), "{name:?}");
    }
}
