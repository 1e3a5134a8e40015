use super::*;
use crate::context::Context;

#[test]
fn nested_cargo_gets_no_package_variables_and_loopback_programs_get_no_proxies() {
    let mut command = Context::new(true).command("sh");
    command.args(["-c", "env"]).env("http_proxy", "http://proxy").env("HTTPS_PROXY", "http://proxy");
    let output = on_loopback(&mut command).output().unwrap();
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some() && output.contains("PATH="));
    for start in ["CARGO_PKG_", "CARGO_MANIFEST_", "LD_LIBRARY_PATH", "http_proxy", "HTTPS_PROXY"] {
        assert!(!output.lines().any(|line| line.starts_with(start)), "{start} in\n{output}");
    }
}

#[test]
fn a_program_that_does_not_end_is_stopped() {
    let start = Instant::now();
    let why = gather(Command::new("sleep").arg("60"), Duration::from_millis(100)).unwrap_err();
    assert!(why.starts_with("`sleep 60` was stopped"), "{why}");
    let mut both = Command::new("sh");
    both.args(["-c", "echo out; echo err >&2"]);
    let output = gather(both.stderr(Stdio::piped()), Duration::from_secs(30)).unwrap();
    assert_eq!((output.stdout, output.stderr), (b"out\n".to_vec(), b"err\n".to_vec()));
    assert!(start.elapsed() < Duration::from_secs(40));
}
