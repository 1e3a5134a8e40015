//! The Instance Metadata Service: its paths, and the rules that apply to all of them.

pub mod errors;
mod instance;
mod limits;
mod token;
pub mod versions;

use crate::context::{Context, ResponseOverrides};
use crate::http::{Reply, Request};
use crate::service::Service;
use hyper::Method;
use limits::Limiter;

pub use token::issue;

/// The real service's `Server` header. Clients recognize the service by the part before the slash.
const SERVER: &str = "IMDS/150.870.65.1854";

/// The path at which tokens are requested.
const TOKEN_PATH: &str = "/metadata/identity/oauth2/token";

/// The service.
#[derive(Default)]
pub struct InstanceMetadata {
    limiter: Limiter,
}

impl Service for InstanceMetadata {
    fn token_path(&self) -> &'static str {
        TOKEN_PATH
    }

    fn admit(&self, context: &Context, request: &Request) -> Result<Option<Box<dyn Send>>, Reply> {
        if context.scenario.imds.rate_limits { self.limiter.admit(request) } else { Ok(None) }
    }

    fn answer(&self, context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply {
        let path = request.path.trim_end_matches('/').to_ascii_lowercase();
        let handler: fn(&Context, &Request, &ResponseOverrides) -> Reply = match path.as_str() {
            TOKEN_PATH => token::token,
            "/metadata/identity/info" => |context, request, _| token::info(context, request),
            "/metadata/versions" => |_, _, _| versions::list(),
            _ if path == "/metadata/instance" || path.starts_with("/metadata/instance/") => {
                |context, request, _| instance::read(context, request)
            }
            // Includes the certificate-issuing protocol: a host that knows only version 1 responds with 404, regardless of the headers.
            _ => return errors::not_found(),
        };
        if request.headers.contains_key("x-forwarded-for") {
            return errors::invalid_request(
                "Request contains the X-Forwarded-For header: requests through a proxy are not allowed",
            );
        }
        if request.header("metadata") != Some("true") {
            return errors::invalid_request("Required metadata header not specified");
        }
        if request.method != Method::GET {
            return errors::usual(405).with("allow", "GET");
        }
        if let Some(name) = request.repeated_parameter() {
            return errors::invalid_request(&format!("Query variable '{name}' is specified more than once"));
        }
        handler(context, request, overrides)
    }

    fn usual_error(&self, _: &Context, status: u16) -> Reply {
        errors::usual(status)
    }

    /// Adds the `Server` header, also to faults.
    fn finish(&self, reply: Reply, _: &Context, _: &Request) -> Reply {
        reply.or_with("server", SERVER)
    }
}
