//! What an error needs to know of the request.

use super::reason::Service;
use crate::ids::is_guid;
use http::Method;
use url::Url;

/// The name of Resource Manager in messages.
pub(crate) const RESOURCE_MANAGER: &str = "Resource Manager";

/// What was requested, and from which service.
pub(crate) struct ErrorContext<'a> {
    /// The service, for messages.
    pub service: &'a str,
    pub url: &'a Url,
    pub method: &'a Method,
    /// The audience of the token; `None` is Resource Manager's.
    pub audience: Option<&'a str>,
    /// The object id of the identity, for commands that grant roles.
    pub principal: Option<&'a str>,
    /// Seconds since 1970.
    pub now: i64,
}

impl ErrorContext<'_> {
    /// The object id of the identity as commands need it.
    pub(super) fn principal(&self) -> &str {
        let known = self.principal.filter(|id| is_guid(id));
        known.unwrap_or("<principal id>")
    }

    /// Whether the request only reads.
    pub(super) fn reads(&self) -> bool {
        matches!(*self.method, Method::GET | Method::HEAD)
    }

    pub(super) fn kind(&self) -> Service {
        Service::of(self.url, self.audience, self.service == RESOURCE_MANAGER)
    }
}
