//! Starting and stopping.

use crate::support::{ARM, get, start, token};
use azmi_emulator::{Emulator, Options, Scenario, StartError};
use std::net::{SocketAddr, TcpListener, TcpStream};

#[test]
fn stopping_closes_everything_and_removes_the_root() {
    let emulator = start();
    let facts = emulator.endpoints().clone();
    assert!(facts.ca_file.exists());
    let address = facts.imds.strip_prefix("http://").expect("http").to_owned();
    let open = TcpStream::connect(&address).expect("connects");
    emulator.stop();
    drop(open);
    assert!(TcpStream::connect(&address).is_err());
    assert!(!facts.ca_file.exists());
}

#[test]
fn the_root_is_locked_but_readable_while_the_emulator_runs() {
    let emulator = start();
    let path = &emulator.endpoints().ca_file;
    let file = std::fs::File::open(path).expect("opens");
    assert!(file.try_lock().is_err(), "another emulator would take the root for a leftover");
    let pem = std::fs::read_to_string(path).expect("the root is readable");
    assert!(pem.contains("CERTIFICATE"), "{pem}");
}

#[test]
fn the_root_can_be_written_to_a_chosen_file_and_stays() {
    let folder = std::env::temp_dir().join(format!("azmi-emulator-test-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("root.pem");
    let emulator =
        Emulator::start_in_thread(Options { ca_file: Some(path.clone()), ..Options::default() }).expect("starts");
    assert_eq!(emulator.endpoints().ca_file, path);
    let pem = std::fs::read_to_string(&path).expect("a file");
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----") && !pem.contains("PRIVATE"), "{pem}");
    drop(emulator);
    assert!(path.exists());
    std::fs::remove_dir_all(&folder).expect("removed");
}

#[test]
fn only_loopback_unless_remote_is_allowed() {
    let everywhere: SocketAddr = "0.0.0.0:0".parse().expect("an address");
    let error = Emulator::start_in_thread(Options { imds: everywhere, ..Options::default() }).expect_err("refused");
    assert!(matches!(error, StartError::NotLoopback(_)));
    assert!(error.to_string().contains("0.0.0.0:0"), "{error}");
}

#[test]
fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address");
    let error = Emulator::start_in_thread(Options { imds: address, ..Options::default() }).expect_err("refused");
    assert!(error.to_string().starts_with(&format!("can't listen on {address}: ")), "{error}");
}

#[test]
fn a_scenario_built_in_code_is_checked_too() {
    let scenario = Scenario { this_vm: "nobody".to_owned(), ..Scenario::default() };
    let error = Emulator::start_in_thread(Options { scenario, ..Options::default() }).expect_err("refused");
    assert_eq!(error.to_string(), "thisVm: no virtual machine is called 'nobody'");
}

#[tokio::test(start_paused = true)]
async fn it_runs_independently_of_a_blocked_runtime() {
    let emulator = Emulator::start(Options::default()).await.expect("starts");
    // Blocks the only thread of this runtime, whose clock is paused. That must not affect the emulator.
    assert_eq!(token(&emulator, ARM, "").split('.').count(), 3);
    assert_eq!(get(&emulator, "/metadata/versions").status, 200);
}

#[test]
fn two_run_side_by_side() {
    let (one, other) = (start(), start());
    assert_ne!(one.endpoints().imds, other.endpoints().imds);
    token(&one, ARM, "");
    assert_eq!((one.requests().len(), other.requests().len()), (1, 0));
}
