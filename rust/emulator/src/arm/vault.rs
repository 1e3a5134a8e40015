//! Secrets of key vaults: `https://{vault}.vault.localhost:PORT`, on the listener of Resource Manager.
//!
//! Names below `localhost` resolve to this machine (RFC 6761). So a vault has its own host name, as in Azure, and clients determine
//! its audience in the same way.

use super::arm_request::{Answer, ArmRequest};
use super::bearer;
use super::changes::Changes;
use super::errors;
use crate::context::{Context, ResponseOverrides};
use crate::http::{Reply, Request};
use crate::model::inventory::resource_id;
use hyper::Method;
use serde_json::{Value, json};
use std::sync::Mutex;

/// The parent domain of the key vaults.
pub const VAULT_DOMAIN: &str = "vault.localhost";

/// Returns the vault in a request's host name.
pub fn of(request: &Request) -> Option<String> {
    let host = request.header("host")?.to_ascii_lowercase();
    let host = host.rsplit_once(':').map_or(host.as_str(), |(host, _)| host);
    let vault = host.strip_suffix(VAULT_DOMAIN)?.strip_suffix('.')?;
    (!vault.is_empty() && !vault.contains('.')).then(|| vault.to_owned())
}

/// Answers a request to a vault.
pub fn answer(
    context: &Context,
    changes: &Mutex<Changes>,
    request: &Request,
    overrides: &ResponseOverrides,
    vault: &str,
) -> Answer {
    let audience = format!("https://{VAULT_DOMAIN}");
    let accepted = std::slice::from_ref(&audience);
    let caller = bearer::check(context, changes, request, overrides, None, accepted);
    let caller = caller.map_err(|reply| {
        // Keep the claims challenge of a revoked token.
        if reply.status != 401 || is_claims_challenge(&reply) {
            return reply;
        }
        let tenant = &context.inventory.tenant_id;
        let challenge =
            format!("Bearer authorization=\"https://login.microsoftonline.com/{tenant}\", resource=\"{audience}\"");
        reply.with("www-authenticate", &challenge)
    })?;
    if !matches!(
        request.parameter("api-version"),
        Some("7.0" | "7.1" | "7.2" | "7.3" | "7.4" | "7.5" | "7.6" | "2016-10-01")
    ) {
        let message = "api-version must be specified, and one that is known";
        return Err(errors::plain(400, "BadParameter", message));
    }
    let request = ArmRequest { context, changes, http: request, caller };
    let segments = request.http.segments();
    let parts: Vec<_> = segments.iter().map(String::as_str).collect();
    match (&request.http.method, parts.as_slice()) {
        (&Method::GET, ["secrets"]) => list(&request, vault),
        (&Method::GET, ["secrets", name]) => get(&request, vault, name, None),
        (&Method::GET, ["secrets", name, version]) => get(&request, vault, name, Some(version)),
        (&Method::PUT, ["secrets", name]) => set(&request, vault, name),
        _ => {
            let message = "The path is not served by this vault.";
            Err(errors::plain(404, "NotFound", message))
        }
    }
}

fn authorize(request: &ArmRequest<'_>, vault: &str, verb: &str) -> Result<(), Reply> {
    let action = format!("Microsoft.KeyVault/vaults/secrets/{verb}/action");
    let scope = scope(request, vault);
    if request.may(&action, &scope) {
        return Ok(());
    }
    let (tenant, caller) = (&request.context.inventory.tenant_id, &request.caller);
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

/// Returns the id of the vault's resource, or the id that it would have in this machine's resource group.
fn scope(request: &ArmRequest<'_>, vault: &str) -> String {
    const KIND: &str = "Microsoft.KeyVault/vaults";
    let found = request
        .resources()
        .into_iter()
        .find(|resource| resource.kind.eq_ignore_ascii_case(KIND) && resource.name.eq_ignore_ascii_case(vault));
    match found {
        Some(resource) => resource.id.clone(),
        None => {
            let machine = request.context.inventory.this_resource();
            resource_id(&machine.subscription_id, &machine.group, KIND, vault)
        }
    }
}

fn get(request: &ArmRequest<'_>, vault: &str, name: &str, version: Option<&str>) -> Answer {
    authorize(request, vault, "getSecret")?;
    let changes = request.changes();
    let versions = changes.secrets.get(&(vault.to_owned(), name.to_lowercase()));
    let found = versions.and_then(|versions| match version {
        Some(wanted) => versions.iter().find(|(version, _)| version.eq_ignore_ascii_case(wanted)),
        None => versions.last(),
    });
    match found {
        Some((version, secret)) => Ok(Reply::json(200, &document(request, name, version, secret))),
        None => Err(errors::plain(
            404,
            "SecretNotFound",
            &format!(
                "A secret with (name/id) {name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command."
            ),
        )),
    }
}

fn set(request: &ArmRequest<'_>, vault: &str, name: &str) -> Answer {
    authorize(request, vault, "setSecret")?;
    let body = serde_json::from_slice::<Value>(&request.http.body).unwrap_or_default();
    if !body["value"].is_string() {
        let message = "Property value is required.";
        return Err(errors::plain(400, "BadParameter", message));
    }
    let version = request.context.next_id().replace('-', "");
    let answer = document(request, name, &version, &body);
    let key = (vault.to_owned(), name.to_lowercase());
    let mut changes = request.changes();
    changes.secrets.entry(key).or_default().push((version, body));
    Ok(Reply::json(200, &answer))
}

fn list(request: &ArmRequest<'_>, vault: &str) -> Answer {
    authorize(request, vault, "readMetadata")?;
    let base = request.base();
    let changes = request.changes();
    let names = changes.secrets.keys().filter(|(of, _)| of == vault);
    let items =
        names.map(|(_, name)| json!({ "id": format!("{base}/secrets/{name}"), "attributes": { "enabled": true } }));
    request.page(items.collect())
}

fn document(request: &ArmRequest<'_>, name: &str, version: &str, secret: &Value) -> Value {
    let mut document = json!({
        "value": secret["value"],
        "id": format!("{}/secrets/{name}/{version}", request.base()),
        "attributes": { "enabled": true, "created": 1_767_225_600, "updated": 1_767_225_600, "recoveryLevel": "Recoverable+Purgeable" },
    });
    for member in ["contentType", "tags"] {
        if !secret[member].is_null() {
            document[member] = secret[member].clone();
        }
    }
    document
}

fn is_claims_challenge(reply: &Reply) -> bool {
    reply
        .headers
        .get("www-authenticate")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("insufficient_claims"))
}
