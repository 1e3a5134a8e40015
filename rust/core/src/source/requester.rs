//! Sends a request to an identity endpoint, with rate limits, retries, events and error messages.

use super::detect::Source;
use super::refusal::{self, Refusal};
use crate::blocking;
use crate::call::EventSink;
use crate::env::leftover;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::http::Answer;
use crate::http::endpoint::{self, EndpointFailure, EndpointRequest};
use crate::limits;
use crate::platform::Platform;
use crate::retry::{self, Again, Attempt, RetryRules};
use crate::source_kind::SourceKind;
use crate::trust;
use crate::url_text;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// The asset tag that Azure sets on its VMs (`protocols.md`, 2.6).
const AZURE_ASSET_TAG: &str = "7783-7084-3265-9085-8269-3286-77";

/// Sends the requests of one fetch to an identity endpoint.
pub(crate) struct EndpointClient<'a> {
    pub source: &'a Source,
    pub platform: &'a Arc<dyn Platform>,
    pub events: &'a EventSink,
}

impl EndpointClient<'_> {
    /// Sends a request until its response is final, that is, until its status isn't retried or no try is left.
    ///
    /// # Errors
    /// If there is no response.
    pub async fn send(&self, request: EndpointRequest) -> Result<Answer> {
        let mut attempt = EndpointAttempt { client: self, request, refused: 0 };
        let sent = retry::until_final(&mut attempt).await?;
        sent.map_err(|failure| self.source.explain(&attempt.request.url, failure))
    }

    /// Sends a request once.
    ///
    /// # Errors
    /// If there is no response.
    pub async fn send_once(&self, request: &EndpointRequest) -> std::result::Result<Answer, EndpointFailure> {
        let _permit = self.source.state.enter().await;
        let method = if request.form.is_some() { "POST" } else { "GET" };
        (self.events)(Event::Request { method, url: url_text::loggable(&request.url) });
        let start = Instant::now();
        let sent = endpoint::send(request).await;
        if let Ok(answer) = &sent {
            (self.events)(Event::Response {
                http_status: answer.status,
                after: start.elapsed(),
                request_id: answer.request_id(),
            });
        }
        if !matches!(sent, Err(EndpointFailure::NoConnection(_))) {
            self.source.state.set_connected();
        }
        if let Some(date) = sent.as_ref().ok().and_then(|answer| answer.header("date")) {
            self.source.state.note_clock(date, self.platform.now());
        }
        sent
    }

    /// Reports if an earlier response still delays all requests. A caller without enough time for that wait then fails
    /// at once with the reason, instead of running into its timeout.
    fn report_hold(&self, tried: u32) {
        if let Some((wait, status)) = self.source.state.held() {
            (self.events)(Event::Retry {
                attempt: tried,
                http_status: Some(status),
                wait,
                why: "the endpoint asked everybody to wait".to_owned(),
            });
        }
    }

    /// Whether to retry a failed connection: if an earlier connection succeeded, or if the address is the platform's
    /// and the firmware identifies an Azure VM.
    pub async fn is_patient(&self, url: &Url) -> bool {
        if self.source.state.was_connected() || url.host_str() != Some("169.254.169.254") {
            return self.source.state.was_connected();
        }
        let platform = Arc::clone(self.platform);
        let tag = blocking::run(move || platform.chassis_asset_tag()).await;
        tag.is_ok_and(|tag| tag.as_deref() == Some(AZURE_ASSET_TAG))
    }
}

impl Source {
    /// The retry rules for requests.
    fn rules(&self) -> RetryRules {
        match self.kind {
            SourceKind::Vm => RetryRules::IMDS,
            SourceKind::ServiceFabric => RetryRules::SERVICE_FABRIC,
            _ => RetryRules::LOCAL,
        }
    }

    /// Converts a failure to an error with a message and a hint.
    pub fn explain(&self, url: &Url, failure: EndpointFailure) -> Error {
        let place = url_text::place(url);
        let error = match failure {
            EndpointFailure::NoConnection(why) if url.host_str() == Some("169.254.169.254") => Error::new(
                Code::NoIdentityEndpoint,
                format!("No managed-identity endpoint answers on this machine: {why} at {place} (the Azure instance metadata service)."),
            )
            .hint(
                "On an Azure VM: check that no firewall, VPN or route hides 169.254.169.254, that containers have a route to it, and that the VM has an identity \
                 (portal: VM > Identity > System assigned: On). On a server outside Azure, connect it with Azure Arc. For a trial run, start 'azmi emulate'.",
            ),
            EndpointFailure::NoConnection(why) if self.kind == SourceKind::Vm && trust::is_loopback(url) => Error::new(
                Code::NothingListening,
                format!("Nothing listens on {place}: {why}. {}", leftover::cause("AZURE_POD_IDENTITY_AUTHORITY_HOST")),
            )
            .hint(leftover::REMEDY),
            EndpointFailure::NoConnection(why) => Error::new(Code::NothingListening, format!("Nothing listens on {place}: {why}."))
                .hint(format!("The address comes from {}. Start what should listen there, or remove the setting.", self.origin_of_address())),
            EndpointFailure::Dropped(why) => Error::new(Code::ConnectionDropped, format!("The connection to {place} broke before the answer was complete ({why})."))
                .hint("Try again. If it keeps happening, something between this process and the endpoint cuts the connection, often a proxy or security software.")
                .with_retryable(true),
            EndpointFailure::Malformed(what) => Error::new(Code::BadResponse, format!("The answer of {place} can't be read: {what}."))
                .hint("Something other than an identity endpoint answers at that address: check the variables and proxies."),
            EndpointFailure::Tls(why) => Error::new(Code::CertificateNotTrusted, format!("No trusted TLS connection to {place}: {why}."))
                .hint("Nothing was sent. The platform renews its certificate together with its variables: restart the process. If it keeps happening, another program listens there."),
            EndpointFailure::AnswerTimeout => Error::new(Code::TimedOut, format!("{place} accepted the request and did not answer within {} s.", limits::IDENTITY_ANSWER.as_secs()))
                .hint("The platform may be under maintenance: try again in a few minutes.")
                .with_retryable(true),
            EndpointFailure::TooLarge => Error::new(Code::ResponseTooLarge, format!("The answer of {place} is larger than {} KiB; it was not read.", limits::IDENTITY_BODY / 1024))
                .hint("Something other than an identity endpoint answers at that address: check the variables and proxies."),
            EndpointFailure::BadHeader(name) => Error::new(Code::SourceNotConfigured, format!("The value for the header '{name}' holds characters that can't be sent."))
                .hint("The platform sets the variable it comes from; something has changed it."),
        };
        error.with_source(self.kind)
    }

