//! How to start an emulator.

use crate::context::RequestRecord;
use crate::endpoint::Endpoint;
use crate::model::scenario::Scenario;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// How to start an emulator. More members may come: fill the rest with `..Options::default()`.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the Instance Metadata Service listens; port 0 takes a free one.
    pub imds: SocketAddr,
    /// Where Resource Manager listens; port 0 takes a free one. On 127.0.0.1 it listens on `::1` too, so that `localhost` is
    /// found at the first try, whichever of the two a client uses.
    pub arm: SocketAddr,
    /// Where the other identity endpoints listen; those not named take a free port of 127.0.0.1. The VM extension's own port is
    /// 50342, the Arc agent's 40342.
    pub listen: BTreeMap<Endpoint, SocketAddr>,
    /// The scenario to serve.
    pub scenario: Scenario,
    /// Where to write the root certificate; absent: a temporary file that is removed on stopping.
    pub ca_file: Option<PathBuf>,
    /// Whether addresses other than loopback may be listened on, and control requests under other host names be obeyed.
    pub allow_remote: bool,
    /// Is called with each request once it has been answered.
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
