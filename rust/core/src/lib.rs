//! Managed-identity tokens and Azure Resource Manager: the logic behind the module, the C ABI and the command line.
//!
//! Start with [`Client`]. The library never reads the environment itself; the caller passes it in [`ClientOptions`].
//! All waits happen on the caller's tokio runtime and are bounded by a [`Call`].
#![forbid(unsafe_code)]

mod arm;
mod audience;
mod blocking;
mod cache;
mod call;
mod claims;
mod client;
mod client_options;
mod cloud;
mod credential;
mod digest;
pub mod doctor;
mod env;
mod error;
mod event;
mod http;
mod identity;
mod ids;
mod instance;
pub mod limits;
mod platform;
mod retry;
mod secret;
mod service_request;
mod source;
mod source_kind;
mod sync;
mod text_encoding;
mod time_text;
mod token;
mod trust;
mod url_text;

pub use arm::resource_graph::FleetQuery;
pub use arm::rest::RestRequest;
pub use arm::vm::{UserAssignedIdentity, VmIdentity, VmPrincipal, VmQuery};
pub use audience::Audience;
pub use call::{Call, EventSink};
pub use claims::Claims;
pub use client::{Client, Connection, Fleet, RestAnswer};
pub use client_options::ClientOptions;
pub use env::{Env, VARIABLES, Variable};
pub use error::{Code, Error, Result, Status};
pub use event::Event;
pub use identity::{Identity, IdentityType};
pub use platform::{Platform, ReadError, SystemProxy, ThisMachine};
pub use source_kind::SourceKind;
pub use text_encoding::{NoText, decode as decode_text};
pub use token::{Token, TokenAnswer, TokenRequest};

/// Parsers of untrusted input, exported for the fuzz targets and the property tests. They may change in any version.
#[doc(hidden)]
pub mod readers {
    pub use crate::arm::challenge;
    pub use crate::cloud::from_metadata as cloud;
    pub use crate::error::quote::{Secrets, is_visible};
    pub use crate::identity::{EchoedIds, IdentityMatch};
    pub use crate::instance::read as instance;
    pub use crate::retry::{RetryRules, retry_after};
    pub use crate::source::refusal::Refusal;
    pub use crate::time_text::parse as time;
    pub use crate::token::{Asked, read_answer};
}

/// The version of the product.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
