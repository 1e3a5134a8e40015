//! Managed-identity endpoints and Azure Resource Manager on loopback, with faults on demand.
//!
//! One [`Emulator`] serves the Instance Metadata Service and every other identity endpoint, and Resource Manager over https, all
//! described by one [`Scenario`]. Every answer follows what is known of the real service, down to the error bodies, because a test double that is
//! kinder than the real thing hides exactly the bugs that hurt on a server. Its tokens carry the claim `azmi_emulator: true` and
//! a signature that verifies nowhere.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use azmi_emulator::{Emulator, Endpoint, Fault, Options};
//!
//! let emulator = Emulator::start_in_thread(Options::default())?;
//! println!("{}", emulator.endpoints().imds);
//! emulator.set_faults(vec![Fault { status: Some(429), times: Some(1), ..Fault::at(Endpoint::Imds) }]);
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod arm;
mod behavior;
mod ca;
mod control;
mod counters;
mod emulator;
mod endpoints;
mod exchange;
mod fault;
mod guid;
mod hosts;
mod http;
mod imds;
mod open;
mod request_log;
mod rewrite;
mod scenario;
mod selection;
mod server;
mod service;
mod shared;
mod token;
mod world;

pub use behavior::Behavior;
pub use counters::Counters;
pub use emulator::{Emulator, Options, StartError};
pub use endpoints::{Endpoints, IdentityFacts, Source};
pub use fault::{Endpoint, Fault, FaultError};
pub use request_log::{Bearer, Outcome, RequestRecord};
pub use rewrite::Rewrite;
pub use scenario::{
    AppService, ArcAgent, Arm, AssignedIdentity, Automation, Challenge, CloudShell, Dates, Fleet,
    Hosts, Imds, MachineLearning, Resource, RoleAssignment, ScaleSet, Scenario, ScenarioError,
    ServiceFabric, Subscription, UserAssignedIdentity, VirtualMachine,
};
pub use token::unsigned_token;
