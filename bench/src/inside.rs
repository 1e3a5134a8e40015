//! Runs this program again in a network namespace, where 169.254.169.254 can be an emulator and no packet leaves the
//! machine.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Sets up loopback, the address of the metadata service, and an address that drops every packet.
const SETUP: &str = "ip link set lo up && ip address add 169.254.169.254/32 dev lo \
    && ip link add swallow type veth peer name swallowed && ip link set swallow up && ip link set swallowed up \
    && ip address add 192.168.254.2/24 dev swallow && ip neigh add 192.168.254.1 lladdr 02:00:00:00:00:01 dev swallow";
/// Set for the program in the namespace.
const INSIDE: &str = "AZMI_BENCH_INSIDE";

/// Whether this program runs in the namespace.
pub fn is_inside() -> bool {
    env::var_os(INSIDE).is_some()
}

/// Runs this program in a namespace; `false` if this account can't create one.
pub fn run(folder: &Path, quick: bool) -> Result<bool, String> {
    let script = format!("{SETUP} && exec \"$@\"");
    let unshare = |rights: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(rights).args(["--net", "sh", "-ec", &script, "sh"]);
        command
    };
    // Root needs no further rights; other accounts become root in a user namespace, where that's allowed.
    let rights: [&[&str]; 2] = [&[], &["--map-root-user"]];
    let allowed = |rights: &&&[&str]| unshare(rights).arg("true").output().is_ok_and(|done| done.status.success());
    let Some(rights) = rights.iter().find(allowed) else {
        return Ok(false);
    };
    // A copy, because cargo may have rebuilt this program since it started, and its file would be gone.
    let me = folder.join("measure");
    fs::copy("/proc/self/exe", &me).map_err(|error| format!("{}: {error}", me.display()))?;
    let mut command = unshare(rights);
    // With cargo's LD_LIBRARY_PATH, every measured program would search a dozen folders for its libraries first.
    command.arg(me).args(quick.then_some("--quick")).env(INSIDE, "1").env_remove("LD_LIBRARY_PATH");
    crate::setup::run(&mut command).map(|()| true)
}
