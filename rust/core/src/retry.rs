//! When and after which wait a failed request is retried. Every request uses these rules and this loop.

use crate::error::Result;
use crate::event::Event;
use crate::http::Answer;
use crate::limits;
use crate::time_text;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::Instant;

/// A request that may be sent more than once.
pub(crate) trait Attempt: Send {
    /// The result of one try.
    type Sent: Send;

    /// Sends it once. `tried` is the number of earlier tries.
    fn send(&mut self, tried: u32) -> impl Future<Output = Self::Sent> + Send;

    /// Returns why and after which wait to send it again, or `None` if this result is final. `tried` is the number of
    /// tries.
    fn again(&self, sent: &Self::Sent, tried: u32, since_first: Duration)
    -> impl Future<Output = Option<Again>> + Send;

    /// Reports the wait and waits.
    ///
    /// # Errors
    /// If the call ends during the wait.
    fn wait(&self, again: Again, tried: u32) -> impl Future<Output = Result<()>> + Send;
}

/// Another try after a wait.
pub(crate) struct Again {
    pub wait: Duration,
    /// The status, if there was a response.
    pub http_status: Option<u16>,
    /// Whether the response asked for a wait.
    pub asked: bool,
    /// What failed.
    pub why: String,
}

impl Again {
    /// Converts this to an event.
    pub fn event(self, attempt: u32) -> Event {
        Event::Retry { attempt, http_status: self.http_status, wait: self.wait, why: self.why }
    }
}

/// Sends a request until a result is final. This is the only place where a failed try is repeated after a wait.
///
/// # Errors
/// If the call ends during a wait.
pub(crate) async fn until_final<A: Attempt>(attempt: &mut A) -> Result<A::Sent> {
    let begin = Instant::now();
    let mut tried = 0;
    loop {
        let sent = attempt.send(tried).await;
        tried += 1;
        match attempt.again(&sent, tried, begin.elapsed()).await {
            Some(again) => attempt.wait(again, tried).await?,
            None => return Ok(sent),
        }
    }
}

/// The retry rules of one kind of endpoint.
///
/// | rules | retried | waits |
/// |---|---|---|
/// | [`RetryRules::IMDS`] | 404, 408, 410, 429, 5xx, broken connections | 1, 2, 4 s; after a 410, until 70 s have passed (according to the service, it is back by then), at most 10 s apart |
/// | [`RetryRules::LOCAL`] | 408, 429, 500, 502, 503, 504, broken connections | 1, 2, 4 s |
/// | [`RetryRules::SERVICE_FABRIC`] | as above; its 404 means "no identity" | 1, 2, 4, 8, 16 s |
/// | [`RetryRules::ARM`] | 408, 429, 500, 502, 503, 504, broken connections | 1, 2, 4, 8 s |
/// | [`RetryRules::ARM_ONCE`], for requests that aren't idempotent | 429, which means that nothing was done | 1, 2, 4, 8 s |
/// | [`RetryRules::NONE`], for polls of an operation, which continue anyway | nothing | |
///
/// If the platform announced an endpoint, a refused connection has separate waits: `until_it_listens`.
///
/// Every wait is lengthened by up to a quarter at random, so that machines that failed together don't retry together. A
/// longer `Retry-After` is respected. 400, 401 and 403 are never retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryRules {
    imds: bool,
    only_refused: bool,
    waits: &'static [u64],
}

impl RetryRules {
    /// The instance metadata service (`protocols.md`, 2.3).
    pub const IMDS: Self = Self { imds: true, ..Self::LOCAL };

    /// Every other identity endpoint.
    pub const LOCAL: Self = Self { imds: false, only_refused: false, waits: &[1, 2, 4] };

    /// Service Fabric's token service (`protocols.md`, 1.9).
    pub const SERVICE_FABRIC: Self = Self { waits: &[1, 2, 4, 8, 16], ..Self::LOCAL };

    /// Resource Manager and the other https services.
    pub const ARM: Self = Self { waits: &[1, 2, 4, 8], ..Self::LOCAL };

    /// The same for requests that aren't idempotent, such as POST and PATCH.
    pub const ARM_ONCE: Self = Self { only_refused: true, ..Self::ARM };

    /// No retries, because the caller polls anyway.
    pub const NONE: Self = Self { waits: &[], ..Self::ARM };

    /// How long the instance metadata service may be unavailable after a 410.
    const GONE: Duration = Duration::from_secs(70);

