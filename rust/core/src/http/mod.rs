//! The two HTTP clients: [`endpoint`] for identity endpoints, [`service`] for Resource Manager and other https services.

mod answer;
mod cause;
pub mod endpoint;
pub mod proxy;
mod resolve;
mod roots;
pub mod service;
pub mod tls;

pub use answer::Answer;
pub(crate) use answer::REQUEST_IDS;
