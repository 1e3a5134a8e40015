//! What a call reports while it runs: for verbose and progress records. Never holds a token.

use crate::error::quote;
use crate::source_kind::SourceKind;
use std::time::Duration;

/// Something that the caller of a running call should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Which identity source is used, and why.
    SourceChosen {
        /// The source.
        source: SourceKind,
        /// Where it is asked, without any query.
        endpoint: String,
        /// Which rule chose it.
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
    /// A request was answered.
    Response {
        /// The HTTP status.
        http_status: u16,
        /// How long the answer took.
        after: Duration,
        /// Under which id the service knows the request, if it says so.
        request_id: Option<String>,
    },
    /// A failed try is repeated after a wait; or a first try has to wait, since an earlier call's answer asked so.
    Retry {
        /// How many tries this call made so far; 0 when it waits because of another's.
        attempt: u32,
        /// The HTTP status, if one was answered.
        http_status: Option<u16>,
        /// How long the call waits before the next try.
        wait: Duration,
        /// What failed.
        why: String,
    },
    /// How far a longer call has come.
    Progress {
        /// What is being done.
        activity: String,
        /// How much is done.
        done: u64,
        /// Of how much; 0 when not known.
        total: u64,
    },
    /// Something of interest.
    Notice {
        /// The sentence.
        text: String,
    },
    /// Something the user should know though the call goes on.
    Warning {
        /// The sentence.
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
