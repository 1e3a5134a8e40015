//! What all endpoints of one emulator share.

use crate::counters::CounterTable;
use crate::endpoints::Endpoints;
use crate::fault::FaultPlan;
use crate::guid;
use crate::imds::Limiter;
use crate::request_log::RequestLog;
use crate::scenario::Scenario;
use crate::token::{TokenIssuer, now};
use crate::world::World;
use serde_json::{Map, Value};
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
}

impl Shared {
    /// A world in which nothing has happened yet.
    pub fn new(scenario: Scenario, world: World, endpoints: Endpoints, allow_remote: bool) -> Self {
        Self {
            tokens: TokenIssuer::new(&world.tenant_id, scenario.token_lifetime_seconds),
            scenario,
            world,
            endpoints,
            allow_remote,
            counters: CounterTable::default(),
            limiter: Limiter::default(),
            faults: Mutex::default(),
            log: Mutex::default(),
            connections: AtomicU64::new(0),
            ids: AtomicU64::new(0),
        }
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
