//! The data that the emulator serves: the scenario as written, the inventory built from it, and the faults.

pub mod faults;
pub mod inventory;
pub mod scenario;
mod scenario_file;
