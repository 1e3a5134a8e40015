//! A machine of its own for a test: the test's program runs itself again in new namespaces, where it has a network of its own
//! and may mount, so that the fixed addresses and folders of the platforms can be used and no packet leaves.

use std::process::Command;

/// What names the scene that the program is to play.
const SCENE: &str = "AZMI_TEST_SCENE";

/// Loopback, the metadata service's address, and an agent's folder that other accounts can't write.
const SETUP: &str = "ip link set lo up && ip address add 169.254.169.254/32 dev lo \
    && { [ -d /var/opt ] || mkdir /var/opt; } && mount -t tmpfs -o mode=755 none /var/opt && mkdir -p /var/opt/azcmagent/tokens";

/// Whether this is the program inside; outside, runs the test of that name inside and returns `false`.
///
/// # Panics
/// When the test fails inside.
pub fn is_inside(test: &str) -> bool {
    if std::env::var_os(SCENE).is_some() {
        return true;
    }
    // An administrator stays one; anybody else becomes one in a user namespace, where that is allowed.
    let flags = ["--mount", "--net"];
    let rights: &[&[&str]] = &[&[], &["--map-root-user"]];
    let allowed = rights.iter().find(|rights| {
        Command::new("unshare")
            .args(**rights)
            .args(flags)
            .args(["sh", "-ec", SETUP])
            .output()
            .is_ok_and(|done| done.status.success())
    });
    let rights = allowed.expect("namespaces of mounts and networks, which this account may not make");
    let me = std::env::current_exe().expect("this test has a path");
    let script = format!("{SETUP} && exec \"$0\" --exact --nocapture --include-ignored {test}");
    let done = Command::new("unshare")
        .args(*rights)
        .args(flags)
        .args(["sh", "-ec", &script])
        .arg(me)
        .env(SCENE, "inside")
        .output()
        .expect("unshare runs");
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success() && out.contains("1 passed"), "{out}\n{err}");
    let message = out.lines().filter(|line| line.starts_with("left out: "));
    message.for_each(|line| println!("{line}"));
    false
}
