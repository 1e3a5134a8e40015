//! The bearer token of a request. Its signature isn't verified, because the emulator's tokens don't have a valid one.

use super::caller::Caller;
use super::changes::Changes;
use super::errors;
use crate::context::{Context, ResponseOverrides};
use crate::digest::sha256;
use crate::http::{Reply, Request};
use crate::sync::lock;
use crate::time::{american_time, now};
use crate::token::claims_of;
use serde_json::Value;
use std::sync::Mutex;

/// Checks that the token is for an accepted audience and comes from the subscription's tenant.
pub fn check(
    context: &Context,
    changes: &Mutex<Changes>,
    request: &Request,
    overrides: &ResponseOverrides,
    subscription: Option<&str>,
    accepted: &[String],
) -> Result<Caller, Reply> {
    let subscription = subscription.and_then(|id| context.inventory.subscription(id));
    let tenant = subscription.map_or(&context.inventory.tenant_id, |subscription| &subscription.tenant_id);
    let refuse = |code: &str, message: &str| errors::unauthorized(tenant, code, message);

    let Some(header) = request.header("authorization") else {
        return Err(refuse("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."));
    };
    let invalid = || refuse("InvalidAuthenticationToken", "The access token is invalid.");
    let (scheme, token) = header.split_once(' ').ok_or_else(invalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(refuse(
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is provided in an invalid format.",
        ));
    }
    let claims = claims_of(token.trim()).ok_or_else(invalid)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    // Real tokens aren't accepted.
    if claims.get("azmi_emulator") != Some(&Value::Bool(true)) {
        return Err(refuse(
            "InvalidAuthenticationToken",
            "The access token is invalid: it was not issued by an emulator.",
        ));
    }
    let audience = text("aud").ok_or_else(invalid)?;
    if !accepted.iter().any(|known| same_audience(known, &audience)) {
        let accepted = accepted.iter().map(|known| format!("'{known}'")).collect::<Vec<_>>().join(",");
        return Err(refuse(
            "InvalidAuthenticationToken",
            &format!(
                "The access token has been obtained for wrong audience or resource '{audience}'. It should exactly match with one \
                 of the allowed audiences {accepted}."
            ),
        ));
    }
    let expires = claims.get("exp").and_then(Value::as_u64).ok_or_else(invalid)?;
    let time = now();
    if expires <= time {
        return Err(refuse(
            "ExpiredAuthenticationToken",
            &format!(
                "The access token expiry UTC time '{}' is earlier than current UTC time '{}'.",
                american_time(expires),
                american_time(time)
            ),
        ));
    }
    let issuer = text("tid").ok_or_else(invalid)?;
    if !issuer.eq_ignore_ascii_case(tenant) {
        return Err(refuse(
            "InvalidAuthenticationTokenTenant",
            &format!(
                "The access token is from the wrong issuer 'https://sts.windows.net/{issuer}/'. It must match the tenant \
                 'https://sts.windows.net/{tenant}/' associated with this subscription. Please use the authority (URL) \
                 'https://login.windows.net/{tenant}' to get the token. Note, if the subscription is transferred to another tenant \
                 there is no impact to the services, but information about new tenant could take time to propagate (up to an hour). \
                 If you just transferred your subscription and see this error message, please try back later."
            ),
        ));
    }
    let hash = sha256(token.trim());
    if overrides.revoke {
        lock(changes).revoked.insert(hash.clone());
    }
    if lock(changes).revoked.contains(&hash) {
        return Err(errors::revoked(&context.endpoints.arm, time));
    }
    let object_id = text("oid").ok_or_else(invalid)?;
    let client_id = text("appid").unwrap_or_else(|| object_id.clone());
    Ok(Caller { object_id, client_id })
}

/// The accepted audiences: the emulator's own, and those of the cloud in the machine's metadata.
pub fn audiences(context: &Context) -> Vec<String> {
    let port = context.endpoints.arm.rsplit(':').next().unwrap_or_default();
    let mut accepted = vec![context.endpoints.arm.clone()];
    accepted.extend(["localhost", "127.0.0.1", "[::1]"].map(|host| format!("https://{host}:{port}")));
    let named = context.scenario.arm.metadata.get("authentication").and_then(|value| value.get("audiences"));
    accepted.extend(named.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
    let of_cloud: &[&str] = match context.inventory.az_environment.to_ascii_lowercase().as_str() {
        "azurepubliccloud" => &["https://management.core.windows.net/", "https://management.azure.com/"],
        "azureusgovernmentcloud" => {
            &["https://management.core.usgovcloudapi.net/", "https://management.usgovcloudapi.net/"]
        }
        "azurechinacloud" => &["https://management.core.chinacloudapi.cn/", "https://management.chinacloudapi.cn/"],
        "azuregermancloud" => &["https://management.core.cloudapi.de/", "https://management.microsoftazure.de/"],
        _ => &[],
    };
    accepted.extend(of_cloud.iter().map(|audience| (*audience).to_owned()));
    accepted.dedup();
    accepted
}

fn same_audience(one: &str, other: &str) -> bool {
    one.trim_end_matches('/').eq_ignore_ascii_case(other.trim_end_matches('/'))
}
