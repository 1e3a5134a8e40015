use super::*;

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

#[cfg(unix)]
#[test]
fn both_outputs_come_as_one_in_order() {
    let ended = run(
        &mut shell("echo one; echo two >&2; echo three"),
        Show::Never,
    );
    assert!(ended.ok);
    assert_eq!(ended.output, "one\ntwo\nthree\n");
}

#[cfg(unix)]
#[test]
fn the_exit_code_is_the_reason() {
    let ended = run(&mut shell("echo said; exit 3"), Show::Never);
    assert!(!ended.ok);
    assert!(ended.reason.contains("exit status: 3"), "{}", ended.reason);
    assert_eq!(ended.output, "said\n");
}

#[cfg(unix)]
#[test]
fn a_hang_is_ended() {
    let before = Instant::now();
    let ended = run_within(
        &mut shell("exec sleep 60"),
        Show::Never,
        Duration::from_millis(200),
    );
    assert!(!ended.ok);
    assert!(ended.reason.contains("without an end"), "{}", ended.reason);
    assert!(before.elapsed() < Duration::from_secs(10));
}

#[cfg(unix)]
#[test]
fn a_process_left_behind_does_not_hold_the_run() {
    let before = Instant::now();
    let ended = run(&mut shell("sleep 20 & echo done"), Show::Never);
    assert!(ended.ok);
    assert_eq!(ended.output, "done\n");
    assert!(before.elapsed() < Duration::from_secs(15));
}

#[test]
fn a_missing_program_is_a_reason_not_a_panic() {
    let ended = run(&mut Command::new("no-such-program-here"), Show::Never);
    assert!(!ended.ok);
    assert!(
        ended.reason.contains("could not be started"),
        "{}",
        ended.reason
    );
}

#[cfg(unix)]
#[test]
fn what_is_unhurried_runs_with_its_arguments_and_gives_way() {
    let mut command = unhurried("sh");
    command.args(["-c", "nice; echo $0", "named"]);
    let output = run(&mut command, Show::Never).into_output().unwrap();
    let mine = run(&mut Command::new("nice"), Show::Never)
        .into_output()
        .unwrap();
    let (niceness, rest) = output.split_once('\n').unwrap();
    let number = |text: &str| text.trim().parse::<i32>().unwrap();
    // There is no more than 19.
    assert_eq!(number(niceness), (number(&mine) + 10).min(19));
    assert_eq!(rest, "named\n");
}
