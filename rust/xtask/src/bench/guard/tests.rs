use super::*;

const BASE: Baseline = Baseline {
    tolerance_percent: 3.0,
    azmi_bytes: 100.0,
    library_bytes: 100.0,
    windows_library_bytes: 100.0,
    token_instructions: 100.0,
};

#[test]
fn a_little_more_is_let_through_and_much_more_is_not() {
    assert_eq!(within("x", 99.0, 100.0, "bytes", &BASE), Ok(None));
    assert_eq!(within("x", 103.0, 100.0, "bytes", &BASE), Ok(None));
    let why = within("azmi", 104.0, 100.0, "bytes", &BASE).unwrap_err();
    assert!(why.contains("azmi: 104 bytes, 4.0 % more than 100"));
}

#[test]
fn much_less_is_said_so_that_the_baseline_is_lowered() {
    assert_eq!(within("x", 97.0, 100.0, "bytes", &BASE), Ok(None));
    let note = within("azmi", 96.0, 100.0, "bytes", &BASE)
        .unwrap()
        .unwrap();
    assert!(note.contains("azmi: 96 bytes, 4.0 % less than 100") && note.ends_with("lower it"));
    let row = row("guard", [Ok(Some(note.clone())), Ok(None)], Duration::ZERO);
    assert_eq!((row.counts.passed, row.counts.failed), (2, 0));
    assert_eq!(row.note, note);
}

#[test]
fn one_figure_too_large_fails_the_row() {
    let row = row(
        "guard",
        [Ok(None), Err("too large".to_owned())],
        Duration::ZERO,
    );
    assert_eq!((row.counts.passed, row.counts.failed), (1, 1));
    assert_eq!(row.note, "too large");
}

#[test]
fn other_systems_are_not_compared_with_this_one_s_figures() {
    assert!(comparable(Some(Rid::LinuxX64), true).is_ok());
    for host in [None, Some(Rid::LinuxArm64), Some(Rid::WinX64)] {
        let why = comparable(host, true).unwrap_err();
        assert!(why.contains("figures of linux-x64"), "{why}");
    }
    let why = comparable(Some(Rid::LinuxX64), false).unwrap_err();
    assert!(why.contains("rustup component add rust-src"), "{why}");
}
