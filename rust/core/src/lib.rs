//! Managed-identity tokens and Azure Resource Manager: all behaviour of the product.
//!
//! Start at [`Client`]. Everything the library must know of the process it runs in is passed in through
//! [`ClientOptions`]: it never reads the environment by itself. All waits happen inside a tokio runtime of the caller's
//! choice and are bounded by a [`Call`].
#![forbid(unsafe_code)]

pub mod arm;
mod audience;
mod blocking;
mod cache;
mod call;
mod claims;
mod client;
pub mod cloud;
mod credential;
mod digest;
pub mod doctor;
pub mod env;
pub mod error;
mod event;
mod http;
pub mod identity;
mod ids;
pub mod instance;
pub mod limits;
pub mod platform;
pub mod retry;
mod secret;
mod service_request;
pub mod source;
mod source_kind;
mod sync;
pub mod text_encoding;
pub mod time_text;
pub mod token;
mod trust;
mod url_text;

pub use arm::resource_graph::FleetQuery;
pub use arm::rest::RestRequest;
pub use arm::vm::{UserAssignedIdentity, VmIdentity, VmPrincipal, VmQuery};
pub use audience::Audience;
pub use call::{Call, EventSink};
pub use claims::Claims;
pub use client::{Client, ClientOptions, Connection, Fleet, RestAnswer};
pub use env::Env;
pub use error::{Code, Error, Result, Status};
pub use event::Event;
pub use identity::{Identity, IdentityType};
pub use source_kind::SourceKind;
pub use token::{Token, TokenAnswer, TokenRequest};

/// The version of the product.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
