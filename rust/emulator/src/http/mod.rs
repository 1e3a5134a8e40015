//! The requests and responses of all endpoints.

mod reply;
mod request;

pub use reply::{Body, Reply};
pub use request::{Request, find};
