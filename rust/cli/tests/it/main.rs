//! Tests of `azmi` as a process.

mod answers;
mod doctor;
mod documents;
mod emulate;
mod exit_codes;
mod machines_and_requests;
mod pipes;
mod shell_files;
mod support;
