use super::*;

fn table() -> Table {
    let mut table = Table::default();
    table.push(Row::counted(
        "rust",
        Counts {
            passed: 12,
            failed: 0,
            skipped: 1,
        },
        Duration::from_millis(1500),
    ));
    table.push(Row::skipped("pester", "no pwsh on PATH"));
    table
}

#[test]
fn the_closing_line_sums_up() {
    assert_eq!(table().closing_line(), "12 passed, 0 failed, 2 skipped");
    assert!(table().ok());
}

#[test]
fn the_text_has_a_line_per_row_and_the_reason() {
    let text = table().text();
    assert_eq!(text.lines().count(), 3);
    assert!(
        text.lines().nth(2).unwrap().ends_with("no pwsh on PATH"),
        "{text}"
    );
    assert!(text.lines().all(|line| line == line.trim_end()));
}

#[test]
fn one_failed_test_fails_the_row_and_the_table() {
    let mut table = table();
    table.push(Row::counted(
        "os",
        Counts {
            passed: 5,
            failed: 1,
            skipped: 0,
        },
        Duration::ZERO,
    ));
    assert!(!table.ok());
    assert_eq!(table.closing_line(), "17 passed, 1 failed, 2 skipped");
}

#[test]
fn a_suite_without_tests_fails() {
    let row = Row::counted(
        "empty",
        Counts {
            passed: 0,
            failed: 0,
            skipped: 4,
        },
        Duration::ZERO,
    );
    assert_eq!(row.verdict, Verdict::Failed);
    assert_eq!(row.note, "no test ran");
}

#[test]
fn a_runner_that_dies_after_passing_tests_fails_the_row() {
    let row = Row::counted(
        "ffi",
        Counts {
            passed: 3,
            failed: 0,
            skipped: 0,
        },
        Duration::ZERO,
    )
    .unless_ok(false, "signal: 11");
    assert_eq!(row.verdict, Verdict::Failed);
    assert_eq!(row.counts.failed, 1);
    assert_eq!(row.note, "signal: 11");
}
