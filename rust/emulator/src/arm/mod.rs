//! Azure Resource Manager: authentication, routing, and the order of the checks.

mod arm_request;
mod bearer;
mod caller;
mod changes;
mod deployments;
mod errors;
mod filter;
mod graph;
mod groups;
mod kql;
mod metadata;
mod operations;
mod paging;
mod resources;
mod roles;
mod route;
mod subscriptions;
mod template;
mod throttle;
mod vault;
mod versions;

use crate::context::{Context, ResponseOverrides};
use crate::http::{Reply, Request};
use crate::model::scenario::Scenario;
use crate::service::Service;
use arm_request::{Answer, ArmRequest};
use changes::Changes;
use graph::Graph;
use hyper::Method;
use route::Route;
use std::sync::{Mutex, OnceLock};
use throttle::Throttle;

pub use vault::VAULT_DOMAIN;

/// The service.
pub struct ResourceManager {
    changes: Mutex<Changes>,
    graph: Graph,
    throttle: Throttle,
    /// The accepted audiences. They depend on the address, which is known only once it listens.
    audiences: OnceLock<Vec<String>>,
}

impl ResourceManager {
    /// Creates a service in its initial state.
    pub fn new(scenario: &Scenario) -> Self {
        Self {
            changes: Mutex::new(Changes::new(scenario)),
            graph: Graph::default(),
            throttle: Throttle::default(),
            audiences: OnceLock::new(),
        }
    }

    /// Checks in the real service's order: token, api-version, subscription, authorization, resource group, resource.
    fn respond(&self, context: &Context, http: &Request, overrides: &ResponseOverrides) -> Answer {
        let changes = &self.changes;
        if let Some(vault) = vault::of(http) {
            return vault::answer(context, changes, http, overrides, &vault);
        }
        let segments = http.segments();
        let route = Route::of(&segments);
        if let Some(Route::Metadata) = route {
            return Ok(metadata::read(context, http));
        }
        let subscription = route.as_ref().and_then(Route::subscription);
        let accepted = self.audiences.get_or_init(|| bearer::audiences(context));
        let caller = bearer::check(context, changes, http, overrides, subscription, accepted)?;
        versions::check(http, route.as_ref())?;
        let route = route.ok_or_else(|| errors::no_such_path(&segments))?;
        if let Some(id) = subscription {
            subscriptions::check(context, id)?;
        }
        let request = ArmRequest { context, changes, http, caller };
        if !context.scenario.arm.rate_limits {
            return self.dispatch(&request, route);
        }
        let (header, left) = self.throttle.take(http, &request.caller)?;
        let reply = self.dispatch(&request, route);
        Ok(reply.unwrap_or_else(|refusal| refusal).with(header, &left.to_string()))
    }

    fn dispatch(&self, request: &ArmRequest<'_>, route: Route<'_>) -> Answer {
        let method = &request.http.method;
        match (&route, method) {
            (Route::Graph, &Method::POST) => return self.graph.query(request),
            (Route::Group { subscription, name }, _) => {
                return groups::one(request, subscription, name);
            }
            (Route::RoleAssignments { scope, name }, _) => {
                return roles::assignments(request, scope, *name);
            }
            (Route::One { collection, name }, _) if collection.is_of("Microsoft.Resources/deployments") => {
                return deployments::one(request, collection, name);
            }
            (Route::List { collection, parent: Some(name) }, &Method::POST)
                if collection.is_of("Microsoft.Resources/deployments/validate") =>
            {
                return deployments::validate(request, collection, name);
            }
            (Route::One { collection, name }, &Method::PUT) => {
                return resources::put(request, collection, name);
            }
            (Route::One { collection, name }, &Method::DELETE) => {
                return resources::delete(request, collection, name);
            }
            (_, &Method::GET) => {}
            _ => return Err(errors::method_not_allowed(method)),
        }
        match route {
            Route::Tenants => subscriptions::tenants(request),
            Route::Subscriptions => subscriptions::list(request),
            Route::Subscription { id } => subscriptions::one(request, id),
            Route::Groups { subscription } => groups::list(request, subscription),
            Route::OperationResult { operation, .. } => operations::result(request, operation),
            Route::RoleDefinitions { scope } => roles::definitions(request, &scope),
            Route::GenericList { subscription } => resources::generic_list(request, subscription),
            Route::List { collection, parent: Some(name) }
                if collection.is_of("Microsoft.Resources/deployments/operations") =>
            {
                deployments::steps(request, &collection, &name)
            }
            Route::List { collection, parent } => resources::list(request, &collection, parent.as_deref()),
            Route::One { collection, name }
                if collection.is_of("Microsoft.Resources/deployments/operationStatuses") =>
            {
                let operation = name.rsplit('/').next().unwrap_or_default();
                operations::deployment_status(request, operation)
            }
            Route::One { collection, name } => resources::one(request, &collection, &name),
            Route::OwnIdentity { collection, name } => resources::own_identity(request, &collection, &name),
            Route::Metadata | Route::Graph | Route::Group { .. } | Route::RoleAssignments { .. } => {
                Err(errors::method_not_allowed(method))
            }
        }
    }
}

impl Service for ResourceManager {
    fn token_path(&self) -> &'static str {
        ""
    }

    fn answer(&self, context: &Context, request: &Request, overrides: &ResponseOverrides) -> Reply {
        self.respond(context, request, overrides).unwrap_or_else(|refusal| refusal)
    }

    fn usual_error(&self, _: &Context, status: u16) -> Reply {
        errors::usual(status)
    }

    fn finish(&self, reply: Reply, context: &Context, request: &Request) -> Reply {
        let id = context.next_id();
        let correlation = request.header("x-ms-correlation-request-id").unwrap_or(&id).to_owned();
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
        match (request.header("x-ms-client-request-id"), request.header("x-ms-return-client-request-id")) {
            (Some(client), Some(wanted)) if wanted.eq_ignore_ascii_case("true") => {
                reply.or_with("x-ms-client-request-id", client)
            }
            _ => reply,
        }
    }
}
