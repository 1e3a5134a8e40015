//! Listeners, connections and requests, up to the services.

mod ca;
mod connection;
mod control;
mod exchange;
mod listeners;
mod request_scope;
mod services;
mod startup;

pub use startup::start;
