//! What the machine says of itself: `/metadata/instance/compute` (`protocols.md`, 2.9). It holds no identity.

mod cell;
mod metadata;

pub use self::cell::InstanceCell;
pub(crate) use self::cell::{Look, Missing};
pub use self::metadata::{InstanceMetadata, read};
