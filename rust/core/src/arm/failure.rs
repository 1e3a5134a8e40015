//! What Resource Manager's refusals say, and which failure each is (`protocols.md`, 5.10).

use crate::error::{Code, Error};
use crate::http::Answer;
use crate::retry;
use crate::source::failure::quoted;
use crate::trust;
use serde_json::Value;
use url::Url;

/// Turns an answer that is no success into the failure it is. `principal` is who asked, for the command that mends a 403.
pub(crate) fn explain(answer: &Answer, url: &Url, principal: Option<&str>, now: i64) -> Error {
    let (service_code, text) = read(&answer.body);
    let id = service_code.as_deref().unwrap_or_default();
    let said = if text.is_empty() {
        format!("HTTP {}", answer.status)
    } else {
        text.clone()
    };
    let (code, message, hint) = match answer.status {
        401 if id == "InvalidAuthenticationTokenTenant" => (
            Code::WrongTenant,
            format!("The subscription belongs to another tenant than the identity: {said}"),
            "A managed identity works only in the tenant it was made in. Use a subscription of that tenant.".to_owned(),
        ),
        401 => (
            Code::AuthenticationFailed,
            format!("Resource Manager did not accept the token: {said}"),
            "Check the environment (the token's audience must be that of this cloud) and this machine's clock; -ForceRefresh gets a new token.".to_owned(),
        ),
        403 => (Code::AuthorizationFailed, format!("The identity lacks a role: {said}"), grant(&text, url, principal)),
        404 if id == "SubscriptionNotFound" => (
            Code::SubscriptionNotFound,
            said,
            "Check the subscription id; an identity sees only subscriptions in which it has a role.".to_owned(),
        ),
        404 if id == "ResourceGroupNotFound" => (
            Code::ResourceGroupNotFound,
            format!("{said} Searched: {}", trust::shown(url)),
            "Check the name of the resource group and the subscription it is in.".to_owned(),
        ),
        404 => (
            Code::ResourceNotFound,
            format!("{said} Searched: {}", trust::shown(url)),
            "Check the name, the resource group and the subscription. Without a group, the name is searched in all readable subscriptions.".to_owned(),
        ),
        407 => (
            Code::ProxyAuthenticationRequired,
            "A proxy on the way to Resource Manager asks for credentials (407).".to_owned(),
            "Put them into the variable: HTTPS_PROXY=http://user:password@host:port, or exclude the host with NO_PROXY.".to_owned(),
        ),
        409 | 412 => (Code::Conflict, said, "Look at what is in the way, then repeat the call.".to_owned()),
        429 => {
            let wait = answer.header("retry-after").and_then(|v| retry::retry_after(v, now)).map_or(60, |w| w.as_secs());
            (Code::Throttled, format!("Resource Manager refuses further requests for now: {said}"), format!("Try again in {wait} s."))
        }
        _ if !looks_like_json(answer) => (
            Code::BadResponse,
            format!("{} answered {} with something else than Resource Manager's errors: {said}", url.host_str().unwrap_or_default(), answer.status),
            "A proxy or captive portal probably answered in its place: check HTTPS_PROXY and the environment.".to_owned(),
        ),
        500..=599 => (
            Code::ServiceFailed,
            format!("Resource Manager failed ({}), also after retries: {said}", answer.status),
            "Try again later; the request id helps Azure's support.".to_owned(),
        ),
        status => (Code::ServiceFailed, format!("Resource Manager refused the request ({status}): {said}"), "The service's own words say what to change.".to_owned()),
    };
    Error::new(code, message)
        .hint(hint)
        .with_http_status(answer.status)
        .with_retryable(matches!(answer.status, 408 | 429 | 500..=599))
        .with_service_code(service_code)
        .with_request_id(
            answer
                .header("x-ms-request-id")
                .or_else(|| answer.header("x-ms-correlation-request-id"))
                .map(str::to_owned),
        )
}

fn looks_like_json(answer: &Answer) -> bool {
    answer.body.is_empty() || serde_json::from_slice::<Value>(&answer.body).is_ok()
}

/// Code and message of the error envelope, in its usual and its older capitalised form.
fn read(body: &[u8]) -> (Option<String>, String) {
    let Ok(document) = serde_json::from_slice::<Value>(body) else {
        return (None, quoted(&String::from_utf8_lossy(body)));
    };
    let envelope = if document["error"].is_object() {
        &document["error"]
    } else {
        &document
    };
    let text = |names: [&str; 2]| {
        names
            .iter()
            .find_map(|n| envelope[*n].as_str())
            .map(str::to_owned)
    };
    (
        text(["code", "Code"]),
        quoted(&text(["message", "Message"]).unwrap_or_default()),
    )
}

/// The command that grants what a 403 misses. Action and scope are taken from the service's sentence where it names
/// them, and from the request otherwise; they serve only to make the advice concrete.
fn grant(text: &str, url: &Url, principal: Option<&str>) -> String {
    let between = |before: &str| {
        text.split_once(before)
            .and_then(|(_, rest)| rest.split_once('\''))
            .map(|(found, _)| found.to_owned())
    };
    let action = between("perform action '");
    let scope = between("over scope '").unwrap_or_else(|| url.path().to_owned());
    let object = between("with object id '")
        .or_else(|| principal.map(str::to_owned))
        .unwrap_or_else(|| "<principal id>".to_owned());
    let reads = action
        .as_deref()
        .is_none_or(|a| a.to_ascii_lowercase().ends_with("/read"));
    let role = if reads { "Reader" } else { "Contributor" };
    let wanted = action.map_or_else(String::new, |a| format!("{a} at {scope}: "));
    format!(
        "{wanted}an owner grants it with  az role assignment create --assignee-object-id {object} --assignee-principal-type ServicePrincipal --role {role} --scope {scope}  \
         or  New-AzRoleAssignment -ObjectId {object} -RoleDefinitionName {role} -Scope {scope} . A new role may take some minutes to work."
    )
}

#[cfg(test)]
mod tests;
