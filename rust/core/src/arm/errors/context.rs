//! What a service was asked, as its errors need it.

use super::reason::Service;
use crate::ids::is_guid;
use http::Method;
use url::Url;

/// How messages call Resource Manager.
pub(crate) const RESOURCE_MANAGER: &str = "Resource Manager";

/// What was asked, and of whom.
pub(crate) struct ErrorContext<'a> {
    /// Who answered, for messages.
    pub service: &'a str,
    pub url: &'a Url,
    pub method: &'a Method,
    /// The audience of the token; `None`: Resource Manager's.
    pub audience: Option<&'a str>,
    /// Who asked, for the command that grants what is missing.
    pub principal: Option<&'a str>,
    /// Seconds since 1970.
    pub now: i64,
}

impl ErrorContext<'_> {
    /// Who asked, as it stands in a command.
    pub(super) fn principal(&self) -> &str {
        let known = self.principal.filter(|id| is_guid(id));
        known.unwrap_or("<principal id>")
    }

    /// Whether it was asked to read something.
    pub(super) fn reads(&self) -> bool {
        matches!(*self.method, Method::GET | Method::HEAD)
    }

    pub(super) fn kind(&self) -> Service {
        Service::of(self.url, self.audience, self.service == RESOURCE_MANAGER)
    }
}
