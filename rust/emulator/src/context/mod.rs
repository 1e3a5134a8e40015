//! The state that all endpoints of one emulator share.

mod counters;
mod endpoints;
mod request_log;
mod response_overrides;
mod token_issuer;

use crate::endpoint::Endpoint;
use crate::guid;
use crate::model::faults::FaultPlan;
use crate::model::inventory::{Identity, Inventory};
use crate::model::scenario::Scenario;
use crate::sync::lock;
use crate::time::now;
use counters::CounterTable;
use request_log::RequestLog;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};
use token_issuer::{IssuedToken, TokenIssuer};

pub use counters::Counters;
pub use endpoints::{Endpoints, IdentityFacts, Source};
pub use request_log::{Bearer, Outcome, RequestRecord};
pub use response_overrides::ResponseOverrides;
pub use token_issuer::Renewal;

/// One emulator's settings, inventory, counters and log.
pub struct Context {
    /// The settings.
    pub scenario: Scenario,
    /// The data that the endpoints serve.
    pub inventory: Inventory,
    /// The endpoints' addresses.
    pub endpoints: Endpoints,
    /// Whether other machines may send requests; see [`crate::Options::allow_remote`].
    pub allow_remote: bool,
    /// Issues tokens.
    pub tokens: TokenIssuer,
    /// The counts of all endpoints.
    pub counters: CounterTable,
    faults: Mutex<FaultPlan>,
    log: Mutex<RequestLog>,
    connections: AtomicU64,
    ids: AtomicU64,
}

impl Context {
    /// Creates a context in its initial state.
    pub fn new(
        scenario: Scenario,
        inventory: Inventory,
        endpoints: Endpoints,
        allow_remote: bool,
        on_request: Option<fn(&RequestRecord)>,
    ) -> Self {
        Self {
            tokens: TokenIssuer::new(&inventory.tenant_id, scenario.token_lifetime_seconds),
            scenario,
            inventory,
            endpoints,
            allow_remote,
            counters: CounterTable::default(),
            faults: Mutex::default(),
            log: Mutex::new(RequestLog::new(on_request)),
            connections: AtomicU64::new(0),
            ids: AtomicU64::new(0),
        }
    }

    /// Returns a token of this identity, and counts it if it is new.
    pub fn issue(
        &self,
        endpoint: Endpoint,
        identity: &Identity,
        resource: &str,
        renewal: Renewal<'_>,
        overrides: &ResponseOverrides,
    ) -> IssuedToken {
        let (token, is_new) = self.tokens.token(identity, resource, renewal, &overrides.claims);
        if is_new {
            self.counters.update(endpoint, |counters| counters.tokens_issued += 1);
        }
        token
    }

    /// Whether the tenant knows a resource: an absolute URI, or an application's GUID, that the scenario doesn't list as unknown.
    pub fn knows(&self, resource: &str) -> bool {
        let listed = self
            .scenario
            .unknown_resources
            .iter()
            .any(|unknown| unknown.trim_end_matches('/').eq_ignore_ascii_case(resource.trim_end_matches('/')));
        let has_scheme =
            resource.split_once("://").is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty());
        !listed && (has_scheme || guid::is_guid(resource))
    }

    /// The fault plan.
    pub fn faults(&self) -> MutexGuard<'_, FaultPlan> {
        lock(&self.faults)
    }

    /// The request log.
    pub fn log(&self) -> MutexGuard<'_, RequestLog> {
        lock(&self.log)
    }

    /// Returns the number of a new connection.
    pub fn next_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Returns a new id for a request.
    pub fn next_id(&self) -> String {
        guid::derived(&format!(
            "request {} of {} at {}",
            self.ids.fetch_add(1, Ordering::Relaxed),
            self.endpoints.arm,
            now()
        ))
    }
}
