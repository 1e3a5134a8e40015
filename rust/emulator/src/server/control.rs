//! `/emulator/...`: requests that control a running emulator.

use crate::context::Context;
use crate::http::{Reply, Request};
use crate::model::faults::Fault;
use hyper::Method;
use serde_json::json;
use std::net::IpAddr;

/// Whether a path is for the emulator itself.
pub fn is_control(path: &str) -> bool {
    path == "/emulator" || path.starts_with("/emulator/")
}

/// Answers a control request.
pub fn answer(context: &Context, request: &Request) -> Reply {
    if let Some(reason) = refusal(context, request) {
        return error(403, "Refused", reason);
    }
    match (request.path.trim_end_matches('/'), &request.method) {
        ("/emulator", &Method::GET) => Reply::json(200, &context.endpoints),
        ("/emulator/scenario", &Method::GET) => Reply::json(200, &context.scenario),
        ("/emulator/faults", &Method::GET) => Reply::json(200, &context.faults().remaining()),
        ("/emulator/faults", &Method::PUT) => match Fault::list_from_json(&String::from_utf8_lossy(&request.body)) {
            Ok(faults) => {
                context.faults().set(faults);
                Reply::json(200, &context.faults().remaining())
            }
            Err(wrong) => error(400, "InvalidFault", &wrong.to_string()),
        },
        ("/emulator/faults", &Method::DELETE) => {
            context.faults().set(Vec::new());
            Reply::empty(204)
        }
        ("/emulator/requests", &Method::GET) => Reply::json(200, &context.log().all()),
        ("/emulator/requests", &Method::DELETE) => {
            context.log().clear();
            context.counters.clear();
            Reply::empty(204)
        }
        ("/emulator/counters", &Method::GET) => Reply::json(200, &context.counters.all()),
        ("/emulator" | "/emulator/scenario" | "/emulator/faults" | "/emulator/requests" | "/emulator/counters", _) => {
            error(405, "MethodNotAllowed", "this path doesn't support this method")
        }
        _ => error(
            404,
            "NotFound",
            "there are /emulator, /emulator/scenario, /emulator/faults, /emulator/requests and /emulator/counters",
        ),
    }
}

fn error(status: u16, code: &str, message: &str) -> Reply {
    Reply::json(status, &json!({ "error": { "code": code, "message": message } }))
}

/// Returns why a request is refused. Web pages must not control an emulator, neither from another origin nor through a host name that
/// resolves to loopback (DNS rebinding).
fn refusal(context: &Context, request: &Request) -> Option<&'static str> {
    if request.headers.contains_key("origin") {
        return Some("requests from web pages (with an Origin header) are refused");
    }
    if request.header("sec-fetch-site").is_some_and(|site| !site.eq_ignore_ascii_case("none")) {
        return Some("requests from web pages (with a Sec-Fetch-Site header) are refused");
    }
    if !context.allow_remote && !request.header("host").is_some_and(is_loopback) {
        return Some("the Host header must be localhost or a loopback address");
    }
    None
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
