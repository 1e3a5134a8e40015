//! Prepares a request to an HTTPS service and sends it, with retries.

use crate::call::Call;
use crate::error::quote::Secrets;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::http::Answer;
use crate::http::service::{ServiceClient, ServiceRequest};
use crate::limits;
use crate::platform::Platform;
use crate::retry::{self, Again, Attempt, RetryRules};
use crate::secret::Secret;
use crate::token::Token;
use crate::url_text;
use http::header::{ACCEPT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use http::header::{IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE};
use http::{HeaderMap, HeaderName, Method};
use std::fmt;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// Headers that apply to a single request: to its body, a range or a condition.
const OF_ONE_REQUEST: [HeaderName; 8] =
    [ACCEPT_ENCODING, CONTENT_TYPE, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE, RANGE];

/// A request before it gets a token.
#[derive(Clone)]
pub(crate) struct PreparedRequest {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Option<String>,
    /// The audience of its token. `None` means Resource Manager.
    pub resource: Option<String>,
    /// Whether it is idempotent.
    pub repeatable: bool,
    /// Whether to return a response with an error status instead of an error.
    pub any_status: bool,
}

impl PreparedRequest {
    /// Creates a GET request with a token for Resource Manager.
    pub fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: None,
            resource: None,
            repeatable: true,
            any_status: false,
        }
    }

    /// Whether the response refuses the request: its status isn't 2xx, nor "not modified" for a conditional request.
    pub fn is_refused_by(&self, answer: &Answer) -> bool {
        let has = |name| self.headers.contains_key(name);
        let is_unchanged = answer.status == 304 && (has(IF_NONE_MATCH) || has(IF_MODIFIED_SINCE));
        !answer.is_success() && !is_unchanged
    }

    /// Creates a GET request for another URL of the same call, such as the next page or the state of an operation. It
    /// keeps the caller's headers, which gateways may require on every request, except those about a body, a range or a
    /// condition.
    pub fn follow_up(&self, url: Url) -> Self {
        let mut headers = self.headers.clone();
        for own in OF_ONE_REQUEST {
            headers.remove(own);
        }
        Self { headers, resource: self.resource.clone(), ..Self::get(url) }
    }

    /// The retry rules for this request.
    pub fn rules(&self) -> RetryRules {
        if self.repeatable { RetryRules::ARM } else { RetryRules::ARM_ONCE }
    }
}

/// Sends a request and retries it according to the rules. Returns the final response, whatever its status.
///
/// # Errors
/// If there is no response; `TimedOut`, `Cancelled`.
pub(crate) async fn send(
    rules: RetryRules,
    remote: &ServiceClient,
    platform: &dyn Platform,
    request: &PreparedRequest,
    token: Option<&Token>,
    call: &Call,
) -> Result<Answer> {
    let mut attempt =
        ServiceAttempt { rules, remote, platform, request, token, call, secrets: secrets_of(request, token) };
    retry::until_final(&mut attempt).await?
}

/// One request with all its tries.
struct ServiceAttempt<'a> {
    rules: RetryRules,
    remote: &'a ServiceClient,
    platform: &'a dyn Platform,
    request: &'a PreparedRequest,
    token: Option<&'a Token>,
    call: &'a Call,
    secrets: Secrets,
}

