//! What the tests of this crate share: an emulator, clients that point to it, and a collector of events.
#![allow(dead_code, reason = "each test file uses only part of it")]

pub mod rest;

use azmi_core::{Call, Client, ClientOptions, Code, Env, Error, Event, Identity, TokenRequest};
use azmi_emulator::{Emulator, Endpoint, Fault, Options, Scenario};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub const ARM: &str = "https://management.azure.com/";
pub const VAULT: &str = "https://vault.azure.net";

pub fn emulator() -> Emulator {
    Emulator::start_in_thread(Options::default()).expect("the emulator starts")
}

pub fn emulator_with(scenario: &str) -> Emulator {
    let scenario = Scenario::from_json(scenario).expect("the scenario is valid");
    Emulator::start_in_thread(Options { scenario, ..Options::default() }).expect("the emulator starts")
}

pub fn options(emulator: &Emulator) -> ClientOptions {
    ClientOptions { env: Env::from_pairs(emulator.endpoints().environment.clone()), ..ClientOptions::default() }
}

pub fn client(emulator: &Emulator) -> Client {
    Client::new(options(emulator)).expect("the options are valid")
}

pub fn client_as(emulator: &Emulator, identity: Identity) -> Client {
    Client::new(ClientOptions { identity, ..options(emulator) }).expect("the options are valid")
}

pub fn request(resource: &str) -> TokenRequest {
    TokenRequest { resource: Some(resource.to_owned()), ..TokenRequest::default() }
}

pub fn quick() -> Call {
    Call::new().with_timeout(Duration::from_secs(30))
}

pub fn fault(fault: Fault) -> Vec<Fault> {
    vec![fault]
}

pub fn imds() -> Fault {
    Fault::at(Endpoint::Imds)
}

pub fn arm() -> Fault {
    Fault::at(Endpoint::Arm)
}

/// Counts the requests whose path contains `part`.
pub fn count(emulator: &Emulator, part: &str) -> usize {
    emulator.requests().iter().filter(|r| r.path.contains(part)).count()
}

pub fn token_requests(emulator: &Emulator) -> usize {
    count(emulator, "/oauth2/token")
}

/// Collects the events of a call.
#[derive(Clone, Default)]
pub struct Ears(Arc<Mutex<Vec<Event>>>);

impl Ears {
    pub fn call(&self) -> Call {
        let heard = Arc::clone(&self.0);
        quick().with_events(Arc::new(move |event| heard.lock().expect("no panic").push(event)))
    }

    pub fn heard(&self) -> Vec<Event> {
        self.0.lock().expect("no panic").clone()
    }
}

pub fn code<T>(result: Result<T, Error>) -> Code {
    result.err().expect("a failure").code()
}
