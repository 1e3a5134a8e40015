use super::*;
use std::time::Duration;

#[test]
fn a_required_skip_is_a_failure_with_the_same_reason() {
    let skipped = Row::skipped("pester", "no pwsh on PATH");
    let row = Require::Pwsh.enforce(&[Require::Dotnet, Require::Pwsh], skipped.clone());
    assert_eq!(row.verdict, Verdict::Failed);
    assert_eq!(row.note, "required, but no pwsh on PATH");
    assert_eq!(
        Require::Pwsh.enforce(&[Require::Dotnet], skipped).verdict,
        Verdict::Skipped
    );
    let passed = Row::passed("header", Duration::ZERO, "");
    assert_eq!(
        Require::Header.enforce(&[Require::Header], passed).verdict,
        Verdict::Passed
    );
}

#[test]
fn parts_are_named_as_on_the_command_line() {
    let names: Vec<String> = Require::value_variants()
        .iter()
        .map(|part| part.to_possible_value().unwrap().get_name().to_owned())
        .collect();
    assert_eq!(
        names,
        [
            "rust",
            "header",
            "abi",
            "dotnet",
            "package",
            "signing",
            "pwsh",
            "azure-cli",
            "azure-clients",
            "windows",
            "samples",
            "guard",
            "bench",
            "fuzz"
        ]
    );
}
