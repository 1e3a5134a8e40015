//! Calls to Resource Manager with a token of the identity: retries, paging, and the rules of trust.

use super::{challenge, failure};
use crate::call::Call;
use crate::client::Client;
use crate::cloud::{self, Cloud};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::http::Answer;
use crate::http::remote::{Remote, RemoteRequest};
use crate::limits;
use crate::retry::{self, Outcome, RetryRules};
use crate::token::{Token, TokenRequest};
use crate::trust;
use crate::world::World;
use http::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use tokio::time::Instant;
use url::Url;

/// Version of the subscription list.
pub const SUBSCRIPTIONS_API: &str = "2022-12-01";
/// Version of the generic resource list.
pub const RESOURCES_API: &str = "2022-09-01";
/// Version of the cloud's own description.
const METADATA_API: &str = "2022-09-01";

/// Resource Manager, as one call sees it.
pub(crate) struct ArmClient<'a> {
    /// Gives the token of each request, so that a long list outlives the token it began with.
    pub client: &'a Client,
    pub cloud: &'a Cloud,
    pub call: &'a Call,
}

#[derive(Deserialize)]
struct Page<T> {
    // Not defaulted: a document without `value` is no list, and must not pass for an empty one.
    value: Vec<T>,
    #[serde(rename = "nextLink")]
    next_link: Option<String>,
}

impl ArmClient<'_> {
    /// Gets one object. `path` begins with a slash and is not yet encoded.
    pub async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Result<T> {
        let url = self.address(path, query)?;
        let answer = self.send(&url).await?;
        parse(&answer, &url)
    }

    /// Gets every entry of a list, following its next links.
    pub async fn list<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Vec<T>> {
        let mut url = self.address(path, query)?;
        let mut seen = HashSet::from([url.to_string()]);
        let mut entries = Vec::new();
        loop {
            let answer = self.send(&url).await?;
            let page: Page<T> = parse(&answer, &url)?;
            entries.extend(page.value);
            let Some(link) = page.next_link.filter(|link| !link.is_empty()) else {
                return Ok(entries);
            };
            let next = Url::parse(&link).map_err(|_| {
                Error::new(
                    Code::BadResponse,
                    format!(
                        "{} continues a list at something that is no URL.",
                        trust::shown(&url)
                    ),
                )
                .hint("Try again; if it stays so, report it with the request id.")
            })?;
            trust::same_origin(&self.cloud.arm, &next)?;
            if !seen.insert(next.to_string()) || seen.len() > limits::PAGES {
                return Err(Error::new(
                    Code::BadResponse,
                    format!(
                        "The list at {} never ends: its pages lead back to themselves.",
                        trust::shown(&url)
                    ),
                )
                .hint("Try again; if it stays so, report it with the request id."));
            }
            url = next;
        }
    }

    fn address(&self, path: &str, query: &[(&str, &str)]) -> Result<Url> {
        let mut url = self.cloud.arm.clone();
        url.set_path(path);
        url.query_pairs_mut().extend_pairs(query);
        Ok(url)
    }

    /// Sends a request; a claims challenge is answered with a new token, once.
    async fn send(&self, url: &Url) -> Result<Answer> {
        let token = self
            .client
            .token(&TokenRequest::default(), self.call)
            .await?
            .token;
        let answer = self.send_with(url, &token).await?;
        let Some(claims) = challenge::claims_of(&answer) else {
            return self.finish(answer, url, &token);
        };
        self.call.emit(Event::Notice {
            text: "Resource Manager asks for a token with further claims; getting a new one."
                .to_owned(),
        });
        let request = TokenRequest {
            claims: Some(claims),
            ..TokenRequest::default()
        };
        let fresh = self.client.token(&request, self.call).await?.token;
        if fresh.secret() == token.secret() {
            return Err(unmet("and the platform answered with the same token again"));
        }
        let answer = self.send_with(url, &fresh).await?;
        if challenge::claims_of(&answer).is_some() {
            return Err(unmet("and refuses the new one too"));
        }
        self.finish(answer, url, &fresh)
    }

    async fn send_with(&self, url: &Url, token: &Token) -> Result<Answer> {
        trust::emulated_target(token.emulated(), url)?;
        send_with_retries(
            self.client.remote(),
            self.client.world(),
            url,
            Some(token),
            self.call,
        )
        .await
    }

    fn finish(&self, answer: Answer, url: &Url, token: &Token) -> Result<Answer> {
        if answer.is_success() {
            return Ok(answer);
        }
        Err(failure::explain(
            &answer,
            url,
            token.claims().principal_id.as_deref(),
            self.client.world().now(),
        ))
    }
}

