//! One request to an identity endpoint with everything around it: budget, retries, events, and failures in words.

use super::SourceKind;
use crate::blocking;
use crate::call::EventSink;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::http::Answer;
use crate::http::local::{self, LocalFailure, LocalRequest};
use crate::limits;
use crate::retry::{self, Outcome, RetryRules};
use crate::shared::EndpointState;
use crate::trust;
use crate::world::World;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// The asset tag that Azure sets on its VMs (`protocols.md`, 2.6).
const AZURE_ASSET_TAG: &str = "7783-7084-3265-9085-8269-3286-77";

/// What all requests of one fetch share.
pub(crate) struct Exchange<'a> {
    pub source: SourceKind,
    pub state: &'a EndpointState,
    pub world: &'a Arc<dyn World>,
    pub events: &'a EventSink,
    pub rules: RetryRules,
}

impl Exchange<'_> {
    /// Sends a request until it is answered for good: with a status that is not worth repeating, or after the last try.
    ///
    /// # Errors
    /// When no answer can be had.
    pub async fn ask(&self, build: impl Fn() -> LocalRequest) -> Result<Answer> {
        let begin = Instant::now();
        let mut tried = 0;
        loop {
            let request = build();
            self.tell_of_hold(tried);
            let sent = {
                let _permit = self.state.enter().await;
                (self.events)(Event::Request {
                    method: if request.form.is_some() {
                        "POST"
                    } else {
                        "GET"
                    },
                    url: request.url.to_string(),
                });
                local::send(&request).await
            };
            tried += 1;
            if !matches!(sent, Err(LocalFailure::NoConnection(_))) {
                self.state.set_connected();
            }
            if let Some(date) = sent.as_ref().ok().and_then(|answer| answer.header("date")) {
                self.state.note_clock(date, self.world.now());
            }
            let (outcome, retry_after, why) = match &sent {
                Ok(answer) if answer.is_success() => {
                    return sent.map_err(|f| self.explain(&request.url, f));
                }
                Ok(answer) => {
                    let asked = answer
                        .header("retry-after")
                        .and_then(|v| retry::retry_after(v, self.world.now()));
                    (
                        Outcome::Status(answer.status),
                        asked,
                        "the endpoint asks to try again",
                    )
                }
                Err(LocalFailure::Dropped(_)) => (Outcome::Broken, None, "the connection broke"),
                Err(LocalFailure::AnswerTimeout) => (Outcome::Broken, None, "no answer in time"),
                Err(LocalFailure::NoConnection(_)) if self.is_patient(&request.url).await => {
                    (Outcome::NoConnection, None, "no connection")
                }
                Err(_) => return sent.map_err(|f| self.explain(&request.url, f)),
            };
            let Some(wait) = self
                .rules
                .next_wait(outcome, tried, begin.elapsed(), retry_after)
            else {
                return sent.map_err(|f| self.explain(&request.url, f));
            };
            let http_status = match outcome {
                Outcome::Status(status) => Some(status),
                _ => None,
            };
            if let (Some(status), Some(_)) = (http_status, retry_after) {
                self.state.hold(wait, status);
            }
            (self.events)(Event::Retry {
                attempt: tried,
                http_status,
                wait,
                why: why.to_owned(),
            });
            tokio::time::sleep(wait).await;
        }
    }

    /// Says so when an earlier answer still holds everybody back: a caller without the time for that wait then fails with
    /// the reason instead of waiting to its end without one.
    fn tell_of_hold(&self, tried: u32) {
        if let Some((wait, status)) = self.state.held() {
            (self.events)(Event::Retry {
                attempt: tried,
                http_status: Some(status),
                wait,
                why: "the endpoint asked everybody to wait".to_owned(),
            });
        }
    }

    /// Whether a failed connect is worth repeating: where something was connected to before, or where the firmware says
    /// that this is an Azure VM and the address is the platform's own.
    async fn is_patient(&self, url: &Url) -> bool {
        if self.state.was_connected() || url.host_str() != Some("169.254.169.254") {
            return self.state.was_connected();
        }
        let world = Arc::clone(self.world);
        let tag = blocking::run(move || world.chassis_asset_tag()).await;
        tag.is_ok_and(|tag| tag.as_deref() == Some(AZURE_ASSET_TAG))
    }

    /// A failure in words, with the next step.
    pub fn explain(&self, url: &Url, failure: LocalFailure) -> Error {
        let place = place(url);
        let error = match failure {
            LocalFailure::NoConnection(why) if url.host_str() == Some("169.254.169.254") => Error::new(
                Code::NoIdentityEndpoint,
                format!("No managed-identity endpoint answers on this machine: {why} at {place} (the Azure instance metadata service)."),
            )
            .hint(
                "On an Azure VM: check that no firewall, VPN or route hides 169.254.169.254, that containers have a route to it, and that the VM has an identity \
                 (portal: VM > Identity > System assigned: On). On a server outside Azure, connect it with Azure Arc. For a trial run, start 'azmi emulate'.",
            ),
            LocalFailure::NoConnection(why) => Error::new(Code::NothingListening, format!("Nothing listens on {place}: {why}."))
                .hint(format!("The address comes from {}. Start what should listen there, or remove the setting.", self.origin_of_address())),
            LocalFailure::Dropped(why) => Error::new(Code::ConnectionDropped, format!("The connection to {place} broke before the answer was complete ({why})."))
                .hint("Try again; if it stays so, something between this process and the endpoint cuts the connection, often a proxy or security software.")
                .with_retryable(true),
            LocalFailure::NotHttp(why) => Error::new(Code::BadResponse, format!("What answers at {place} does not speak HTTP as it should ({why})."))
                .hint("Something other than an identity endpoint listens there: check the variables and proxies."),
            LocalFailure::Tls(why) => Error::new(Code::CertificateNotTrusted, format!("No trusted TLS connection to {place}: {why}."))
                .hint("Nothing was sent. The platform renews its certificate together with its variables: start the process anew; if it stays so, another program listens there."),
            LocalFailure::AnswerTimeout => Error::new(Code::TimedOut, format!("{place} accepted the request and did not answer within {} s.", limits::IDENTITY_ANSWER.as_secs()))
                .hint("The platform may be under maintenance: try again in a few minutes.")
                .with_retryable(true),
            LocalFailure::TooLarge => Error::new(Code::ResponseTooLarge, format!("The answer of {place} is larger than {} KiB; it was not read.", limits::IDENTITY_BODY / 1024))
                .hint("Something else than an identity endpoint answers at that address: check the variables and proxies."),
            LocalFailure::BadHeader(name) => Error::new(Code::SourceNotConfigured, format!("The value for the header '{name}' holds characters that can't be sent."))
                .hint("The platform sets the variable it comes from; something has changed it."),
        };
        error.with_source(self.source)
    }

    /// Which setting an address came from, for the next step of an error.
    fn origin_of_address(&self) -> &'static str {
        match self.source {
            SourceKind::Vm => "the variable AZURE_POD_IDENTITY_AUTHORITY_HOST",
            SourceKind::AppService | SourceKind::Automation | SourceKind::ServiceFabric => {
                "the variable IDENTITY_ENDPOINT (or MSI_ENDPOINT), which the platform sets"
            }
            SourceKind::Arc => {
                "the Azure Connected Machine agent (himds service), or its variable IDENTITY_ENDPOINT"
            }
            SourceKind::CloudShell | SourceKind::MachineLearning => {
                "the variable MSI_ENDPOINT, which the platform sets"
            }
            SourceKind::VmExtension => "the retired managed-identity VM extension; use -Source Vm",
        }
    }
}

fn place(url: &Url) -> String {
    match url.port_or_known_default() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => trust::shown(url),
    }
}

/// The wait that a final answer still asks for, in whole seconds.
pub(crate) fn asked_wait(answer: &Answer, world: &dyn World) -> Option<Duration> {
    answer
        .header("retry-after")
        .and_then(|v| retry::retry_after(v, world.now()))
}
