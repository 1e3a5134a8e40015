//! Calls to Resource Manager with the identity's token: claims challenges, paging, and the rules of trust.

use super::page_tracker::PageTracker;
use super::{challenge, errors, link};
use crate::call::Call;
use crate::cloud::Cloud;
use crate::credential::Credential;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::http::Answer;
use crate::http::service::ServiceClient;
use crate::retry::RetryRules;
use crate::service_request::{self, PreparedRequest};
use crate::token::{Token, TokenRequest};
use crate::trust;
use crate::url_text;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use url::Url;

/// The API version of the subscription list.
pub const SUBSCRIPTIONS_API: &str = "2022-12-01";
/// The API version of the resource list and of resource groups.
pub const RESOURCES_API: &str = "2022-09-01";

/// Resource Manager for one call.
pub(crate) struct ArmClient<'a> {
    /// Provides the token of each request, so that a list can take longer than a token is valid.
    pub credential: &'a Credential,
    pub service: &'a ServiceClient,
    pub cloud: &'a Cloud,
    pub call: &'a Call,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Page<T> {
    // Not optional: a document without `value` isn't a list, and must not be taken for an empty one. null is an empty list.
    #[serde(deserialize_with = "Option::deserialize")]
    value: Option<Vec<T>>,
    #[serde(rename = "nextLink", alias = "@odata.nextLink")]
    next_link: Option<String>,
}

impl ArmClient<'_> {
    /// Gets one object. `path` begins with a slash and isn't encoded yet.
    pub async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Result<T> {
        let request = PreparedRequest::get(self.address(path, query));
        let answer = self.send(&request).await?;
        parse(&answer, &request.url)
    }

    /// Gets all entries of a list, following its next links.
    pub async fn list<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Result<Vec<T>> {
        let mut url = self.address(path, query);
        let mut trail = PageTracker::begin(&url);
        let mut entries = Vec::new();
        loop {
            let answer = self.send(&PreparedRequest::get(url.clone())).await?;
            let page: Page<T> = parse(&answer, &url)?;
            entries.extend(page.value.into_iter().flatten());
            let Some(link) = page.next_link.filter(|link| !link.is_empty()) else {
                return Ok(entries);
            };
            let next = link::resolve(self.cloud, &url, &link);
            let next = next.and_then(|next| trail.step(next.as_str()).map(|()| next));
            url = next.map_err(|error| error.without(&answer.secrets))?;
        }
    }

    /// An address below the Resource Manager endpoint.
    pub fn address(&self, path: &str, query: &[(&str, &str)]) -> Url {
        let mut url = self.cloud.arm.clone();
        url.set_path(path);
        url.query_pairs_mut().extend_pairs(query);
        url
    }

    /// Sends a request and returns a response with status 2xx, or one that the request accepts. If the service rejects the
    /// token, gets another token and sends the request once more.
    pub async fn send(&self, request: &PreparedRequest) -> Result<Answer> {
        let (answer, token) = self.answered(request, request.rules()).await?;
        if request.is_refused_by(&answer) {
            if request.any_status {
                return Ok(answer);
            }
            return Err(self.refusal(&answer, request, &token));
        }
        let service = self.service_name(&request.url);
        let asked = self.asked(request, &service, &token);
        match errors::instead_of(&answer, &request.headers, &asked) {
            Some(error) => Err(error),
            None => Ok(answer),
        }
    }

    /// Sends a request and returns the response whatever its status, with the token that was sent.
    pub async fn look(&self, request: &PreparedRequest) -> Result<(Answer, Arc<Token>)> {
        self.answered(request, RetryRules::NONE).await
    }

    /// Converts a response that isn't a success to an error.
    pub fn refusal(&self, answer: &Answer, request: &PreparedRequest, token: &Token) -> Error {
        let service = self.service_name(&request.url);
        errors::explain(answer, &self.asked(request, &service, token))
    }

    fn asked<'r>(&self, request: &'r PreparedRequest, service: &'r str, token: &'r Token) -> errors::ErrorContext<'r> {
        errors::ErrorContext {
            service,
            url: &request.url,
            method: &request.method,
            audience: request.resource.as_deref(),
            principal: token.claims.principal_id.as_deref(),
            now: self.credential.platform().now(),
        }
    }

    async fn answered(&self, request: &PreparedRequest, rules: RetryRules) -> Result<(Answer, Arc<Token>)> {
        let plain = TokenRequest { resource: request.resource.clone(), ..TokenRequest::default() };
        let token = self.credential.token(&plain, None, self.call).await?.token;
        let answer = self.send_with(request, &token, rules).await?;
        if answer.status != 401 {
            return Ok((answer, token));
        }
        let refusal = self.refusal(&answer, request, &token);
        if !challenge::may_pass_with_another_token(&answer, &refusal) {
            return Ok((answer, token));
        }
        let service = self.service_name(&request.url);
        let claims = challenge::claims_of(&answer);
        let challenged = claims.is_some();
        self.call.emit(Event::Notice {
            text: if challenged {
                format!("{service} asks for a token with further claims; getting a new one.")
            } else {
                format!("{service} no longer accepts the token; getting a new one.")
            },
        });
        let again = TokenRequest { claims, ..plain };
        let fresh = self.credential.token(&again, Some(&token), self.call).await?.token;
        if fresh.secret() == token.secret() {
            if challenged && !request.any_status {
                return Err(unmet(&service, "and the platform answered with the same token again"));
            }
            return Ok((answer, token));
        }
        let answer = self.send_with(request, &fresh, rules).await?;
        if challenge::claims_of(&answer).is_some() && !request.any_status {
            return Err(unmet(&service, "and refuses the new one too"));
        }
        Ok((answer, fresh))
    }

    async fn send_with(&self, request: &PreparedRequest, token: &Token, rules: RetryRules) -> Result<Answer> {
        trust::emulated_target(token.claims.emulated, &request.url)?;
        service_request::send(rules, self.service, &**self.credential.platform(), request, Some(token), self.call).await
    }

    /// The name of the service at this URL, for messages.
    fn service_name(&self, url: &Url) -> String {
        if url.origin() == self.cloud.arm.origin() {
            return errors::RESOURCE_MANAGER.to_owned();
        }
        url.host_str().unwrap_or_default().to_owned()
    }
}

fn unmet(service: &str, what: &str) -> Error {
    Error::new(Code::ClaimsChallengeUnmet, format!("{service} no longer accepts the token and asks for a newer one, {what}."))
        .hint("The identity's access was probably revoked or changed: the platform keeps a token for up to a day. Try again later; restarting the machine does not help.")
        .with_http_status(401)
}

/// Parses the body of a response.
///
/// # Errors
/// `BadResponse`.
pub(crate) fn parse<T: DeserializeOwned>(answer: &Answer, url: &Url) -> Result<T> {
    serde_json::from_slice(&answer.body).map_err(|e| {
        let words = errors::words::Words::of(answer);
        let said = if words.codes.is_empty() { String::new() } else { format!(" It said: {}", words.text) };
        Error::new(
            Code::BadResponse,
            format!(
                "{} answered with something other than Resource Manager would (line {}, column {}).{said}",
                url_text::shown(url),
                e.line(),
                e.column()
            ),
        )
        .hint("A proxy or captive portal probably answered in its place: check HTTPS_PROXY and the environment.")
        .with_service_code(words.code_that_says_most().map(str::to_owned))
        .with_http_status(answer.status)
        .with_request_id(answer.request_id())
    })
}
