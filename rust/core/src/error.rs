//! The error type: a stable id, a status, a message and a hint about the next step.
//!
//! A [`Code`] is the stable identifier (the PowerShell `ErrorId`); a [`Status`] is the broad category that crosses the
//! C ABI and determines exit codes and PowerShell error categories. Numbers and names are never reused.

mod code;
pub mod quote;

pub use code::{Code, Status};

use crate::source_kind::SourceKind;
use std::fmt;

/// The result type of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// An error with details for people and for programs. Never contains a token.
#[derive(Clone, Debug)]
#[must_use]
pub struct Error(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    code: Code,
    message: String,
    hint: Option<String>,
    http_status: Option<u16>,
    retryable: bool,
    service_code: Option<String>,
    request_id: Option<String>,
    correlation_id: Option<String>,
    source: Option<SourceKind>,
}

impl Error {
    /// Creates an error from its id and message.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            code,
            message: quote::guarded(message.into()),
            hint: None,
            http_status: None,
            retryable: false,
            service_code: None,
            request_id: None,
            correlation_id: None,
            source: None,
        }))
    }

    /// Sets the hint: what to check, or the command that fixes the problem.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(quote::guarded(hint.into()));
        self
    }

    /// Inserts a step before the hint.
    pub(crate) fn hint_first(self, step: &str) -> Self {
        let own = self.next_step().unwrap_or_default();
        let hint = format!("{step} {own}");
        self.hint(hint.trim_end())
    }

    /// Removes the secrets of an exchange, which the peer may have repeated, for example in a link.
    pub(crate) fn without(mut self, secrets: &quote::Secrets) -> Self {
        self.0.message = secrets.removed(self.0.message);
        self.0.hint = self.0.hint.map(|hint| secrets.removed(hint));
        self
    }

    /// Sets the HTTP status of the response, if there was one.
    pub fn with_http_status(mut self, status: impl Into<Option<u16>>) -> Self {
        self.0.http_status = status.into();
        self
    }

    /// Sets whether the same call may succeed later.
    pub fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    /// Sets the service's error code.
    pub fn with_service_code(mut self, code: Option<String>) -> Self {
        self.0.service_code = code.map(quote::guarded);
        self
    }

    /// Sets the service's id of the request.
    pub fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id.map(quote::guarded);
        self
    }

    /// Sets the id that correlates the request with the operations it started at the service.
    pub fn with_correlation_id(mut self, id: Option<String>) -> Self {
        self.0.correlation_id = id.map(quote::guarded);
        self
    }

    /// Copies the details of the response from another error: the HTTP status, the service's code and the ids.
    pub(crate) fn with_answer_of(mut self, other: &Self) -> Self {
        self.0.http_status = other.0.http_status;
        self.0.service_code.clone_from(&other.0.service_code);
        self.0.request_id.clone_from(&other.0.request_id);
        self.0.correlation_id.clone_from(&other.0.correlation_id);
        self
    }

    /// Sets the identity source of the request.
    pub fn with_source(mut self, source: impl Into<Option<SourceKind>>) -> Self {
        self.0.source = source.into();
        self
    }

    /// Prepends a sentence to the message, about what was being done.
    pub(crate) fn led_by(mut self, sentence: &str) -> Self {
        self.0.message = format!("{sentence} {}", self.0.message);
        self
    }

    /// Appends a sentence to the message.
    pub(crate) fn followed_by(mut self, sentence: &str) -> Self {
        self.0.message = format!("{} {sentence}", self.0.message);
        self
    }

    /// The stable id.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The category.
    #[must_use]
    pub fn status(&self) -> Status {
        self.0.code.status()
    }

    /// The message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The hint about the next step.
    #[must_use]
    pub fn next_step(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The HTTP status of the response, if there was one.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub fn retryable(&self) -> bool {
        self.0.retryable
    }

    /// The service's error code, if it returned one.
    #[must_use]
    pub fn service_code(&self) -> Option<&str> {
        self.0.service_code.as_deref()
    }

    /// The service's id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The id that correlates the request with the operations it started at the service.
    #[must_use]
    pub fn correlation_id(&self) -> Option<&str> {
        self.0.correlation_id.as_deref()
    }

    /// The identity source of the request.
    #[must_use]
    pub fn source_kind(&self) -> Option<SourceKind> {
        self.0.source
    }
}

/// The message, followed by what people search for and what support needs: `[<ErrorId>; <service's code>; request
/// <id>]`, without the parts that are unknown.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = &self.0;
        let id = details.code.id();
        write!(f, "{} [{id}", details.message.trim_end())?;
        // Don't repeat a code that equals the id.
        let code = details.service_code.as_deref().filter(|code| *code != id);
        if let Some(code) = code {
            write!(f, "; {code}")?;
        }
        if let Some(request) = details.request_id.as_deref().or(details.correlation_id.as_deref()) {
            write!(f, "; request {request}")?;
        }
        f.write_str("]")
    }
}

impl std::error::Error for Error {}
