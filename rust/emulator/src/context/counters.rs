//! Counters for tests: requests, connections, and how many requests were in progress at once.

use crate::endpoint::Endpoint;
use crate::sync::lock;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The counts of one endpoint since the start or the last reset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    /// TCP connections accepted.
    pub connections: u64,
    /// TLS handshakes that failed.
    pub failed_handshakes: u64,
    /// Requests read.
    pub requests: u64,
    /// Requests being answered right now.
    pub in_flight: u64,
    /// The maximum number of requests that were being answered at once.
    pub most_in_flight: u64,
    /// New tokens issued. A response with a cached token doesn't count.
    pub tokens_issued: u64,
}

/// The counts of all endpoints.
#[derive(Default)]
pub struct CounterTable(Mutex<BTreeMap<Endpoint, Counters>>);

impl CounterTable {
    /// Updates the counts of one endpoint.
    pub fn update(&self, endpoint: Endpoint, change: impl FnOnce(&mut Counters)) {
        change(lock(&self.0).entry(endpoint).or_default());
    }

    /// The counts of one endpoint.
    pub fn of(&self, endpoint: Endpoint) -> Counters {
        lock(&self.0).get(&endpoint).copied().unwrap_or_default()
    }

    /// The counts of all endpoints.
    pub fn all(&self) -> BTreeMap<Endpoint, Counters> {
        Endpoint::ALL.into_iter().map(|endpoint| (endpoint, self.of(endpoint))).collect()
    }

    /// Resets the counts. Requests in progress stay counted.
    pub fn clear(&self) {
        for counters in lock(&self.0).values_mut() {
            let in_flight = counters.in_flight;
            *counters = Counters { in_flight, most_in_flight: in_flight, ..Counters::default() };
        }
    }
}
