use super::*;
use crate::args::{Args, Task};
use clap::Parser;
use std::time::Duration;

fn context() -> Context {
    Context::new(true)
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

const fn step(name: &'static str) -> Step {
    Step::new(name, &[], |_| Ok(String::new()))
}

fn row(outcome: Outcome, missing: Option<(&'static str, String)>) -> Row {
    Row { outcome, took: Duration::from_millis(1500), missing }
}

#[test]
fn a_step_is_chosen_by_its_name_or_its_group() {
    let step = step("samples/ruby");
    assert!(step.is("samples") && step.is("samples/ruby"));
    assert!(!step.is("samples/rub") && !step.is("ruby") && !step.is("sample"));
}

#[test]
fn chosen_steps_run_with_their_dependencies() {
    let steps = [
        step("build"),
        step("pack").after(&["build"]),
        step("abi/a").after(&["pack"]),
        step("abi/long").deep(),
        step("other"),
    ];
    let names = |only: &[&str], require: &[&str], deep: bool| -> Vec<&str> {
        let chosen = choose(&steps, &words(only), &words(require), deep);
        chosen.iter().map(|step| step.name).collect()
    };
    assert_eq!(names(&["abi"], &[], false), ["build", "pack", "abi/a"]);
    assert_eq!(names(&["abi"], &[], true), ["build", "pack", "abi/a", "abi/long"]);
    assert_eq!(names(&["abi/long"], &[], false), ["abi/long"]);
    assert_eq!(names(&[], &[], false), ["build", "pack", "abi/a", "other"]);
    assert_eq!(names(&[], &["abi/long"], false).len(), 5);
    assert_eq!(names(&[], &[], true).len(), 5);
}

#[test]
fn unknown_words_are_rejected() {
    let steps = [step("rust")];
    assert!(check_words(&steps, &words(&["rust"]), &words(&["rust", "az"])).is_ok());
    let why = check_words(&steps, &words(&["ruts"]), &[]).unwrap_err();
    assert!(why.contains("no step ruts") && why.contains("rust"), "{why}");
    assert!(check_words(&steps, &[], &words(&["nothing"])).is_err());
}

#[test]
fn dependents_of_a_failed_step_are_skipped_and_a_required_skip_is_a_failure() {
    let context = context();
    let ended = |outcome: Outcome| OnceLock::from(row(outcome, None));
    let rows = Rows::from([
        ("one", ended(Outcome::Failed("no".to_owned()))),
        ("gone", ended(Outcome::Skipped("no".to_owned()))),
    ]);
    let outcome = |step: Step, require: &[&str]| perform(&context, &step, &words(require), &rows).outcome;
    assert_eq!(outcome(step("two").after(&["one"]), &[]), Outcome::Skipped("one failed".to_owned()));
    assert_eq!(outcome(step("two").after(&["gone", "not chosen"]), &[]), Outcome::Passed(String::new()));
    let needy = Step { needs: &["certificate"], ..step("three") };
    assert_eq!(outcome(needy, &[]), Outcome::Skipped("needs certificate".to_owned()));
    let failed = Outcome::Failed("required, but needs certificate".to_owned());
    assert_eq!(outcome(needy, &["three"]), failed);
    assert_eq!(outcome(needy, &["certificate"]), failed);
}

#[test]
fn a_panic_is_a_failed_step() {
    let step = Step { run: |_| panic!("on purpose"), ..step("panics") };
    assert!(matches!(perform(&context(), &step, &[], &Rows::new()).outcome, Outcome::Failed(_)));
}

#[test]
fn parallel_steps_wait_for_dependencies_and_a_task_without_a_passed_step_fails() {
    let steps = [step("main"), step("beside").after(&["main"]).beside(), step("last").after(&["beside"])];
    assert_eq!(run(&context(), &steps, &[], &[]), Ok(true));
    let fails = Step { run: |_| Err("no".to_owned()), ..step("fails").beside() };
    assert_eq!(run(&context(), &[steps[0], fails], &[], &[]), Ok(false));
    assert_eq!(run(&context(), &[Step { needs: &["certificate"], ..step("skipped") }], &[], &[]), Ok(false));
    assert_eq!(run(&context(), &[], &[], &[]), Ok(false));
}

#[test]
fn the_table_lists_a_missing_tool_once_and_ends_with_the_numbers_of_steps() {
    let passed = row(Outcome::Passed("12 tests".to_owned()), None);
    let missing = || Some(("pwsh", "not on PATH".to_owned()));
    let skipped = row(Outcome::Skipped("needs pwsh".to_owned()), missing());
    let text = table(&[("rust", &passed), ("pwsh", &skipped), ("samples/powershell", &skipped)]);
    assert_eq!(text.matches("not on PATH").count(), 1, "{text}");
    assert_eq!(text.lines().last(), Some("1 passed, 0 failed, 2 skipped"), "{text}");
    assert!(text.contains("rust                ok           1.5  12 tests\n"), "{text}");
}

#[test]
fn every_step_waits_for_earlier_ones_and_needs_known_tools() {
    let context = context();
    let list = test::steps(&context);
    for (at, step) in list.iter().enumerate() {
        let earlier = |name: &str| list[..at].iter().any(|before| before.name == name);
        let anywhere = |name: &str| list.iter().any(|other| other.name == name);
        for before in step.after {
            // The list omits systems that this machine can't build for.
            let left_out = !anywhere(before) && package::ALL_NATIVES.contains(before);
            assert!(earlier(before) || left_out, "{} waits for {before}, which doesn't come before it", step.name);
        }
        for tool in step.needs {
            assert!(tools::is_known(tool), "{} needs {tool}", step.name);
        }
    }
    let names: BTreeSet<&str> = list.iter().map(|step| step.name).collect();
    assert_eq!(names.len(), list.len(), "a name is used twice");
}

#[test]
fn names_of_steps_are_separated_by_commas() {
    let args = Args::parse_from(["cargo xtask", "test", "--only", "rust,samples/ruby", "--require", "dotnet"]);
    let Task::Test(options) = args.task else { panic!("another task") };
    assert_eq!(options.only, ["rust", "samples/ruby"]);
    assert_eq!(options.common.require, ["dotnet"]);
}
