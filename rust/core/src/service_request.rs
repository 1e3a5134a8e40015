//! A request to an https service, prepared and then sent until it is answered.

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

/// Headers about a body, a part of it, or a condition.
const OF_ONE_REQUEST: [HeaderName; 8] =
    [ACCEPT_ENCODING, CONTENT_TYPE, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE, RANGE];

/// A request before it gets a token.
#[derive(Clone)]
pub(crate) struct PreparedRequest {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Option<String>,
    /// The audience of its token; `None`: Resource Manager's.
    pub resource: Option<String>,
    /// Whether sending it twice does no more than sending it once.
    pub repeatable: bool,
    /// Whether a refusal is an answer too, and not an error.
    pub any_status: bool,
}

impl PreparedRequest {
    /// A GET with a token for Resource Manager.
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

    /// Whether that answer refuses it: it is neither a success nor the word that nothing has changed, where that was asked.
    pub fn is_refused_by(&self, answer: &Answer) -> bool {
        let has = |name| self.headers.contains_key(name);
        let is_unchanged = answer.status == 304 && (has(IF_NONE_MATCH) || has(IF_MODIFIED_SINCE));
        !answer.is_success() && !is_unchanged
    }

    /// A GET of what belongs to the same call and lies there: the next page, the state of an operation. It has the caller's
    /// headers, which gateways ask for on every request, but for those about a body or a condition.
    pub fn follow_up(&self, url: Url) -> Self {
        let mut headers = self.headers.clone();
        for own in OF_ONE_REQUEST {
            headers.remove(own);
        }
        Self { headers, resource: self.resource.clone(), ..Self::get(url) }
    }

    /// When it is sent again.
    pub fn rules(&self) -> RetryRules {
        if self.repeatable { RetryRules::ARM } else { RetryRules::ARM_ONCE }
    }
}

/// Sends a request, again after a wait where the rules say so. Every final status is an answer.
///
/// # Errors
/// What keeps it from being answered; `TimedOut`, `Cancelled`.
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
        // Boxed, because the future of a whole HTTPS exchange is large.
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
            // Only a connection that stood and broke: what could not be connected in 20 s will not be a second later.
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

/// What a request carries that nobody must repeat: the token, and what else of it is secret by its name.
fn secrets_of(request: &PreparedRequest, token: Option<&Token>) -> Secrets {
    let headers = request.headers.iter();
    let headers = headers.filter(|(name, _)| url_text::is_secret_name(name.as_str()));
    let headers = headers.map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let token = token.map(|token| token.secret().to_owned());
    let others = headers.chain(url_text::secret_values(&request.url));
    Secrets::of(token.into_iter().chain(others).map(Secret::new))
}

/// A body that could not be decoded must not pass for an empty one.
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

/// Whether the caller wants only a part of what is there. Storage has a header of its own for that.
fn asks_for_a_part(request: &PreparedRequest) -> bool {
    request.headers.contains_key(RANGE) || request.headers.contains_key("x-ms-range")
}

/// A part that nobody asked for, such as a cache may give, must not pass for the whole. Azure AI Search means something else
/// by the same status: that it found less than there may be. Its answer names no range.
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

/// What the call does, put into words only where it ends there.
struct WaitingFor<'a>(&'a Url);

impl fmt::Display for WaitingFor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "waiting for {}", url_text::shown(self.0))
    }
}

/// The method as events name it.
fn method_name(method: &Method) -> &'static str {
    const NAMES: [&str; 9] = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "MERGE", "COPY"];
    NAMES.into_iter().find(|name| *name == method.as_str()).unwrap_or("OTHER")
}
