//! What every endpoint reads and writes.

mod reply;
mod request;

pub use reply::{Body, Reply};
pub use request::{Request, find};