fn unmet(what: &str) -> Error {
    Error::new(Code::ClaimsChallengeUnmet, format!("Resource Manager does not accept the token any more and asks for a newer one, {what}."))
        .hint("The identity's access was probably revoked or changed: the platform keeps a token for up to a day. Try again later; restarting the machine does not help.")
        .with_http_status(401)
}

/// Reads the description of a custom cloud; needs no token.
///
/// # Errors
/// When the endpoint can't be reached, is no Resource Manager, or claims what isn't its own.
pub(crate) async fn describe_cloud(
    remote: &Remote,
    world: &dyn World,
    arm: &Url,
    call: &Call,
) -> Result<Cloud> {
    let mut url = arm.clone();
    url.set_path("/metadata/endpoints");
    url.query_pairs_mut()
        .append_pair("api-version", METADATA_API);
    let answer = send_with_retries(remote, world, &url, None, call).await?;
    if answer.is_success() {
        return cloud::from_metadata(arm, &answer.body);
    }
    Err(failure::explain(&answer, &url, None, world.now()))
}

async fn send_with_retries(
    remote: &Remote,
    world: &dyn World,
    url: &Url,
    token: Option<&Token>,
    call: &Call,
) -> Result<Answer> {
    let rules = RetryRules::ARM;
    let begin = Instant::now();
    let mut tried = 0;
    let doing = format!("waiting for {}", trust::shown(url));
    loop {
        call.emit(Event::Request {
            method: "GET",
            url: url.to_string(),
        });
        let request = RemoteRequest {
            method: Method::GET,
            url: url.clone(),
            token: token.map(Token::secret),
            body: None,
        };
        // Boxed, because the future of a whole HTTPS exchange is large.
        let sent = call.run(&doing, Box::pin(remote.send(request))).await;
        tried += 1;
        let (outcome, retry_after, why) = match &sent {
            Ok(answer) if answer.is_success() => return sent,
            Ok(answer) => {
                let asked = answer
                    .header("retry-after")
                    .and_then(|v| retry::retry_after(v, world.now()));
                (
                    Outcome::Status(answer.status),
                    asked,
                    "the service asks to try again".to_owned(),
                )
            }
            // Only a connection that stood and broke: what could not be connected in 20 s will not be a second later.
            Err(error) if error.code() == Code::ConnectionDropped => {
                (Outcome::Broken, None, error.message().to_owned())
            }
            Err(_) => return sent,
        };
        let Some(wait) = rules.next_wait(outcome, tried, begin.elapsed(), retry_after) else {
            return sent;
        };
        if !call.has_time_for(wait) {
            return sent;
        }
        let http_status = match outcome {
            Outcome::Status(status) => Some(status),
            _ => None,
        };
        call.emit(Event::Retry {
            attempt: tried,
            http_status,
            wait,
            why,
        });
        call.sleep(&doing, wait).await?;
    }
}

fn parse<T: DeserializeOwned>(answer: &Answer, url: &Url) -> Result<T> {
    serde_json::from_slice(&answer.body).map_err(|e| {
        Error::new(Code::BadResponse, format!("{} answered with something else than Resource Manager would (line {}, column {}).", trust::shown(url), e.line(), e.column()))
            .hint("A proxy or captive portal probably answered in its place: check HTTPS_PROXY and the environment.")
            .with_http_status(answer.status)
            .with_request_id(answer.header("x-ms-request-id").map(str::to_owned))
    })
}