    /// The setting that the address comes from, for the hint of an error.
    fn origin_of_address(&self) -> &'static str {
        match self.kind {
            SourceKind::Vm => "the variable AZURE_POD_IDENTITY_AUTHORITY_HOST",
            SourceKind::AppService | SourceKind::Automation | SourceKind::ServiceFabric => {
                "the variable IDENTITY_ENDPOINT (or MSI_ENDPOINT), which the platform sets"
            }
            SourceKind::Arc => "the Azure Connected Machine agent (himds service), or its variable IDENTITY_ENDPOINT",
            SourceKind::CloudShell | SourceKind::MachineLearning => {
                "the variable MSI_ENDPOINT, which the platform sets"
            }
            SourceKind::VmExtension => "the retired managed-identity VM extension; use -Source Vm (--source vm)",
        }
    }
}

/// One request with all its tries.
struct EndpointAttempt<'a> {
    client: &'a EndpointClient<'a>,
    request: EndpointRequest,
    /// Refused connections, counted separately: once the endpoint listens, it gets the full number of tries.
    refused: u32,
}

impl Attempt for EndpointAttempt<'_> {
    type Sent = std::result::Result<Answer, EndpointFailure>;

    async fn send(&mut self, tried: u32) -> Self::Sent {
        self.client.report_hold(tried);
        let sent = self.client.send_once(&self.request).await;
        self.refused += u32::from(matches!(sent, Err(EndpointFailure::NoConnection(_))));
        sent.map(|mut answer| {
            if let (true, Some(status)) = (answer.is_success(), refusal::stated(&answer.body)) {
                answer.status = status;
            }
            answer
        })
    }

    async fn again(&self, sent: &Self::Sent, tried: u32, since_first: Duration) -> Option<Again> {
        let answered = tried - self.refused;
        let rules = self.client.source.rules();
        let broken = || rules.next_wait(None, answered, since_first, None);
        let failure = match sent {
            Ok(answer) if answer.is_success() || refusal::is_final(answer) => return None,
            Ok(answer) => {
                let asked = retry::wait_asked_for(answer, self.client.platform.now());
                return Some(Again {
                    wait: rules.next_wait(Some(answer.status), answered, since_first, asked)?,
                    http_status: Some(answer.status),
                    asked: asked.is_some(),
                    why: why_again(answer),
                });
            }
            Err(failure) => failure,
        };
        let (wait, why) = match failure {
            EndpointFailure::Dropped(_) => (broken(), "the connection broke"),
            EndpointFailure::AnswerTimeout => (broken(), "no answer in time"),
            EndpointFailure::NoConnection(_) if self.client.source.protocol.secret().is_some() => (
                // If the platform set a secret, the endpoint exists or is about to start.
                retry::until_it_listens(self.refused, since_first),
                "the connection was refused; what the platform announced may start late",
            ),
            EndpointFailure::NoConnection(_) if self.client.is_patient(&self.request.url).await => {
                (rules.next_wait(None, tried, since_first, None), "no connection")
            }
            _ => return None,
        };
        Some(Again { wait: wait?, http_status: None, asked: false, why: why.to_owned() })
    }

    async fn wait(&self, again: Again, tried: u32) -> Result<()> {
        let wait = again.wait;
        if let (Some(status), true) = (again.http_status, again.asked) {
            // The wait that a response asks for applies to all requests.
            self.client.source.state.hold(wait, status);
        }
        (self.client.events)(again.event(tried));
        tokio::time::sleep(wait).await;
        Ok(())
    }
}

/// The endpoint's message. Without it, a caller that has no time for another try would never see the reason.
fn why_again(answer: &Answer) -> String {
    let said = Refusal::read(&answer.body, &answer.secrets).text;
    if said.is_empty() {
        return "the endpoint asked for a retry".to_owned();
    }
    format!("the endpoint answered {}: {}", answer.status, said.trim_end_matches('.'))
}
