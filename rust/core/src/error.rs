//! Every failure a user can meet: its stable id, its status, its words and the next step.
//!
//! A [`Code`] is the stable identifier (the PowerShell `ErrorId`); a [`Status`] is the coarse family that crosses the C ABI
//! and decides exit codes and error categories. Numbers and names are never reused.

mod code;
pub mod quote;

pub use code::{Code, Status};

use crate::source_kind::SourceKind;
use std::fmt;

/// Shorthand for a result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// A failure, with what a person and a program need to know of it. Never holds a token.
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
    /// A failure with its id and its own words.
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

    /// Adds the next step: what to check, or the command that fixes it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(quote::guarded(hint.into()));
        self
    }

    /// Puts a step in front of the next one.
    pub(crate) fn hint_first(self, step: &str) -> Self {
        let own = self.next_step().unwrap_or_default();
        let hint = format!("{step} {own}");
        self.hint(hint.trim_end())
    }

    /// Removes what an exchange's peer may have put into the words, in a link for example.
    pub(crate) fn without(mut self, secrets: &quote::Secrets) -> Self {
        self.0.message = secrets.removed(self.0.message);
        self.0.hint = self.0.hint.map(|hint| secrets.removed(hint));
        self
    }

    /// Adds the HTTP status that was answered, if one was.
    pub fn with_http_status(mut self, status: impl Into<Option<u16>>) -> Self {
        self.0.http_status = status.into();
        self
    }

    /// Says that the same call may succeed later.
    pub fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    /// Adds the service's own code.
    pub fn with_service_code(mut self, code: Option<String>) -> Self {
        self.0.service_code = code.map(quote::guarded);
        self
    }

    /// Adds the id under which the service knows the request.
    pub fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id.map(quote::guarded);
        self
    }

    /// Adds the id that ties the request to what it set off at the service.
    pub fn with_correlation_id(mut self, id: Option<String>) -> Self {
        self.0.correlation_id = id.map(quote::guarded);
        self
    }

    /// Takes over what another failure says of the answer that it is made of: its status, the service's code and ids.
    pub(crate) fn with_answer_of(mut self, other: &Self) -> Self {
        self.0.http_status = other.0.http_status;
        self.0.service_code.clone_from(&other.0.service_code);
        self.0.request_id.clone_from(&other.0.request_id);
        self.0.correlation_id.clone_from(&other.0.correlation_id);
        self
    }

    /// Adds the identity source that was asked.
    pub fn with_source(mut self, source: impl Into<Option<SourceKind>>) -> Self {
        self.0.source = source.into();
        self
    }

    /// Puts a sentence in front of the message: what was being done.
    pub(crate) fn led_by(mut self, sentence: &str) -> Self {
        self.0.message = format!("{sentence} {}", self.0.message);
        self
    }

    /// Puts a sentence behind the message: what else is known.
    pub(crate) fn followed_by(mut self, sentence: &str) -> Self {
        self.0.message = format!("{} {sentence}", self.0.message);
        self
    }

    /// The stable id.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The family.
    #[must_use]
    pub fn status(&self) -> Status {
        self.0.code.status()
    }

    /// What happened.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do next.
    #[must_use]
    pub fn next_step(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The HTTP status answered, if one was.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub fn retryable(&self) -> bool {
        self.0.retryable
    }

    /// The service's own code, if it gave one.
    #[must_use]
    pub fn service_code(&self) -> Option<&str> {
        self.0.service_code.as_deref()
    }

    /// The id under which the service knows the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The id that ties the request to what it set off at the service.
    #[must_use]
    pub fn correlation_id(&self) -> Option<&str> {
        self.0.correlation_id.as_deref()
    }

    /// The identity source that was asked.
    #[must_use]
    pub fn source_kind(&self) -> Option<SourceKind> {
        self.0.source
    }
}

/// The message, and behind it what people search for and support asks for:
/// `[<ErrorId>; <service's code>; request <id>]`, the parts that there are.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = &self.0;
        let id = details.code.id();
        write!(f, "{} [{id}", details.message.trim_end())?;
        // A service's code that is the id says nothing new.
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
