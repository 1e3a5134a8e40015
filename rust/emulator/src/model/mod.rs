//! What the emulator serves: the scenario as it was written, the inventory that comes from it, and the faults.

pub mod faults;
pub mod inventory;
pub mod scenario;
mod scenario_file;
