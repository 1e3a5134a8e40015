//! Throttling: a token bucket for each caller and kind of request.

use super::caller::Caller;
use super::errors;
use crate::http::{Reply, Request};
use crate::sync::lock;
use hyper::Method;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

/// The buckets of all callers: when each was last used, and how many tokens were left then.
#[derive(Default)]
pub struct Throttle {
    buckets: Mutex<BTreeMap<String, (Instant, f64)>>,
}

impl Throttle {
    /// Takes a token. Returns the name of the header that reports the remaining tokens, and their number.
    ///
    /// # Errors
    /// The response with status 429, when the bucket is empty.
    pub fn take(&self, request: &Request, caller: &Caller) -> Result<(&'static str, u32), Reply> {
        let (header, size, refill) = match request.method {
            Method::GET | Method::HEAD => ("x-ms-ratelimit-remaining-subscription-reads", 250.0, 25.0),
            Method::DELETE => ("x-ms-ratelimit-remaining-subscription-deletes", 200.0, 10.0),
            _ => ("x-ms-ratelimit-remaining-subscription-writes", 200.0, 10.0),
        };
        let mut buckets = lock(&self.buckets);
        let now = Instant::now();
        let key = format!("{header} {}", caller.object_id.to_lowercase());
        let (since, left) = buckets.entry(key).or_insert((now, size));
        *left = (*left + now.duration_since(*since).as_secs_f64() * refill).min(size);
        *since = now;
        if *left < 1.0 {
            let message =
                "Number of requests for the subscription exceeded the limit. Please try again after '1' seconds.";
            return Err(errors::plain(429, "SubscriptionRequestsThrottled", message).with("retry-after", "1"));
        }
        *left -= 1.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 250")]
        let rest = *left as u32;
        Ok((header, rest))
    }
}
