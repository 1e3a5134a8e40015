//! Tokens of this machine's identities, and its tenant.

use super::{errors, versions};
use crate::fault::Endpoint;
use crate::guid::is_guid;
use crate::http::{Reply, Request};
use crate::shared::{Answering, Shared};
use crate::world::{Identity, World};
use serde_json::{Map, Value, json};

/// Reads one of an identity's ids.
type IdOf = fn(&Identity) -> &str;

/// The parameters that name an identity; they exclude each other, and the answer echoes the one given.
const SELECTORS: [(&str, IdOf); 3] = [
    ("client_id", |identity| &identity.client_id),
    ("object_id", |identity| &identity.principal_id),
    ("msi_res_id", |identity| &identity.resource_id),
];

/// `/metadata/identity/oauth2/token`.
pub fn token(shared: &Shared, request: &Request, answering: &Answering) -> Reply {
    match request.parameter("api-version") {
        None | Some("") => {
            return errors::invalid_request("Required query variable 'api-version' is missing");
        }
        Some(version) if !versions::has_identity(version) => return errors::bad_version(),
        Some(_) => {}
    }
    let resource = match request.parameter("resource") {
        None | Some("") => {
            return errors::invalid_request("Required query variable 'resource' is missing");
        }
        Some(resource) => resource,
    };
    let given = SELECTORS
        .iter()
        .filter_map(|(name, id)| Some((*name, *id, request.parameter(name)?)))
        .collect::<Vec<_>>();
    if given.len() > 1 {
        return errors::invalid_request(
            "Only one of client_id, object_id and msi_res_id may be specified",
        );
    }
    let identity = match given.first() {
        Some((_, id, value)) => named(&shared.world, *id, value),
        None => unnamed(&shared.world),
    };
    let identity = match identity {
        Ok(identity) => identity,
        Err(reply) => return reply,
    };
    if is_unknown(shared, resource) {
        return errors::invalid_resource(shared, resource);
    }
    let bypass = match request.parameter("bypass_cache") {
        None => false,
        Some("true") => true,
        Some(_) => {
            return errors::invalid_request(
                "The only value of query variable 'bypass_cache' is 'true'",
            );
        }
    };

    let (token, is_new) = shared
        .tokens
        .token(identity, resource, bypass, &answering.claims);
    if is_new {
        shared
            .counters
            .update(Endpoint::Imds, |counters| counters.tokens_issued += 1);
    }
    let mut body = Map::new();
    let mut set = |name: &str, value: String| body.insert(name.to_owned(), Value::String(value));
    set("access_token", token.text.clone());
    set("client_id", identity.client_id.clone());
    set("expires_in", token.expires_in().to_string());
    set("expires_on", token.expires_on.to_string());
    set(
        "ext_expires_in",
        shared.tokens.lifetime().saturating_sub(1).to_string(),
    );
    set("not_before", token.not_before.to_string());
    set("resource", resource.to_owned());
    set("token_type", "Bearer".to_owned());
    if let Some((name, id, _)) = given.first() {
        set(name, id(identity).to_owned());
    }
    Reply::json(200, &body)
}

/// `/metadata/identity/info`.
pub fn info(shared: &Shared, request: &Request, _: &Answering) -> Reply {
    if !request
        .parameter("api-version")
        .is_some_and(versions::has_identity)
    {
        return errors::bad_version();
    }
    let this = &shared.world.this_vm;
    if this.system_assigned.is_none() && this.user_assigned.is_empty() {
        return errors::invalid_request("Identity not found");
    }
    Reply::json(200, &json!({ "tenantId": shared.world.tenant_id }))
}

/// The identity of this machine whose id is `value`.
fn named<'a>(world: &'a World, id: IdOf, value: &str) -> Result<&'a Identity, Reply> {
    let this = &world.this_vm;
    let mut attached = this
        .system_assigned
        .iter()
        .chain(&this.user_assigned)
        .map(|at| &world.identities[*at]);
    attached
        .find(|identity| id(identity).eq_ignore_ascii_case(value))
        .ok_or_else(|| errors::invalid_request("Identity not found"))
}

/// The identity that answers when none is named: the machine's own, else the only one assigned to it.
fn unnamed(world: &World) -> Result<&Identity, Reply> {
    let this = &world.this_vm;
    match (this.system_assigned, this.user_assigned.as_slice()) {
        (Some(own), _) => Ok(&world.identities[own]),
        (None, [only]) => Ok(&world.identities[*only]),
        (None, []) => Err(errors::invalid_request("Identity not found")),
        (None, _) => Err(errors::invalid_request(
            "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request",
        )),
    }
}

/// Whether the tenant knows a resource: an absolute URI or an application's GUID that the scenario doesn't list as unknown.
fn is_unknown(shared: &Shared, resource: &str) -> bool {
    let listed = shared
        .scenario
        .imds
        .unknown_resources
        .iter()
        .any(|unknown| {
            unknown
                .trim_end_matches('/')
                .eq_ignore_ascii_case(resource.trim_end_matches('/'))
        });
    let has_scheme = resource
        .split_once("://")
        .is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty());
    listed || !(has_scheme || is_guid(resource))
}
