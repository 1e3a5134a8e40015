//! The subscriptions in which a name was searched for. One that can't be searched is reported, and the search continues.

use crate::arm::client::ArmClient;
use crate::error::{Code, Error, Result, Status};
use crate::event::Event;

/// The subscriptions that were searched, and those that couldn't be, with the errors.
#[derive(Default)]
pub(super) struct SearchedSubscriptions {
    pub searched: Vec<String>,
    skipped: Vec<(String, Error)>,
}

impl SearchedSubscriptions {
    /// Unwraps the result of a subscription. If it couldn't be searched, warns and returns the default.
    ///
    /// # Errors
    /// Errors that aren't about the subscription itself end the search.
    pub fn note<T: Default>(&mut self, arm: &ArmClient<'_>, subscription: &str, answered: Result<T>) -> Result<T> {
        match answered {
            Err(error) if is_about_subscription(&error) => {
                let text = format!("The subscription {subscription} could not be searched. {error}");
                arm.call.emit(Event::Warning { text });
                self.skipped.push((subscription.to_owned(), error));
                Ok(T::default())
            }
            other => {
                self.searched.push(subscription.to_owned());
                other
            }
        }
    }

    /// The error that the name wasn't found, with the subscriptions in which it may exist.
    pub fn explain(mut self, not_found: Error) -> Error {
        if self.skipped.is_empty() {
            return not_found;
        }
        let ids: Vec<_> = self.skipped.iter().map(|(id, error)| format!("{id} ({})", error.code().id())).collect();
        let missing = format!("These subscriptions could not be searched: {}.", ids.join(", "));
        // Where the identity has no access there is no machine for it. Where a service failed, the name may exist.
        let failed = self.skipped.iter().position(|(_, error)| !refuses(error));
        let (_, first) = self.skipped.swap_remove(failed.unwrap_or(0));
        if self.searched.is_empty() {
            return first.led_by(&missing);
        }
        if failed.is_some() {
            return first.led_by(&format!("{} {missing} It may be there.", not_found.message()));
        }
        let hint = first.next_step().unwrap_or_default();
        let own = not_found.next_step().unwrap_or_default();
        let hint = format!("{own}\n{hint}");
        not_found
            .followed_by(&missing)
            .hint(hint)
            .with_service_code(first.service_code().map(str::to_owned))
            .with_request_id(first.request_id().map(str::to_owned))
            .with_correlation_id(first.correlation_id().map(str::to_owned))
    }
}

/// Whether an error is about this subscription only, so that others may be searchable.
pub(super) fn is_about_subscription(error: &Error) -> bool {
    refuses(error) || matches!(error.status(), Status::Throttled | Status::ServiceError | Status::BadResponse)
}

fn refuses(error: &Error) -> bool {
    matches!(error.status(), Status::Forbidden | Status::NotFound | Status::Conflict)
        || error.code() == Code::WrongTenant
}
