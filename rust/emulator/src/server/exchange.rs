//! One request from its arrival to its answer: log, limits, faults, then the service asked.

use crate::fault::{Endpoint, Fault};
use crate::http::{Body, Reply, Request};
use crate::imds::Slot;
use crate::request_log::Outcome;
use crate::shared::{Answering, Shared};
use crate::{control, imds, service};
use hyper::Response;
use hyper::body::Incoming;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A fault wants the connection dropped.
#[derive(Debug)]
pub struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is dropped by a fault")
    }
}

impl std::error::Error for Dropped {}

/// Answers one request.
pub async fn answer(
    shared: Arc<Shared>,
    endpoint: Endpoint,
    connection: u64,
    request: hyper::Request<Incoming>,
) -> Result<Response<Body>, Dropped> {
    let Some(request) = Request::read(request).await else {
        return Ok(Reply::empty(413).into_response());
    };
    if control::is_control(&request.path) {
        return Ok(control::answer(&shared, &request).into_response());
    }
    let mut visit = Visit::begin(&shared, endpoint, connection, &request);
    let limited = endpoint == Endpoint::Imds && shared.scenario.imds.rate_limits;
    let admitted = if limited {
        shared.limiter.enter(&request)
    } else {
        Ok(Slot::unlimited())
    };
    let _slot = match admitted {
        Ok(slot) => slot,
        Err(refused) => return Ok(visit.end(imds::sign(refused))),
    };

    let met = shared.faults().meet(endpoint, &request);
    let (fault_at, fault) = met.unzip();
    visit.fault = fault_at;
    let fault = fault.unwrap_or_else(|| Fault::at(endpoint));
    if fault.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    }
    if fault.reset {
        visit.close(Outcome::Reset);
        return Err(Dropped);
    }
    let answering = Answering {
        claims: fault.claims.clone(),
        revoke: fault.revoke,
    };
    let reply = fault
        .reply(|status| service::usual_error(endpoint, &shared, status))
        .unwrap_or_else(|| service::answer(endpoint, &shared, &request, &answering));
    let reply = service::sign(endpoint, reply, &shared, &request);
    Ok(visit.end(fault.dress(reply)))
}

/// A request under way; what becomes of it is noted even when the client goes away first.
struct Visit<'a> {
    shared: &'a Shared,
    endpoint: Endpoint,
    number: u64,
    fault: Option<usize>,
    open: bool,
}

impl<'a> Visit<'a> {
    fn begin(shared: &'a Shared, endpoint: Endpoint, connection: u64, request: &Request) -> Self {
        shared.counters.update(endpoint, |counters| {
            counters.requests += 1;
            counters.in_flight += 1;
            counters.most_in_flight = counters.most_in_flight.max(counters.in_flight);
        });
        let number = shared.log().open(endpoint, connection, request);
        Self {
            shared,
            endpoint,
            number,
            fault: None,
            open: true,
        }
    }

    fn end(&mut self, reply: Reply) -> Response<Body> {
        self.close(Outcome::Answered {
            status: reply.status.as_u16(),
        });
        reply.into_response()
    }

    fn close(&mut self, outcome: Outcome) {
        if std::mem::take(&mut self.open) {
            self.shared
                .counters
                .update(self.endpoint, |counters| counters.in_flight -= 1);
            self.shared.log().close(self.number, outcome, self.fault);
        }
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        self.close(Outcome::Abandoned);
    }
}
