//! One request from arrival to response: log, limits, faults, then the service.

use super::control;
use super::request_scope::RequestScope;
use crate::context::{Context, Counters, Outcome, ResponseOverrides};
use crate::endpoint::Endpoint;
use crate::http::{Body, Reply, Request};
use crate::model::faults::Fault;
use crate::service::Service;
use hyper::Response;
use hyper::body::Incoming;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A fault requires that the connection is dropped.
#[derive(Debug)]
pub struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is dropped by a fault")
    }
}

impl std::error::Error for Dropped {}

/// Answers the requests of one endpoint.
#[derive(Clone)]
pub struct Exchange {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The service behind it.
    pub service: Arc<dyn Service>,
    /// The state that it shares with the other endpoints.
    pub context: Arc<Context>,
}

impl Exchange {
    /// Changes the endpoint's counts.
    pub fn count(&self, change: impl FnOnce(&mut Counters)) {
        self.context.counters.update(self.endpoint, change);
    }

    /// Returns the number of a new connection.
    pub fn next_connection(&self) -> u64 {
        self.context.next_connection()
    }

    /// Answers one request.
    pub async fn answer(self, connection: u64, request: hyper::Request<Incoming>) -> Result<Response<Body>, Dropped> {
        let Self { endpoint, service, context } = self;
        let Some(request) = Request::read(request).await else {
            return Ok(Reply::empty(413).into_response());
        };
        if control::is_control(&request.path) {
            return Ok(control::answer(&context, &request).into_response());
        }
        let mut scope = RequestScope::begin(&context, endpoint, connection, &request);
        let _slot = match service.admit(&context, &request) {
            Ok(slot) => slot,
            Err(refused) => return Ok(scope.end(service.finish(refused, &context, &request))),
        };

        let met = context.faults().meet(endpoint, &request);
        let (fault_at, fault) = met.unzip();
        scope.fault = fault_at;
        let fault = fault.unwrap_or_else(|| Fault::at(endpoint));
        if fault.delay_ms > 0 {
            tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
        }
        if fault.reset {
            scope.close(Outcome::Reset);
            return Err(Dropped);
        }
        let overrides = ResponseOverrides { claims: fault.claims.clone(), revoke: fault.revoke };
        let reply = fault
            .reply(|status| service.usual_error(&context, status))
            .unwrap_or_else(|| service.answer(&context, &request, &overrides));
        let reply = service.finish(reply, &context, &request);
        Ok(scope.end(fault.apply_headers(reply)))
    }
}