impl Attempt for ServiceAttempt<'_> {
    type Sent = Result<Answer>;

    async fn send(&mut self, _: u32) -> Self::Sent {
        let request = self.request;
        self.call.emit_with(|| Event::Request {
            method: method_name(&request.method),
            url: self.secrets.removed(url_text::loggable(&request.url)),
        });
        let sent = ServiceRequest {
            method: request.method.clone(),
            url: &request.url,
            token: self.token.map(Token::secret),
            headers: request.headers.clone(),
            body: request.body.clone(),
        };
        let start = Instant::now();
        // Boxed, because the future of an HTTPS exchange is large.
        let sent = Box::pin(self.remote.send(sent));
        let answer = self.call.run(&WaitingFor(&request.url), sent).await?;
        let answer = if request.headers.contains_key(ACCEPT_ENCODING) {
            answer.received_as_asked(self.secrets.clone())
        } else {
            answer.received(self.secrets.clone(), limits::ARM_BODY)
        };
        self.call.emit_with(|| Event::Response {
            http_status: answer.status,
            after: start.elapsed(),
            request_id: answer.request_id(),
        });
        if !answer.is_success() {
            return Ok(answer);
        }
        let answer = readable(answer, request)?;
        if answer.status == 206 && !asks_for_a_part(request) {
            whole_by_its_service(&answer, request)?;
            let text = format!("{} says that its answer is incomplete (206).", url_text::shown(&request.url));
            self.call.emit(Event::Warning { text });
        }
        Ok(answer)
    }

    async fn again(&self, sent: &Self::Sent, tried: u32, since_first: Duration) -> Option<Again> {
        let (http_status, asked, why) = match sent {
            Ok(answer) if answer.is_success() => return None,
            Ok(answer) => (
                Some(answer.status),
                retry::wait_asked_for(answer, self.platform.now()),
                "the service asked for a retry",
            ),
            // Only a connection that broke is retried: one that failed for 20 s won't succeed a second later.
            Err(error) if error.code() == Code::ConnectionDropped => (None, None, error.message()),
            Err(_) => return None,
        };
        let wait = self.rules.next_wait(http_status, tried, since_first, asked)?;
        self.call.has_time_for(wait).then(|| Again { wait, http_status, asked: asked.is_some(), why: why.to_owned() })
    }

    async fn wait(&self, again: Again, tried: u32) -> Result<()> {
        let wait = again.wait;
        self.call.emit(again.event(tried));
        self.call.sleep(WaitingFor(&self.request.url), wait).await
    }
}

/// The values in a request that must never be shown: the token, and headers and URL parameters with
/// secret names.
fn secrets_of(request: &PreparedRequest, token: Option<&Token>) -> Secrets {
    let headers = request.headers.iter();
    let headers = headers.filter(|(name, _)| url_text::is_secret_name(name.as_str()));
    let headers = headers.map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let token = token.map(|token| token.secret().to_owned());
    let others = headers.chain(url_text::secret_values(&request.url));
    Secrets::of(token.into_iter().chain(others).map(Secret::new))
}

/// Returns an error for a body that couldn't be decoded, so that it isn't mistaken for an empty one.
fn readable(answer: Answer, request: &PreparedRequest) -> Result<Answer> {
    let Some(coding) = &answer.unread else {
        return Ok(answer);
    };
    Err(Error::new(
        Code::BadResponse,
        format!("{} answered in the content coding '{coding}', which was not asked for and can't be read.", url_text::shown(&request.url)),
    )
    .hint("A proxy on the way may have put it on. Ask for that coding yourself (a header Accept-Encoding) to get the body as it comes.")
    .with_http_status(answer.status)
    .with_request_id(answer.request_id())
    .without(&answer.secrets))
}

/// Whether the caller asks for a part of the content. Storage has a separate header for that.
fn asks_for_a_part(request: &PreparedRequest) -> bool {
    request.headers.contains_key(RANGE) || request.headers.contains_key("x-ms-range")
}

/// Returns an error for partial content that the caller didn't ask for, such as a cache may return, so that it isn't
/// mistaken for the whole. Azure AI Search uses the same status for incomplete results, without a range.
fn whole_by_its_service(answer: &Answer, request: &PreparedRequest) -> Result<()> {
    let is_search = request.resource.as_deref().is_some_and(|resource| resource.starts_with("https://search.azure."));
    if is_search && !answer.headers.contains_key(CONTENT_RANGE) {
        return Ok(());
    }
    Err(Error::new(
        Code::BadResponse,
        format!("{} answered with only a part of what is there (206), which was not asked for.", url_text::shown(&request.url)),
    )
    .hint("A proxy or cache on the way may have cut the answer: check HTTPS_PROXY, and try again. A part can be asked for with a header Range.")
    .with_http_status(answer.status)
    .with_request_id(answer.request_id()))
}

/// Describes what the call is waiting for. The text is built only if the call ends there.
struct WaitingFor<'a>(&'a Url);

impl fmt::Display for WaitingFor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "waiting for {}", url_text::shown(self.0))
    }
}

/// The method's name for events.
fn method_name(method: &Method) -> &'static str {
    const NAMES: [&str; 9] = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "MERGE", "COPY"];
    NAMES.into_iter().find(|name| *name == method.as_str()).unwrap_or("OTHER")
}
