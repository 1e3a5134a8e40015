//! What all endpoints of one emulator share.

use crate::arm::State;
use crate::counters::CounterTable;
use crate::endpoints::Endpoints;
use crate::fault::{Endpoint, FaultPlan};
use crate::guid;
use crate::hosts::Keys;
use crate::imds::Limiter;
use crate::request_log::RequestLog;
use crate::scenario::Scenario;
use crate::token::{IssuedToken, Renewal, TokenIssuer, now, sha256};
use crate::world::{Identity, World};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One emulator's world and what happened in it.
pub struct Shared {
    /// The settings.
    pub scenario: Scenario,
    /// The world.
    pub world: World,
    /// Where everything is.
    pub endpoints: Endpoints,
    /// Whether others than this machine may ask; see [`crate::Options::allow_remote`].
    pub allow_remote: bool,
    /// Where tokens come from.
    pub tokens: TokenIssuer,
    /// What is counted.
    pub counters: CounterTable,
    /// The limits of the Instance Metadata Service.
    pub limiter: Limiter,
    /// The Arc agent's keys.
    pub arc_keys: Keys,
    /// What changes in Resource Manager.
    pub state: State,
    secrets: BTreeMap<Endpoint, String>,
    revoked: Mutex<BTreeSet<String>>,
    faults: Mutex<FaultPlan>,
    log: Mutex<RequestLog>,
    connections: AtomicU64,
    ids: AtomicU64,
}

/// How one request is to be answered, apart from what it asks.
#[derive(Default)]
pub struct Answering {
    /// Claims that replace those of the token it is answered with.
    pub claims: Map<String, Value>,
    /// Whether the token it came with counts as revoked from now on.
    pub revoke: bool,
}

impl Shared {
    /// A world in which nothing has happened yet.
    pub fn new(
        scenario: Scenario,
        world: World,
        endpoints: Endpoints,
        secrets: BTreeMap<Endpoint, String>,
        allow_remote: bool,
    ) -> Self {
        Self {
            state: State::new(&scenario, &world),
            tokens: TokenIssuer::new(&world.tenant_id, scenario.token_lifetime_seconds),
            scenario,
            world,
            endpoints,
            allow_remote,
            counters: CounterTable::default(),
            limiter: Limiter::default(),
            arc_keys: Keys::default(),
            secrets,
            revoked: Mutex::default(),
            faults: Mutex::default(),
            log: Mutex::default(),
            connections: AtomicU64::new(0),
            ids: AtomicU64::new(0),
        }
    }

    /// A token of this identity, counted if it is new.
    pub fn issue(
        &self,
        endpoint: Endpoint,
        identity: &Identity,
        resource: &str,
        renewal: Renewal<'_>,
        answering: &Answering,
    ) -> IssuedToken {
        let (token, is_new) = self
            .tokens
            .token(identity, resource, renewal, &answering.claims);
        if is_new {
            self.counters
                .update(endpoint, |counters| counters.tokens_issued += 1);
        }
        token
    }

    /// Whether the tenant knows a resource: an absolute URI or an application's GUID that the scenario doesn't list as unknown.
    pub fn knows(&self, resource: &str) -> bool {
        let listed = self.scenario.unknown_resources.iter().any(|unknown| {
            unknown
                .trim_end_matches('/')
                .eq_ignore_ascii_case(resource.trim_end_matches('/'))
        });
        let has_scheme = resource
            .split_once("://")
            .is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty());
        !listed && (has_scheme || guid::is_guid(resource))
    }

    /// Whether a header holds the secret that an endpoint's clients are given.
    pub fn is_secret(&self, endpoint: Endpoint, header: Option<&str>) -> bool {
        header.is_some() && header == self.secrets.get(&endpoint).map(String::as_str)
    }

    /// From now on, this token is revoked.
    pub fn revoke(&self, token: &str) {
        self.revoked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(sha256(token));
    }

    /// Whether this token is revoked.
    pub fn is_revoked(&self, token: &str) -> bool {
        self.revoked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&sha256(token))
    }

    /// The fault plan.
    pub fn faults(&self) -> MutexGuard<'_, FaultPlan> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The request log.
    pub fn log(&self) -> MutexGuard<'_, RequestLog> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a new connection.
    pub fn next_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// A new id for a request.
    pub fn next_id(&self) -> String {
        guid::derived(&format!(
            "request {} of {} at {}",
            self.ids.fetch_add(1, Ordering::Relaxed),
            self.endpoints.arm,
            now()
        ))
    }
}
