//! A network of the bench's own: this program runs itself again in a namespace, where 169.254.169.254 can be an emulator and no
//! packet leaves the machine.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Loopback, the address of the metadata service, and one that swallows every packet.
const SETUP: &str = "ip link set lo up && ip address add 169.254.169.254/32 dev lo \
    && ip link add swallow type veth peer name swallowed && ip link set swallow up && ip link set swallowed up \
    && ip address add 192.168.254.2/24 dev swallow && ip neigh add 192.168.254.1 lladdr 02:00:00:00:00:01 dev swallow";
/// Says which of both this program is.
const INSIDE: &str = "AZMI_BENCH_INSIDE";

/// Whether this program is the one in the namespace.
pub fn is_inside() -> bool {
    env::var_os(INSIDE).is_some()
}

/// Runs this program in a namespace; `false` where this account may make none.
pub fn run(folder: &Path, quick: bool) -> Result<bool, String> {
    let script = format!("{SETUP} && exec \"$@\"");
    let unshare = |rights: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(rights).args(["--net", "sh", "-ec", &script, "sh"]);
        command
    };
    // An administrator stays one; anybody else becomes one in a user namespace, where that is allowed.
    let rights: [&[&str]; 2] = [&[], &["--map-root-user"]];
    let allowed = |rights: &&&[&str]| unshare(rights).arg("true").output().is_ok_and(|done| done.status.success());
    let Some(rights) = rights.iter().find(allowed) else {
        return Ok(false);
    };
    // A copy: cargo may have built this program anew since it was started, and then its file is no longer there.
    let me = folder.join("measure");
    fs::copy("/proc/self/exe", &me).map_err(|error| format!("{}: {error}", me.display()))?;
    let mut command = unshare(rights);
    // cargo sets the last one, and then every program that is measured looks for its libraries in a dozen folders first.
    command.arg(me).args(quick.then_some("--quick")).env(INSIDE, "1").env_remove("LD_LIBRARY_PATH");
    crate::setup::run(&mut command).map(|()| true)
}
