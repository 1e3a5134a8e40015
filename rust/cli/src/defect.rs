//! Handles a panic: reports its location and ends the program.
//!
//! `azmi` doesn't run inside another process, so unwinding has no benefit: the profile `program` builds without it, which saves a
//! seventh of the size. The panic's message is dropped on purpose, because it may quote sensitive data.

use crate::failure::Failure;
use azmi_core::{Code, Error};
use std::panic::{Location, set_hook};
use std::process::exit;

/// Reports a panic of any thread like other failures: with an id, a next step and an exit code.
pub fn end_in_order() {
    set_hook(Box::new(|panic| {
        let failure = failure(panic.location());
        failure.print();
        exit(failure.exit_code().into());
    }));
}

fn failure(place: Option<&Location<'_>>) -> Failure {
    let place = place.map_or_else(|| "unknown place".to_owned(), Location::to_string);
    let message = format!("A defect of azmi stopped it (version {}, at {place}).", azmi_core::VERSION);
    Failure::Core(
        Error::new(Code::Internal, message)
            .hint("Please report this with the version and place that the message names."),
    )
}

#[cfg(test)]
mod tests;
