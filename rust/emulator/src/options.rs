//! The options of an emulator.

use crate::context::RequestRecord;
use crate::endpoint::Endpoint;
use crate::model::scenario::Scenario;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// The options of an emulator. More members may be added, so fill the rest with `..Options::default()`.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the Instance Metadata Service listens. Port 0 selects a free port.
    pub imds: SocketAddr,
    /// Where Resource Manager listens. Port 0 selects a free port. With 127.0.0.1, it also listens on `::1`, so that clients reach
    /// `localhost` at the first try, whichever address they use.
    pub arm: SocketAddr,
    /// Where the other identity endpoints listen. Endpoints without an entry use a free port of 127.0.0.1. The VM extension's usual
    /// port is 50342, the Arc agent's 40342.
    pub listen: BTreeMap<Endpoint, SocketAddr>,
    /// The scenario to serve.
    pub scenario: Scenario,
    /// Where to write the root certificate. Absent: a temporary file that is removed when the emulator stops.
    pub ca_file: Option<PathBuf>,
    /// Whether the emulator can listen on addresses other than loopback, and accepts control requests with other host names.
    pub allow_remote: bool,
    /// A function to call with each request once it has been answered.
    pub on_request: Option<fn(&RequestRecord)>,
}

impl Default for Options {
    fn default() -> Self {
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            imds: any_port,
            arm: any_port,
            listen: BTreeMap::new(),
            scenario: Scenario::default(),
            ca_file: None,
            allow_remote: false,
            on_request: None,
        }
    }
}
