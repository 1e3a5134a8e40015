//! A defect of this program: reported by its place, and the end of everything.
//!
//! Nothing of `azmi` runs in a host's process, so nothing is gained by unwinding: the profile `program` builds without it, which is
//! a seventh of the size. The panic's message is dropped on purpose, as it may quote data that was being handled.

use crate::failure::Failure;
use azmi_core::{Code, Error};
use std::panic::{Location, set_hook};
use std::process::exit;

/// Makes every panic, of any thread, a failure like others: an id, a next step, an exit code.
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
