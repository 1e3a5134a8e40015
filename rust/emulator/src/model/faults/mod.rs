//! Faults on demand: which requests fail, how, and how often.

mod behavior;
mod fault;
mod plan;
mod rewrite;

pub use behavior::Behavior;
pub use fault::{Fault, FaultError};
pub use plan::FaultPlan;
pub use rewrite::Rewrite;
