//! Tests of the emulator over its sockets, with a module for each endpoint and rule.

mod app_service;
mod arc;
mod arm_identities;
mod arm_lists;
mod arm_metadata;
mod arm_refusals;
mod arm_resources;
mod automation;
mod azure_cli;
mod cloud_shell;
mod control;
mod faults;
mod imds_instance;
mod imds_token;
mod lifecycle;
mod machine_learning;
mod scenario;
mod service_fabric;
mod support;
mod vm_extension;
