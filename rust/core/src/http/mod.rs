//! The two HTTP clients: [`local`] for identity endpoints, [`remote`] for Resource Manager and other https services.

mod address;
mod answer;
mod exchange;
pub mod local;
mod origin;
pub mod proxy;
pub mod remote;
pub mod tls;
mod tunnel;

pub use answer::Answer;
