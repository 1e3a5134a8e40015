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
    assert!(within("x", 50.0, 100.0, "bytes", &BASE).is_ok());
    assert!(within("x", 103.0, 100.0, "bytes", &BASE).is_ok());
    let why = within("azmi", 104.0, 100.0, "bytes", &BASE).unwrap_err();
    assert!(why.contains("azmi: 104 bytes, 4.0 % more than 100"));
}

#[test]
fn one_figure_too_large_fails_the_row() {
    let row = row(
        "guard",
        [Ok(()), Err("too large".to_owned())],
        Duration::ZERO,
    );
    assert_eq!((row.counts.passed, row.counts.failed), (1, 1));
    assert_eq!(row.note, "too large");
}
