//! The Instance Metadata Service: which paths there are, and the rules that hold for all of them.

mod errors;
mod identity;
mod instance;
mod limits;
mod versions;

use crate::http::{Reply, Request};
use crate::shared::{Answering, Shared};
use hyper::Method;

pub use errors::{invalid_resource, plain as error, usual as usual_error};
pub use identity::issue;
pub use limits::{Limiter, Slot};
pub use versions::has_identity;

/// What the real service calls itself; clients tell it by the part before the slash.
const SERVER: &str = "IMDS/150.870.65.1854";

/// Where the token is asked for.
pub const TOKEN_PATH: &str = "/metadata/identity/oauth2/token";

/// Puts on the service's name, which its faults have too.
pub fn sign(reply: Reply) -> Reply {
    reply.or_with("server", SERVER)
}

/// Whether a path counts against the identity limits, not the general ones.
pub fn is_identity(path: &str) -> bool {
    path.to_ascii_lowercase().starts_with("/metadata/identity/")
}

/// Answers a request.
pub fn answer(shared: &Shared, request: &Request, answering: &Answering) -> Reply {
    let path = request.path.trim_end_matches('/').to_ascii_lowercase();
    let handler: fn(&Shared, &Request, &Answering) -> Reply = match path.as_str() {
        TOKEN_PATH => identity::token,
        "/metadata/identity/info" => identity::info,
        "/metadata/versions" => |_, _, _| versions::list(),
        _ if path == "/metadata/instance" || path.starts_with("/metadata/instance/") => {
            instance::read
        }
        // The certificate-issuing protocol, too: a host that knows only version 1 says 404, whatever the headers.
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
        return errors::invalid_request(&format!(
            "Query variable '{name}' is specified more than once"
        ));
    }
    handler(shared, request, answering)
}
