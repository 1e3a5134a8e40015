//! The sources of managed-identity tokens, in one file each.

mod app_service;
pub(crate) mod arc;
mod cloud_shell;
pub(crate) mod detect;
pub(crate) mod endpoint_state;
mod endpoint_variables;
pub mod imds;
pub(crate) mod instance;
mod machine_learning;
mod platform_fingerprint;
mod protocol;
pub mod refusal;
mod requester;
mod selector;
mod service_fabric;
mod token_query;
mod vm_extension;

pub(crate) use self::detect::Source;
pub(crate) use self::platform_fingerprint::PlatformFingerprint;
pub(crate) use self::token_query::TokenQuery;

use self::protocol::Protocol;
use self::requester::EndpointClient;
use crate::blocking;
use crate::call::EventSink;
use crate::error::Result;
use crate::event::Event;
use crate::platform::Platform;
use crate::source_kind::SourceKind;
use crate::token::{self, Token};
use std::sync::Arc;

impl Source {
    /// Requests a token.
    ///
    /// # Errors
    /// Any error of an identity endpoint.
    pub async fn fetch(
        &self,
        query: &TokenQuery<'_>,
        platform: &Arc<dyn Platform>,
        events: &EventSink,
    ) -> Result<Token> {
        let other = |token: &Token| match self.kind {
            SourceKind::CloudShell => cloud_shell::other_audience(token, query.resource),
            _ => None,
        };
        let token = self.fetch_once(query, platform, events).await?;
        let Some(wrong) = other(&token) else { return Ok(token) };
        let text = format!(
            "Cloud Shell answered with a token for '{wrong}' in place of '{}'; asking once more.",
            query.resource
        );
        events(Event::Notice { text });
        let token = self.fetch_once(query, platform, events).await?;
        match other(&token) {
            None => Ok(token),
            Some(wrong) => Err(cloud_shell::wrong_audience(&wrong, query.resource)),
        }
    }

    async fn fetch_once(
        &self,
        query: &TokenQuery<'_>,
        platform: &Arc<dyn Platform>,
        events: &EventSink,
    ) -> Result<Token> {
        let client = self.client(platform, events);
        let mut answer = client.send(self.protocol.request(&self.endpoint, query)?).await?;
        if let (Protocol::Arc, 401) = (&self.protocol, answer.status) {
            let challenge = answer.header("www-authenticate").map(str::to_owned);
            let machine = Arc::clone(platform);
            let key = blocking::run(move || arc::key(challenge.as_deref(), &*machine)).await??;
            answer = client.send(arc::request(&self.endpoint, query, Some(&key))).await?;
        }
        // A partial response (206) isn't a token.
        if !answer.is_success() || answer.status == 206 || refusal::is_refusal_in_disguise(&answer.body) {
            let context = refusal::ErrorContext { source: self.kind, query, now: platform.now() };
            return Err(refusal::explain(&answer, &context));
        }
        let asked = token::Asked {
            identity: self.protocol.effective_identity(query.identity),
            resource: query.resource,
            source: self.kind,
            now: platform.now(),
        };
        token::read_answer(&answer.body, &asked)
            .map(|token| token.without(&answer.secrets))
            .map_err(|error| refusal::with_words(error, &answer))
    }

    /// The client that sends requests to this source.
    pub fn client<'a>(&'a self, platform: &'a Arc<dyn Platform>, events: &'a EventSink) -> EndpointClient<'a> {
        EndpointClient { source: self, platform, events }
    }
}
