use super::*;
use std::process::Command;

/// The variable that is set in the process that panics.
const CHILD: &str = "AZMI_TEST_DEFECT";

#[test]
fn a_panic_in_any_thread_ends_the_program_with_its_place_and_without_its_message() {
    if std::env::var_os(CHILD).is_some() {
        end_in_order();
        let _ = std::thread::spawn(|| panic!("quoted data")).join();
        exit(0);
    }
    let name = "defect::tests::a_panic_in_any_thread_ends_the_program_with_its_place_and_without_its_message";
    let ended = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let reported = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{reported}");
    assert!(
        reported.contains("[Internal]") && reported.contains("defect") && reported.contains("tests.rs:"),
        "{reported}"
    );
    assert!(!reported.contains("quoted data"), "{reported}");
}
