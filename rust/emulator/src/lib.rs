//! Managed-identity endpoints and Azure Resource Manager on loopback, with faults on demand.
//!
//! One [`Emulator`] serves the Instance Metadata Service and every other identity endpoint, and Resource Manager over https, all
//! described by one [`Scenario`]. Every response follows the known behavior of the real service, including the error bodies, because a
//! test double that is more lenient than the real service hides the bugs that matter in production. Its tokens have the claim
//! `azmi_emulator: true` and a signature that is never valid.
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
mod context;
mod digest;
mod emulator;
mod endpoint;
mod guid;
mod http;
mod identity;
mod json;
mod model;
mod options;
mod server;
mod service;
mod start_error;
mod sync;
mod time;
mod token;

pub use context::{Bearer, Counters, Endpoints, IdentityFacts, Outcome, RequestRecord, Source};
pub use emulator::Emulator;
pub use endpoint::Endpoint;
pub use model::faults::{Behavior, Fault, FaultError, Rewrite};
pub use model::scenario::{
    AppService, ArcAgent, Arm, AssignedIdentity, Automation, Challenge, CloudShell, Dates, Fleet, Hosts, Imds,
    MachineLearning, Resource, RoleAssignment, ScaleSet, Scenario, ScenarioError, ServiceFabric, Subscription,
    UserAssignedIdentity, VirtualMachine,
};
pub use options::Options;
pub use start_error::StartError;
pub use token::unsigned_token;
