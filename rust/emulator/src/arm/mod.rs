//! Azure Resource Manager: who is asking, for what, and in which order a request is refused.

mod bearer;
mod deployments;
mod errors;
mod filter;
mod graph;
mod groups;
mod kql;
mod metadata;
mod paging;
mod resources;
mod roles;
mod route;
mod state;
mod subscriptions;
mod template;
mod throttle;
mod vault;
mod versions;

use crate::http::{Reply, Request};
use crate::shared::{Answering, Shared};
use hyper::Method;
use route::Route;

pub use errors::usual as usual_error;
pub use state::State;

/// Key vaults are the hosts below this one.
pub const VAULT_DOMAIN: &str = "vault.localhost";

/// Answers a request. The checks come in the real service's order: token, api-version, subscription, authorization, resource
/// group, resource.
pub fn answer(shared: &Shared, request: &Request, answering: &Answering) -> Reply {
    if let Some(vault) = vault::of(request) {
        return vault::answer(shared, request, answering, &vault);
    }
    let segments = request.segments();
    let route = Route::of(&segments);
    if let Some(Route::Metadata) = route {
        return metadata::read(shared, request);
    }
    let accepted = bearer::audiences(shared);
    let caller = match bearer::check(shared, request, answering, route.as_ref(), &accepted) {
        Ok(caller) => caller,
        Err(reply) => return reply,
    };
    if let Err(reply) = versions::check(request, route.as_ref()) {
        return reply;
    }
    let Some(route) = route else {
        return errors::no_such_path(&segments);
    };
    if let Some(id) = route.subscription()
        && let Err(reply) = subscriptions::check(shared, id)
    {
        return reply;
    }
    if !shared.scenario.arm.rate_limits {
        return serve(shared, request, &caller, route);
    }
    match throttle::take(shared, request, &caller) {
        Ok((header, left)) => {
            serve(shared, request, &caller, route).with(header, &left.to_string())
        }
        Err(refused) => refused,
    }
}

fn serve(shared: &Shared, request: &Request, caller: &bearer::Caller, route: Route<'_>) -> Reply {
    match &route {
        Route::Graph if request.method == Method::POST => {
            return graph::query(shared, request, caller);
        }
        Route::Group { subscription, name } => {
            return groups::one(shared, request, caller, subscription, name);
        }
        Route::RoleAssignments { scope, name } => {
            return roles::assignments(shared, request, caller, scope, *name);
        }
        Route::One { place, name }
            if place
                .kind
                .eq_ignore_ascii_case("Microsoft.Resources/deployments") =>
        {
            return deployments::one(shared, request, caller, place, name);
        }
        Route::List {
            place,
            parent: Some(name),
        } if request.method == Method::POST
            && place
                .kind
                .eq_ignore_ascii_case("Microsoft.Resources/deployments/validate") =>
        {
            return deployments::validate(shared, request, caller, place, name);
        }
        Route::One { place, name } if request.method == Method::PUT => {
            return resources::put(shared, request, caller, place, name);
        }
        Route::One { place, name } if request.method == Method::DELETE => {
            return resources::delete(shared, caller, place, name);
        }
        _ => {}
    }
    if request.method != Method::GET {
        return errors::method_not_allowed(&request.method);
    }
    match route {
        Route::Metadata => metadata::read(shared, request),
        Route::Tenants => subscriptions::tenants(shared, request),
        Route::Subscriptions => subscriptions::list(shared, request, caller),
        Route::Subscription { id } => subscriptions::one(shared, caller, id),
        Route::Groups { subscription } => groups::list(shared, request, caller, subscription),
        Route::OperationResult { operation, .. } => groups::result(shared, request, operation),
        Route::RoleDefinitions { scope } => roles::definitions(shared, request, &scope),
        Route::GenericList { subscription } => {
            resources::generic_list(shared, request, caller, subscription)
        }
        Route::List {
            place,
            parent: Some(name),
        } if place
            .kind
            .eq_ignore_ascii_case("Microsoft.Resources/deployments/operations") =>
        {
            deployments::steps(shared, request, caller, &place, &name)
        }
        Route::List { place, parent } => {
            resources::list(shared, request, caller, &place, parent.as_deref())
        }
        Route::One { place, name }
            if place
                .kind
                .eq_ignore_ascii_case("Microsoft.Resources/deployments/operationStatuses") =>
        {
            deployments::status(shared, name.rsplit('/').next().unwrap_or_default())
        }
        Route::One { place, name } => resources::one(shared, caller, &place, &name),
        Route::OwnIdentity { place, name } => {
            resources::own_identity(shared, caller, &place, &name)
        }
        Route::Graph | Route::Group { .. } | Route::RoleAssignments { .. } => {
            errors::method_not_allowed(&request.method)
        }
    }
}

/// Puts on the headers that every answer has.
pub fn sign(reply: Reply, shared: &Shared, request: &Request) -> Reply {
    let id = shared.next_id();
    let correlation = request
        .header("x-ms-correlation-request-id")
        .unwrap_or(&id)
        .to_owned();
    let routing = format!("WESTEUROPE:20260101T000000Z:{id}");
    let mut reply = reply
        .or_with("x-ms-request-id", &id)
        .or_with("x-ms-correlation-request-id", &correlation)
        .or_with("x-ms-routing-request-id", &routing)
        .or_with("cache-control", "no-cache")
        .or_with("x-content-type-options", "nosniff");
    if reply.status.is_success() && request.headers.contains_key("authorization") {
        reply = reply.or_with("x-ms-ratelimit-remaining-subscription-reads", "11999");
    }
    match (
        request.header("x-ms-client-request-id"),
        request.header("x-ms-return-client-request-id"),
    ) {
        (Some(client), Some(wanted)) if wanted.eq_ignore_ascii_case("true") => {
            reply.or_with("x-ms-client-request-id", client)
        }
        _ => reply,
    }
}
