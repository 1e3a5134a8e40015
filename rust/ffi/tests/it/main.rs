//! Tests of the C ABI, from Rust and from C.

mod c_smoke;
mod calls;
mod contract;
mod doctor;
mod failures;
mod header;
mod machines_and_requests;
mod secrets;
mod support;
mod threads;
