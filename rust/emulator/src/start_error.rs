//! Why an emulator didn't start.

use crate::model::scenario::ScenarioError;
use std::fmt;
use std::io;
use std::net::SocketAddr;

/// Why an emulator didn't start.
#[derive(Debug)]
pub enum StartError {
    /// An address isn't loopback, and [`Options::allow_remote`] isn't set.
    NotLoopback(SocketAddr),
    /// The emulator can't listen on an address.
    Listen(SocketAddr, io::Error),
    /// The scenario is invalid.
    Scenario(ScenarioError),
    /// The test certificates couldn't be created.
    Certificate(Box<dyn std::error::Error + Send + Sync>),
    /// The root certificate couldn't be written.
    CaFile(io::Error),
    /// The emulator's thread couldn't run.
    Thread(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback(address) => {
                write!(
                    f,
                    "{address} isn't a loopback address: an emulator that the network can reach must be allowed explicitly"
                )
            }
            Self::Listen(address, error) => write!(f, "can't listen on {address}: {error}"),
            Self::Scenario(error) => error.fmt(f),
            Self::Certificate(error) => write!(f, "can't make the test certificates: {error}"),
            Self::CaFile(error) => write!(f, "can't write the root certificate: {error}"),
            Self::Thread(error) => write!(f, "the emulator's thread can't run: {error}"),
        }
    }
}

impl std::error::Error for StartError {}
