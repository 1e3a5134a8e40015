//! When a failed try is repeated, and after what wait: one documented type and one loop, used by every request.

use crate::error::Result;
use crate::event::Event;
use crate::http::Answer;
use crate::limits;
use crate::time_text;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::Instant;

/// A request that may be sent more than once.
pub(crate) trait Attempt: Send {
    /// What a try ends in.
    type Sent: Send;

    /// Sends it once; `tried` counts the tries before.
    fn send(&mut self, tried: u32) -> impl Future<Output = Self::Sent> + Send;

    /// Why it is to be sent again, and after what wait; `None` where the last try counts. `tried` counts the tries so far.
    fn again(&self, sent: &Self::Sent, tried: u32, since_first: Duration)
    -> impl Future<Output = Option<Again>> + Send;

    /// Reports the wait and waits.
    ///
    /// # Errors
    /// When the wait ends the call.
    fn wait(&self, again: Again, tried: u32) -> impl Future<Output = Result<()>> + Send;
}

/// Another try after a wait.
pub(crate) struct Again {
    pub wait: Duration,
    /// The status, if there was an answer.
    pub http_status: Option<u16>,
    /// Whether the answer asked for a wait.
    pub asked: bool,
    /// What failed.
    pub why: String,
}

impl Again {
    /// The wait as an event.
    pub fn event(self, attempt: u32) -> Event {
        Event::Retry { attempt, http_status: self.http_status, wait: self.wait, why: self.why }
    }
}

/// Sends a request until a try counts. The only place where a failed try is repeated after a wait.
///
/// # Errors
/// When a wait ends the call.
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
/// | rules | repeated | waits |
/// |---|---|---|
/// | [`RetryRules::IMDS`] | 404, 408, 410, 429, 5xx, broken connections | 1, 2, 4 s; after a 410 on until 70 s have passed (the service says it is back by then), at most 10 s apart |
/// | [`RetryRules::LOCAL`] | 408, 429, 500, 502, 503, 504, broken connections | 1, 2, 4 s |
/// | [`RetryRules::SERVICE_FABRIC`] | as above; its 404 means "no identity" | 1, 2, 4, 8, 16 s |
/// | [`RetryRules::ARM`] | 408, 429, 500, 502, 503, 504, broken connections | 1, 2, 4, 8 s |
/// | [`RetryRules::ARM_ONCE`], for what may do twice what it is sent twice | 429, with which nothing was done | 1, 2, 4, 8 s |
/// | [`RetryRules::NONE`], for looks at an operation, which go on anyway | nothing | |
///
/// A connection that is refused where the platform announced an endpoint has waits of its own: `until_it_listens`.
///
/// Every wait is lengthened by up to a quarter, so that machines which failed together don't come back together. A
/// `Retry-After` that asks for more is obeyed. 400, 401 and 403 are never repeated.
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

    /// The same for requests that must not be done twice, such as POST and PATCH.
    pub const ARM_ONCE: Self = Self { only_refused: true, ..Self::ARM };

    /// Nothing is repeated: the caller looks again by itself.
    pub const NONE: Self = Self { waits: &[], ..Self::ARM };

    /// How long the instance metadata service stays away after a 410.
    const GONE: Duration = Duration::from_secs(70);

    /// How long to wait before the next try, or `None` to give up.
    ///
    /// `status` is that of the answer; `None`: no connection could be made though something is there, it broke, or the answer
    /// took too long. `tried` counts the tries made so far, `since_first` is the time since the first one began, `retry_after`
    /// what the answer asked for.
    pub fn next_wait(
        &self,
        status: Option<u16>,
        tried: u32,
        since_first: Duration,
        retry_after: Option<Duration>,
    ) -> Option<Duration> {
        let scheduled = self.waits.get(tried.saturating_sub(1) as usize);
        let seconds = match status {
            // One more try after the whole time has passed.
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

/// The wait before the next try to connect to an endpoint that the platform announced and that does not listen yet: a
/// quarter of a second, then twice as long each time, at most 2 s; `None` once [`limits::LATE_SIDECAR`] has passed.
pub fn until_it_listens(refused: u32, since_first: Duration) -> Option<Duration> {
    let left = limits::LATE_SIDECAR.checked_sub(since_first).filter(|left| !left.is_zero())?;
    let doubled = Duration::from_millis(250 << refused.saturating_sub(1).min(3));
    Some(doubled.min(left))
}

/// The same in milliseconds, as Cosmos DB, App Configuration and Azure OpenAI send it.
const RETRY_AFTER_MS: [&str; 2] = ["retry-after-ms", "x-ms-retry-after-ms"];

/// How long an answer asks to wait: `Retry-After`, or for a quota that is used up the time until it is refilled. `now` is in
/// seconds since 1970. The only reader of these headers.
pub fn wait_asked_for(answer: &Answer, now: i64) -> Option<Duration> {
    let exact = RETRY_AFTER_MS.iter().find_map(|name| answer.header(name));
    if let Some(wait) = exact.and_then(seconds) {
        return Some((wait / 1000).min(limits::LONGEST_RETRY_AFTER));
    }
    let asked = answer.header("retry-after").and_then(|value| retry_after(value, answer.header("date"), now));
    asked.or_else(|| if answer.status == 429 { quota_resets_after(answer) } else { None })
}

/// The time until Resource Graph's quota is refilled, `hh:mm:ss` (`protocols.md`, 5.7).
pub fn quota_resets_after(answer: &Answer) -> Option<Duration> {
    let text = answer.header("x-ms-user-quota-resets-after")?;
    let [hours, minutes, seconds] = time_text::fields(text.trim(), ':')?;
    // An hour is longer than any window of the service, and more than that isn't a clock.
    let total = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?;
    u64::try_from(total).ok().filter(|total| *total <= 3600).map(Duration::from_secs)
}

/// Reads a `Retry-After` header: seconds, or an HTTP date. A date is measured against the answer's own `Date`, since this
/// machine's clock may be wrong, and against `now` only where the answer has none. More than
/// [`limits::LONGEST_RETRY_AFTER`] counts as that.
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

/// A number of seconds, which may have a decimal point, and be more than any clock counts.
fn seconds(value: &str) -> Option<Duration> {
    let is_number = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let number = Some(value.trim()).filter(|value| value.bytes().all(is_number));
    let seconds = number?.parse().ok()?;
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// When an answer was sent, by its own clock if it gives the time.
fn sent_at(date: Option<&str>, now: i64) -> Option<SystemTime> {
    let stated = date.and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    stated.or_else(|| UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(now).ok()?)))
}

#[cfg(test)]
mod tests;
