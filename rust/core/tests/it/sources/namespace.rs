//! A separate machine for a test: the test binary runs itself again in new namespaces, where it has its own network
//! and may mount, so that it can use the platforms' fixed addresses and folders and no packet leaves.

use std::process::Command;

/// The variable that is set in the inner process.
const SCENE: &str = "AZMI_TEST_SCENE";

/// Loopback, the metadata service's address, and an agent folder that other accounts can't write to.
const SETUP: &str = "ip link set lo up && ip address add 169.254.169.254/32 dev lo \
    && { [ -d /var/opt ] || mkdir /var/opt; } && mount -t tmpfs -o mode=755 none /var/opt && mkdir -p /var/opt/azcmagent/tokens";

/// Whether this is the inner process. In the outer one, runs the named test inside and returns `false`.
///
/// # Panics
/// If the test fails inside.
pub fn is_inside(test: &str) -> bool {
    if std::env::var_os(SCENE).is_some() {
        return true;
    }
    // An administrator stays an administrator; any other account becomes one in a user namespace, if that is allowed.
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
    let rights = allowed.expect("this account can create mount and network namespaces");
    let me = std::env::current_exe().expect("the test binary has a path");
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
