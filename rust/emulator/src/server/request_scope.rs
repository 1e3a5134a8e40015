//! A request in progress, for the counters and the log.

use crate::context::{Context, Outcome};
use crate::endpoint::Endpoint;
use crate::http::{Body, Reply, Request};
use hyper::Response;

/// A request in progress. Its outcome is recorded even if the client disconnects first.
pub struct RequestScope<'a> {
    context: &'a Context,
    endpoint: Endpoint,
    number: u64,
    /// The index in the fault plan of the rule that matched it.
    pub fault: Option<usize>,
    open: bool,
}

impl<'a> RequestScope<'a> {
    /// Counts and logs a request.
    pub fn begin(context: &'a Context, endpoint: Endpoint, connection: u64, request: &Request) -> Self {
        context.counters.update(endpoint, |counters| {
            counters.requests += 1;
            counters.in_flight += 1;
            counters.most_in_flight = counters.most_in_flight.max(counters.in_flight);
        });
        let number = context.log().open(endpoint, connection, request);
        Self { context, endpoint, number, fault: None, open: true }
    }

    /// Records that the request is answered.
    pub fn end(&mut self, reply: Reply) -> Response<Body> {
        self.close(Outcome::Answered { status: reply.status.as_u16() });
        reply.into_response()
    }

    /// Records the outcome of the request, once.
    pub fn close(&mut self, outcome: Outcome) {
        if std::mem::take(&mut self.open) {
            self.context.counters.update(self.endpoint, |counters| counters.in_flight -= 1);
            self.context.log().close(self.number, outcome, self.fault);
        }
    }
}

impl Drop for RequestScope<'_> {
    fn drop(&mut self) {
        self.close(Outcome::Abandoned);
    }
}
