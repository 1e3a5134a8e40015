//! What each endpoint is to the server: something that answers requests and owns its own state.

use crate::context::{Context, ResponseOverrides};
use crate::http::{Reply, Request};
use crate::model::inventory::Inventory;

/// An endpoint's behaviour.
pub trait Service: Send + Sync {
    /// The path at which tokens are requested; empty where none are.
    fn token_path(&self) -> &'static str;

    /// The variables that the endpoint's platform sets, for an endpoint at `base`.
    fn variables(&self, _base: &str, _inventory: &Inventory) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Lets a request in; what is returned is held until the answer is sent.
    ///
    /// # Errors
    /// The answer, when a rate limit is reached.
    fn admit(&self, _: &Context, _: &Request) -> Result<Option<Box<dyn Send>>, Reply> {
        Ok(None)
    }

    /// Answers a request.
    fn answer(&self, context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply;

    /// The service's usual body for a status that a fault asks for.
    fn usual_error(&self, context: &Context, status: u16) -> Reply;

    /// Adds the headers that every answer of the service has.
    fn finish(&self, reply: Reply, _: &Context, _: &Request) -> Reply {
        reply
    }

    /// Whether a request is for a token; a slash at the end makes no difference.
    fn is_token_request(&self, request: &Request) -> bool {
        request.path.trim_end_matches('/').eq_ignore_ascii_case(self.token_path())
    }
}
