//! The identity endpoints, one service each.

mod app_service;
mod arc;
mod arc_keys;
mod automation;
mod cloud_shell;
mod imds;
mod machine_learning;
mod selection;
mod service_fabric;
mod vm_extension;

pub use app_service::AppService;
pub use arc::ArcAgent;
pub use automation::Automation;
pub use cloud_shell::CloudShell;
pub use imds::InstanceMetadata;
pub use machine_learning::MachineLearning;
pub use service_fabric::ServiceFabric;
pub use vm_extension::VmExtension;
