use super::{painted, wanted};
use azmi_core::doctor::CheckStatus;

#[test]
fn only_a_terminal_gets_colors_and_no_color_forbids_them() {
    let set = |names: &'static [&'static str]| move |name: &str| names.contains(&name);
    assert!(wanted(true, set(&["TERM"])));
    assert!(!wanted(false, set(&["TERM"])));
    assert!(!wanted(true, set(&["TERM", "NO_COLOR"])));
}

#[test]
fn a_color_is_reset_after_the_word() {
    assert_eq!(painted(CheckStatus::Fail, "Fail   "), "\u{1b}[31mFail   \u{1b}[0m");
    assert_eq!(painted(CheckStatus::Skipped, "Skipped"), "Skipped");
}
