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

fn step(name: &'static str, needs: &'static [&'static str], after: &'static [&'static str], when: When) -> Step {
    Step { name, needs, after, when, run: |_| Ok(String::new()) }
}

#[test]
fn a_step_is_named_by_its_name_or_its_group() {
    let step = step("samples/ruby", &[], &[], When::Always);
    assert!(step.is("samples") && step.is("samples/ruby"));
    assert!(!step.is("samples/rub") && !step.is("ruby") && !step.is("sample"));
}

#[test]
fn what_is_asked_for_runs_with_what_it_uses() {
    let steps = [
        step("build", &[], &[], When::Always),
        step("pack", &[], &["build"], When::Always),
        step("abi/a", &[], &["pack"], When::Always),
        step("abi/long", &[], &[], When::Deep),
        step("other", &[], &[], When::Always),
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
fn words_that_mean_nothing_are_refused() {
    let steps = [step("rust", &[], &[], When::Always)];
    assert!(check_words(&steps, &words(&["rust"]), &words(&["rust", "az"])).is_ok());
    let why = check_words(&steps, &words(&["ruts"]), &[]).unwrap_err();
    assert!(why.contains("no step ruts") && why.contains("rust"), "{why}");
    assert!(check_words(&steps, &[], &words(&["nothing"])).is_err());
}

#[test]
fn a_failed_step_stops_those_behind_it_and_a_required_skip_is_a_failure() {
    let context = context();
    let done = Done { chosen: BTreeSet::from(["one", "gone"]), ..Done::default() };
    done.put("one", (Outcome::Failed("no".to_owned()), Duration::ZERO, None));
    done.put("gone", (Outcome::Skipped("no".to_owned()), Duration::ZERO, None));
    let outcome = |step: &Step, require: &[&str]| perform(&context, step, &words(require), &done).0;
    let behind = step("two", &[], &["one"], When::Always);
    assert_eq!(outcome(&behind, &[]), Outcome::Skipped("one failed".to_owned()));
    let passes = step("two", &[], &["gone", "not chosen"], When::Always);
    assert_eq!(outcome(&passes, &[]), Outcome::Passed(String::new()));
    let needy = step("three", &["certificate"], &[], When::Always);
    assert_eq!(outcome(&needy, &[]), Outcome::Skipped("needs certificate".to_owned()));
    let failed = Outcome::Failed("required, but needs certificate".to_owned());
    assert_eq!(outcome(&needy, &["three"]), failed);
    assert_eq!(outcome(&needy, &["certificate"]), failed);
}

#[test]
fn a_panic_is_a_failed_step() {
    let step = Step { run: |_| panic!("on purpose"), ..step("panics", &[], &[], When::Always) };
    let (outcome, ..) = perform(&context(), &step, &[], &Done::default());
    assert!(matches!(outcome, Outcome::Failed(_)));
}

#[test]
fn the_table_names_a_missing_tool_once_and_ends_with_the_numbers_of_steps() {
    let mut report = Report::default();
    report.push("rust", Outcome::Passed("12 tests".to_owned()), Duration::from_millis(1500));
    for name in ["pwsh", "samples/powershell"] {
        report.push(name, Outcome::Skipped("needs pwsh".to_owned()), Duration::ZERO);
        report.miss("pwsh", "not on PATH".to_owned());
    }
    let text = report.text();
    assert_eq!(text.matches("not on PATH").count(), 1, "{text}");
    assert_eq!(text.lines().last(), Some("1 passed, 0 failed, 2 skipped"), "{text}");
    assert!(text.contains("rust                ok           1.5  12 tests\n"), "{text}");
    assert!(report.close());
}

#[test]
fn a_task_that_made_nothing_did_not_succeed() {
    let mut report = Report::default();
    assert!(!report.close());
    report.push("package", Outcome::Skipped("needs dotnet".to_owned()), Duration::ZERO);
    assert!(!report.close());
}

#[test]
fn every_step_waits_for_earlier_ones_and_needs_known_tools() {
    let context = context();
    let list = test::steps(&context);
    for (at, step) in list.iter().enumerate() {
        let earlier = |name: &str| list[..at].iter().any(|before| before.name == name);
        let anywhere = |name: &str| list.iter().any(|other| other.name == name);
        for before in step.after {
            assert!(earlier(before) || !anywhere(before), "{} waits for {before}, which comes later", step.name);
        }
        for tool in step.needs {
            assert!(tools::is_known(tool), "{} needs {tool}", step.name);
        }
    }
    let names: BTreeSet<&str> = list.iter().map(|step| step.name).collect();
    assert_eq!(names.len(), list.len(), "a name is there twice");
}

#[test]
fn names_of_steps_on_the_command_line_go_by_commas() {
    let args = Args::parse_from(["cargo xtask", "test", "--only", "rust,samples/ruby", "--require", "dotnet"]);
    let Task::Test(options) = args.task else { panic!("no test") };
    assert_eq!(options.only, ["rust", "samples/ruby"]);
    assert_eq!(options.common.require, ["dotnet"]);
}
