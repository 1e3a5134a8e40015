use super::*;

const LIBTEST: &str = "\
running 3 tests
test a::b ... ok
test a::c ... FAILED
test a::d ... ignored

failures:
    a::c

test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

running 12 tests
test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.31s
";

#[test]
fn libtest_lines_are_summed() {
    assert_eq!(
        libtest(LIBTEST),
        Counts {
            passed: 13,
            failed: 1,
            skipped: 1
        }
    );
    assert_eq!(libtest_failures(LIBTEST), ["a::c"]);
    assert_eq!(libtest("no tests here"), Counts::default());
}

#[test]
fn of_one_program_only_the_closing_line_counts() {
    assert_eq!(
        libtest_of_one(LIBTEST),
        Counts {
            passed: 12,
            failed: 0,
            skipped: 0
        }
    );
    assert_eq!(libtest_of_one("killed"), Counts::default());
}

#[test]
fn a_test_that_says_it_was_skipped_did_not_pass() {
    let output = "
running 3 tests
test one ... ok
test three ... ok
test two ... ok

successes:

---- one stdout ----
skipped: no C compiler (cc)
skipped: once more

---- two stdout ----
said something
skipped: this account may not make network namespaces

---- three stdout ----
was not skipped: all of it ran


successes:
    one
    three
    two

test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";
    assert_eq!(
        libtest_skips(output),
        [
            "no C compiler (cc)",
            "this account may not make network namespaces"
        ]
    );
    assert!(libtest_skips(LIBTEST).is_empty());
}

#[test]
fn trx_counters_are_read() {
    let file = r#"<ResultSummary outcome="Failed"><Counters total="10" executed="9" passed="7" failed="1" error="1" timeout="0" aborted="0" notExecuted="0" /></ResultSummary>"#;
    assert_eq!(
        trx(file),
        Some(Counts {
            passed: 7,
            failed: 2,
            skipped: 1
        })
    );
    assert_eq!(trx("<TestRun/>"), None);
}

#[test]
fn pester_counts_are_read_with_or_without_a_mark() {
    let counts = Some(Counts {
        passed: 4,
        failed: 0,
        skipped: 2,
    });
    assert_eq!(pester(r#"{"Passed":4,"Failed":0,"Skipped":2}"#), counts);
    assert_eq!(
        pester("\u{feff}{\"Passed\":4,\"Failed\":0,\"Skipped\":2}"),
        counts
    );
    assert_eq!(pester(r#"{"Passed":4}"#), None);
    assert_eq!(pester(""), None);
}
