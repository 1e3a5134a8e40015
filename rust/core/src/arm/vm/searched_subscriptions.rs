//! Where a name was searched. A subscription that can't be searched is reported, and no end of the search.

use crate::arm::client::ArmClient;
use crate::error::{Code, Error, Result, Status};
use crate::event::Event;

/// The subscriptions that were searched, and those that could not be, with why.
#[derive(Default)]
pub(super) struct SearchedSubscriptions {
    pub searched: Vec<String>,
    skipped: Vec<(String, Error)>,
}

impl SearchedSubscriptions {
    /// What a subscription answered; nothing, with a warning, where it could not be searched.
    ///
    /// # Errors
    /// What ends the search: anything that says nothing of the subscription itself.
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

    /// The failure that the name was not found, with why it may be there nevertheless.
    pub fn explain(mut self, not_found: Error) -> Error {
        if self.skipped.is_empty() {
            return not_found;
        }
        let ids: Vec<_> = self.skipped.iter().map(|(id, error)| format!("{id} ({})", error.code().id())).collect();
        let missing = format!("These subscriptions could not be searched: {}.", ids.join(", "));
        // What the identity may not see is no machine of its own, but where a service failed, the name may well be.
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

/// Whether the subscription itself is what can't be searched: other subscriptions may well be.
pub(super) fn is_about_subscription(error: &Error) -> bool {
    refuses(error) || matches!(error.status(), Status::Throttled | Status::ServiceError | Status::BadResponse)
}

fn refuses(error: &Error) -> bool {
    matches!(error.status(), Status::Forbidden | Status::NotFound | Status::Conflict)
        || error.code() == Code::WrongTenant
}
