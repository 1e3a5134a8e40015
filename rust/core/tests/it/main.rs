//! The tests of the whole client against the emulator and against servers of their own, a module for each source and rule.

mod concurrency;
mod doctor;
mod faults;
mod fleet;
mod imds_token;
mod instance_document;
mod link_local;
mod long_lists_under_fault;
mod malformed;
mod odd_machines;
mod operation;
mod operation_monitors;
mod properties;
mod refused_tokens;
mod repeated;
mod resource_manager;
mod rest;
mod rest_changes;
mod rest_lists;
mod source_app_service;
mod source_arc;
mod source_arc_attacks;
mod source_automation;
mod source_bystanders;
mod source_cloud_shell;
mod source_machine_learning;
#[cfg(target_os = "linux")]
mod source_requests;
mod source_rules;
mod source_service_fabric;
mod source_vm;
mod source_vm_extension;
mod sources;
mod support;
mod vm_identity;
mod vm_principal;
