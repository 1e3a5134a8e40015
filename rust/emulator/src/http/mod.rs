//! What every endpoint reads and writes.

mod reply;
mod request;
mod time;

pub use reply::{Body, Reply};
pub use request::Request;
pub use time::{american_time, entra_time, padded_american_time};
