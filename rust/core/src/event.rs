//! Events that a call reports while it runs, for verbose and progress records. They never contain a token.

use crate::error::quote;
use crate::source_kind::SourceKind;
use std::time::Duration;

/// An event of a running call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An identity source was chosen.
    SourceChosen {
        /// The source.
        source: SourceKind,
        /// Its endpoint, without secrets.
        endpoint: String,
        /// The rule that chose it.
        why: String,
    },
    /// A token came from the cache; nothing was sent.
    CacheHit {
        /// The audience.
        resource: String,
    },
    /// A request is about to be sent.
    Request {
        /// The method.
        method: &'static str,
        /// The URL without secrets.
        url: String,
    },
    /// A response arrived.
    Response {
        /// The HTTP status.
        http_status: u16,
        /// The time since the request was sent.
        after: Duration,
        /// The service's id of the request, if it returned one.
        request_id: Option<String>,
    },
    /// A failed attempt is retried after a wait, or a first attempt must wait because an earlier call's response
    /// demanded it.
    Retry {
        /// The number of attempts that this call has made; 0 if it waits because of another call.
        attempt: u32,
        /// The HTTP status, if there was a response.
        http_status: Option<u16>,
        /// The wait before the next attempt.
        wait: Duration,
        /// What failed.
        why: String,
    },
    /// The progress of a longer call.
    Progress {
        /// The current activity.
        activity: String,
        /// The amount done.
        done: u64,
        /// The total amount; 0 if unknown.
        total: u64,
    },
    /// A message for verbose output.
    Notice {
        /// The message.
        text: String,
    },
    /// A problem that the user should know about, though the call continues.
    Warning {
        /// The message.
        text: String,
    },
}

impl Event {
    /// The event as one sentence.
    #[must_use]
    pub fn message(&self) -> String {
        quote::guarded(self.sentence())
    }

    fn sentence(&self) -> String {
        match self {
            Self::SourceChosen { source, endpoint, why } => {
                format!("Identity source: {source} at {endpoint} ({why}).")
            }
            Self::CacheHit { resource } => format!("Token for {resource} from the cache."),
            Self::Request { method, url } => format!("{method} {url}"),
            Self::Response { http_status, after, request_id } => {
                let id = request_id.as_ref();
                let id = id.map_or_else(String::new, |id| format!("; request id {id}"));
                format!("HTTP {http_status} after {} ms{id}.", after.as_millis())
            }
            Self::Retry { attempt, http_status, wait, why } => {
                let status = http_status.map_or_else(String::new, |s| format!("HTTP {s}: "));
                let seconds = wait.as_secs_f64();
                match attempt {
                    0 => format!("Not sent yet ({status}{why}); first try in {seconds:.1} s."),
                    _ => {
                        format!("Try {attempt} failed ({status}{why}); next try in {seconds:.1} s.")
                    }
                }
            }
            Self::Progress { activity, done, total } if *total > 0 => format!("{activity}: {done} of {total}"),
            Self::Progress { activity, done, .. } => format!("{activity}: {done}"),
            Self::Notice { text } | Self::Warning { text } => text.clone(),
        }
    }
}
