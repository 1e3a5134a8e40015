//! `169.254.169.254` itself, in a network namespace that the test creates: no packet leaves the machine.
//!
//! The test runs its own binary again inside `unshare --net`, with a variable that names the scene. Without the right to
//! create a namespace, it fails with a message.

#[cfg(target_os = "linux")]
mod linux {
    use crate::support::{ARM, code, quick, request};
    use azmi_core::{Client, ClientOptions, Code};
    use std::process::Command;
    use std::time::{Duration, Instant};

    const SCENE: &str = "AZMI_TEST_SCENE";

    /// Runs this test again in its own namespace, after running `setup` there.
    fn in_namespace(test: &str, scene: &str, setup: &str) {
        let may =
            Command::new("unshare").args(["--map-root-user", "--net", "true"]).status().is_ok_and(|s| s.success());
        assert!(may, "this account can't create network namespaces");
        let me = std::env::current_exe().expect("the test binary has a path");
        let script = format!("{setup} && exec \"$0\" --exact --nocapture --include-ignored {test}");
        let status = Command::new("unshare")
            .args(["--map-root-user", "--net", "sh", "-ec", &script])
            .arg(me)
            .env(SCENE, scene)
            .status()
            .expect("unshare runs");
        assert!(status.success(), "{scene}");
    }

    fn scene() -> Option<String> {
        std::env::var(SCENE).ok()
    }

    /// The shortest of several attempts, because a busy machine can make one of them slow.
    fn ask_at_best() -> (Code, Duration) {
        (0..5).map(|_| ask()).min_by_key(|(_, took)| *took).expect("there are attempts")
    }

    fn ask() -> (Code, Duration) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let begin = Instant::now();
        let client = Client::new(ClientOptions::default()).expect("no options, no errors");
        (runtime.block_on(async { code(client.token(&request(ARM), &quick()).await) }), begin.elapsed())
    }

    #[test]
    #[ignore = "needs namespaces: cargo xtask test --only rust/namespaces"]
    fn no_route_is_reported_at_once() {
        if scene().is_none() {
            in_namespace("link_local::linux::no_route_is_reported_at_once", "no route", "true");
            return;
        }
        let (code, took) = ask_at_best();
        assert_eq!(code, Code::NoIdentityEndpoint);
        assert!(took < Duration::from_millis(500), "{took:?}");
    }

    #[test]
    #[ignore = "needs namespaces: cargo xtask test --only rust/namespaces"]
    fn a_refused_connection_is_reported_at_once() {
        if scene().is_none() {
            in_namespace(
                "link_local::linux::a_refused_connection_is_reported_at_once",
                "refused",
                "ip link set lo up && ip address add 169.254.169.254/32 dev lo",
            );
            return;
        }
        let (code, took) = ask_at_best();
        assert_eq!(code, Code::NoIdentityEndpoint);
        assert!(took < Duration::from_millis(500), "{took:?}");
    }

    #[test]
    #[ignore = "needs namespaces: cargo xtask test --only rust/namespaces"]
    fn dropped_packets_are_reported_in_about_a_second() {
        if scene().is_none() {
            // A network interface whose other end is never read: packets go out and nothing comes back.
            let setup = "ip link add azmi0 type veth peer name azmi1 && ip link set azmi0 up && ip link set azmi1 up && ip address add 169.254.0.1/16 dev azmi0 && ip neigh add 169.254.169.254 lladdr 02:00:00:00:00:01 dev azmi0";
            in_namespace("link_local::linux::dropped_packets_are_reported_in_about_a_second", "dropped", setup);
            return;
        }
        let (code, took) = ask();
        assert_eq!(code, Code::NoIdentityEndpoint);
        assert!(took > Duration::from_millis(900) && took < Duration::from_secs(10), "{took:?}");
    }

    #[test]
    #[ignore = "needs namespaces: cargo xtask test --only rust/namespaces"]
    fn the_real_address_works() {
        if scene().is_none() {
            in_namespace(
                "link_local::linux::the_real_address_works",
                "answering",
                "ip link set lo up && ip address add 169.254.169.254/32 dev lo",
            );
            return;
        }
        let imds = "169.254.169.254:80".parse().expect("an address");
        let options = azmi_emulator::Options { imds, allow_remote: true, ..azmi_emulator::Options::default() };
        let emulator = azmi_emulator::Emulator::start_in_thread(options).expect("the emulator starts");
        let client = Client::new(ClientOptions::default()).expect("no options, no errors");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let connection = runtime.block_on(client.connect(&quick())).expect("the metadata service responds");
        assert_eq!(connection.endpoint, "http://169.254.169.254/metadata/identity/oauth2/token");
        assert_eq!(
            (connection.environment.as_str(), connection.principal_id),
            ("AzureCloud", emulator.endpoints().system_assigned.clone().map(|s| s.principal_id))
        );
    }
}
