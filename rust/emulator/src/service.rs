//! The interface between the server and an endpoint, which answers requests and owns its state.

use crate::context::{Context, ResponseOverrides};
use crate::http::{Reply, Request};
use crate::model::inventory::Inventory;

/// An endpoint's behavior.
pub trait Service: Send + Sync {
    /// The path at which tokens are requested. Empty if the endpoint doesn't issue tokens.
    fn token_path(&self) -> &'static str;

    /// The environment variables that the endpoint's platform sets, for an endpoint at `base`.
    fn variables(&self, _base: &str, _inventory: &Inventory) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Admits a request. The server holds the returned value until the response is sent.
    ///
    /// # Errors
    /// The response, when a rate limit is reached.
    fn admit(&self, _: &Context, _: &Request) -> Result<Option<Box<dyn Send>>, Reply> {
        Ok(None)
    }

    /// Answers a request.
    fn answer(&self, context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply;

    /// The service's usual body for a fault's status.
    fn usual_error(&self, context: &Context, status: u16) -> Reply;

    /// Adds the headers that every response of the service has.
    fn finish(&self, reply: Reply, _: &Context, _: &Request) -> Reply {
        reply
    }

    /// Whether a request is for a token. A trailing slash is ignored.
    fn is_token_request(&self, request: &Request) -> bool {
        request.path.trim_end_matches('/').eq_ignore_ascii_case(self.token_path())
    }
}