    /// Returns the wait before the next try, or `None` to give up.
    ///
    /// `status` is the response's; it is `None` if the connection failed or broke, or if the response took too long.
    /// `tried` is the number of tries so far, `since_first` the time since the first one began, and `retry_after` the
    /// wait that the response asked for.
    pub fn next_wait(
        &self,
        status: Option<u16>,
        tried: u32,
        since_first: Duration,
        retry_after: Option<Duration>,
    ) -> Option<Duration> {
        let scheduled = self.waits.get(tried.saturating_sub(1) as usize);
        let seconds = match status {
            // The last try starts after the whole time has passed.
            Some(410) if self.imds => (since_first < Self::GONE).then(|| *scheduled.unwrap_or(&8))?,
            _ if self.repeats(status) => *scheduled?,
            _ => return None,
        };
        let jittered = Duration::from_secs(seconds).mul_f64(1.0 + fastrand::f64() * 0.25);
        Some(retry_after.map_or(jittered, |asked| asked.max(jittered)))
    }

    fn repeats(&self, status: Option<u16>) -> bool {
        match status {
            Some(429) => true,
            _ if self.only_refused => false,
            None | Some(408 | 500 | 502 | 503 | 504) => true,
            Some(404 | 501 | 505..=599) => self.imds,
            Some(_) => false,
        }
    }
}

/// Returns the wait before the next try to connect to an endpoint that the platform announced but that doesn't listen
/// yet: 250 ms, then twice as long each time, at most 2 s. Returns `None` once [`limits::LATE_SIDECAR`] has passed.
pub fn until_it_listens(refused: u32, since_first: Duration) -> Option<Duration> {
    let left = limits::LATE_SIDECAR.checked_sub(since_first).filter(|left| !left.is_zero())?;
    let doubled = Duration::from_millis(250 << refused.saturating_sub(1).min(3));
    Some(doubled.min(left))
}

/// `Retry-After` in milliseconds, as Cosmos DB, App Configuration and Azure OpenAI send it.
const RETRY_AFTER_MS: [&str; 2] = ["retry-after-ms", "x-ms-retry-after-ms"];

/// Returns the wait that a response asks for: `Retry-After`, or the time until an exhausted quota resets. `now` is in
/// seconds since 1970. This is the only place that reads these headers.
pub fn wait_asked_for(answer: &Answer, now: i64) -> Option<Duration> {
    let exact = RETRY_AFTER_MS.iter().find_map(|name| answer.header(name));
    if let Some(wait) = exact.and_then(seconds) {
        return Some((wait / 1000).min(limits::LONGEST_RETRY_AFTER));
    }
    let asked = answer.header("retry-after").and_then(|value| retry_after(value, answer.header("date"), now));
    asked.or_else(|| if answer.status == 429 { quota_resets_after(answer) } else { None })
}

/// Reads the time until Resource Graph's quota resets, `hh:mm:ss` (`protocols.md`, 5.7).
pub fn quota_resets_after(answer: &Answer) -> Option<Duration> {
    let text = answer.header("x-ms-user-quota-resets-after")?;
    let [hours, minutes, seconds] = time_text::fields(text.trim(), ':')?;
    // The service's quota windows are no longer than an hour, so a longer time isn't valid.
    let total = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?;
    u64::try_from(total).ok().filter(|total| *total <= 3600).map(Duration::from_secs)
}

/// Reads a `Retry-After` header: seconds, or an HTTP date. A date is compared with the response's `Date`, because this
/// machine's clock may be wrong, or with `now` if the response has no `Date`. The result is at most
/// [`limits::LONGEST_RETRY_AFTER`].
pub fn retry_after(value: &str, date: Option<&str>, now: i64) -> Option<Duration> {
    let value = value.trim();
    let asked = match seconds(value) {
        Some(asked) => asked,
        None => {
            let at = httpdate::parse_http_date(value).ok()?;
            at.duration_since(sent_at(date, now)?).unwrap_or_default()
        }
    };
    Some(asked.min(limits::LONGEST_RETRY_AFTER))
}

/// Parses a number of seconds, which may have a decimal point or be too large for a `Duration`.
fn seconds(value: &str) -> Option<Duration> {
    let is_number = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let number = Some(value.trim()).filter(|value| value.bytes().all(is_number));
    let seconds = number?.parse().ok()?;
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// The time when a response was sent: its `Date` if it has one, otherwise `now`.
fn sent_at(date: Option<&str>, now: i64) -> Option<SystemTime> {
    let stated = date.and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    stated.or_else(|| UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(now).ok()?)))
}

#[cfg(test)]
mod tests;
