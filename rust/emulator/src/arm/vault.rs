//! Secrets of key vaults: `https://{vault}.vault.localhost:PORT`, on the listener of Resource Manager.
//!
//! Names below `localhost` are this machine wherever they are resolved by the rules (RFC 6761), so a vault has a host name of its
//! own here as it has at Azure, and clients find its audience the same way.

use super::bearer::{self, Caller};
use super::{VAULT_DOMAIN, errors, paging};
use crate::http::{Reply, Request};
use crate::shared::{Answering, Shared};
use hyper::Method;
use serde_json::{Value, json};

/// The vault that a request is for, by its host name.
pub fn of(request: &Request) -> Option<String> {
    let host = request.header("host")?.to_ascii_lowercase();
    let host = host
        .rsplit_once(':')
        .map_or(host.as_str(), |(host, _)| host);
    let vault = host.strip_suffix(VAULT_DOMAIN)?.strip_suffix('.')?;
    (!vault.is_empty() && !vault.contains('.')).then(|| vault.to_owned())
}

/// Answers a request for a vault.
pub fn answer(shared: &Shared, request: &Request, answering: &Answering, vault: &str) -> Reply {
    let audience = format!("https://{VAULT_DOMAIN}");
    let caller = match bearer::check(
        shared,
        request,
        answering,
        None,
        std::slice::from_ref(&audience),
    ) {
        Ok(caller) => caller,
        Err(reply) => {
            let tenant = &shared.world.tenant_id;
            let challenge = format!(
                "Bearer authorization=\"https://login.microsoftonline.com/{tenant}\", resource=\"{audience}\""
            );
            return match reply.status.as_u16() {
                // A revoked token gets the claims challenge that it was given.
                401 if !is_challenge(&reply) => reply.with("www-authenticate", &challenge),
                _ => reply,
            };
        }
    };
    match request.parameter("api-version") {
        Some("7.0" | "7.1" | "7.2" | "7.3" | "7.4" | "7.5" | "7.6" | "2016-10-01") => {}
        _ => {
            return errors::plain(
                400,
                "BadParameter",
                "api-version must be specified, and one that is known",
            );
        }
    }
    let segments = request.segments();
    let parts: Vec<_> = segments.iter().map(String::as_str).collect();
    match (&request.method, parts.as_slice()) {
        (&Method::GET, ["secrets"]) => list(shared, request, &caller, vault),
        (&Method::GET, ["secrets", name]) => get(shared, request, &caller, vault, name, None),
        (&Method::GET, ["secrets", name, version]) => {
            get(shared, request, &caller, vault, name, Some(version))
        }
        (&Method::PUT, ["secrets", name]) => set(shared, request, &caller, vault, name),
        _ => errors::plain(404, "NotFound", "The path is not served by this vault."),
    }
}

fn allowed(shared: &Shared, caller: &Caller, vault: &str, verb: &str) -> Result<(), Reply> {
    let action = format!("Microsoft.KeyVault/vaults/secrets/{verb}/action");
    let scope = scope(shared, vault);
    if shared.may(&caller.object_id, &action, &scope) {
        return Ok(());
    }
    let tenant = &shared.world.tenant_id;
    Err(errors::plain(
        403,
        "Forbidden",
        &format!(
            "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions \
             were changed recently, please observe propagation time.\r\nCaller: appid={};oid={};iss=https://sts.windows.net/{tenant}/\r\n\
             Action: '{action}'\r\nResource: '{scope}'\r\nAssignment: (not found)\r\nVault: {vault};location=westeurope",
            caller.client_id, caller.object_id
        ),
    ))
}

/// The vault's id: of the resource of that name, or where the first one of a scenario would be.
fn scope(shared: &Shared, vault: &str) -> String {
    let found = shared.resources().into_iter().find(|resource| {
        resource
            .kind
            .eq_ignore_ascii_case("Microsoft.KeyVault/vaults")
            && resource.name.eq_ignore_ascii_case(vault)
    });
    found.map_or_else(
        || {
            let machine = shared.world.this_resource();
            format!(
                "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.KeyVault/vaults/{vault}",
                machine.subscription_id, machine.group
            )
        },
        |resource| resource.id.clone(),
    )
}

fn get(
    shared: &Shared,
    request: &Request,
    caller: &Caller,
    vault: &str,
    name: &str,
    version: Option<&str>,
) -> Reply {
    if let Err(reply) = allowed(shared, caller, vault, "getSecret") {
        return reply;
    }
    let made = shared.state.made();
    let versions = made.secrets.get(&(vault.to_owned(), name.to_lowercase()));
    let found = versions.and_then(|versions| match version {
        Some(wanted) => versions
            .iter()
            .find(|(version, _)| version.eq_ignore_ascii_case(wanted)),
        None => versions.last(),
    });
    match found {
        Some((version, secret)) => Reply::json(200, &shown(shared, request, name, version, secret)),
        None => errors::plain(
            404,
            "SecretNotFound",
            &format!(
                "A secret with (name/id) {name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command."
            ),
        ),
    }
}

fn set(shared: &Shared, request: &Request, caller: &Caller, vault: &str, name: &str) -> Reply {
    if let Err(reply) = allowed(shared, caller, vault, "setSecret") {
        return reply;
    }
    let body = serde_json::from_slice::<Value>(&request.body).unwrap_or_default();
    if !body["value"].is_string() {
        return errors::plain(400, "BadParameter", "Property value is required.");
    }
    let version = shared.next_id().replace('-', "");
    let answer = shown(shared, request, name, &version, &body);
    let key = (vault.to_owned(), name.to_lowercase());
    let mut made = shared.state.made();
    made.secrets.entry(key).or_default().push((version, body));
    Reply::json(200, &answer)
}

fn list(shared: &Shared, request: &Request, caller: &Caller, vault: &str) -> Reply {
    if let Err(reply) = allowed(shared, caller, vault, "readMetadata") {
        return reply;
    }
    let base = paging::base(shared, request);
    let made = shared.state.made();
    let names = made.secrets.keys().filter(|(of, _)| of == vault);
    let items = names.map(|(_, name)| json!({ "id": format!("{base}/secrets/{name}"), "attributes": { "enabled": true } }));
    let items = items.collect();
    drop(made);
    paging::page(shared, request, items)
}

fn shown(shared: &Shared, request: &Request, name: &str, version: &str, secret: &Value) -> Value {
    let mut shown = json!({
        "value": secret["value"],
        "id": format!("{}/secrets/{name}/{version}", paging::base(shared, request)),
        "attributes": { "enabled": true, "created": 1_767_225_600, "updated": 1_767_225_600, "recoveryLevel": "Recoverable+Purgeable" },
    });
    for member in ["contentType", "tags"] {
        if !secret[member].is_null() {
            shown[member] = secret[member].clone();
        }
    }
    shown
}

fn is_challenge(reply: &Reply) -> bool {
    reply
        .headers
        .get("www-authenticate")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("insufficient_claims"))
}
