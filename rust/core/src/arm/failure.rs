//! What the refusals of Resource Manager and of the services beside it say, and which failure each is
//! (`protocols.md`, 5.10).

use super::{roles, send};
use crate::error::quote;
use crate::error::{Code, Error};
use crate::http::Answer;
use crate::url_text;
use http::Method;
use serde_json::Value;
use url::Url;

/// How messages call Resource Manager.
pub(crate) const RESOURCE_MANAGER: &str = "Resource Manager";

/// What was asked, and of whom.
pub(crate) struct Asked<'a> {
    /// Who answered, for messages.
    pub service: &'a str,
    pub url: &'a Url,
    pub method: &'a Method,
    /// Who asked, for the command that mends a 403.
    pub principal: Option<&'a str>,
    /// Seconds since 1970.
    pub now: i64,
}

/// Turns an answer that is no success into the failure it is.
pub(crate) fn explain(answer: &Answer, asked: &Asked<'_>) -> Error {
    let Asked {
        service, url, now, ..
    } = *asked;
    let (service_code, text) = read(answer);
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
            format!("{service} did not accept the token: {said}"),
            "Check the environment and the resource named (the token's audience must be the service's, in this cloud) and this machine's clock; -ForceRefresh gets a new token.".to_owned(),
        ),
        403 => (Code::AuthorizationFailed, format!("The identity lacks a role: {said}"), grant(&text, asked)),
        404 if id == "SubscriptionNotFound" => (
            Code::SubscriptionNotFound,
            said,
            "Check the subscription id; an identity sees only subscriptions in which it has a role.".to_owned(),
        ),
        404 if id == "ResourceGroupNotFound" => (
            Code::ResourceGroupNotFound,
            format!("{said} Searched: {}", url_text::shown(url)),
            "Check the name of the resource group and the subscription it is in.".to_owned(),
        ),
        404 => (
            Code::ResourceNotFound,
            format!("{said} Searched: {}", url_text::shown(url)),
            "Check the name, the resource group and the subscription. Without a group, the name is searched in all readable subscriptions.".to_owned(),
        ),
        407 => (
            Code::ProxyAuthenticationRequired,
            format!("A proxy on the way to {service} asks for credentials (407)."),
            "Put them into the variable: HTTPS_PROXY=http://user:password@host:port, or exclude the host with NO_PROXY.".to_owned(),
        ),
        409 if id == "MissingSubscriptionRegistration" => (
            Code::Conflict,
            said,
            "The subscription has not registered the resource provider: 'az provider register --namespace <name>' or Register-AzResourceProvider does, for whoever may.".to_owned(),
        ),
        409 if id == "ScopeLocked" => (
            Code::Conflict,
            said,
            "A lock forbids it: look at the locks of the resource, its group and its subscription ('az lock list').".to_owned(),
        ),
        409 => (Code::Conflict, said, "Look at what is in the way, then repeat the call.".to_owned()),
        412 => (
            Code::Conflict,
            said,
            "The resource has changed since it was read, or the condition of If-Match or If-None-Match is not met: read it again, then repeat the call.".to_owned(),
        ),
        429 => {
            let wait = send::wait_asked_for(answer, now).map_or(60, |wait| wait.as_secs());
            (Code::Throttled, format!("{service} refuses further requests for now: {said}"), format!("Try again in {wait} s."))
        }
        300..=399 => {
            let target = answer.header("location").and_then(|to| url.join(to).ok());
            let elsewhere = target.as_ref().is_some_and(|to| to.origin() != url.origin());
            let to = target.map_or_else(String::new, |to| format!(" to {}", answer.quoted(&url_text::shown(&to))));
            (
                if elsewhere { Code::UntrustedLink } else { Code::ServiceFailed },
                format!("{service} redirects ({}){to}. Redirects are not followed: a token goes only where it was sent.", answer.status),
                "If that address is right, name it yourself.".to_owned(),
            )
        }
        _ if !looks_like_json(answer) => (
            Code::BadResponse,
            format!("{} answered {} with something else than an error of {service}: {said}", url.host_str().unwrap_or_default(), answer.status),
            "A proxy or captive portal probably answered in its place: check HTTPS_PROXY and the environment.".to_owned(),
        ),
        500..=599 => (
            Code::ServiceFailed,
            format!("{service} failed ({}), also after retries: {said}", answer.status),
            "Try again later; the request id helps Azure's support.".to_owned(),
        ),
        status => (Code::ServiceFailed, format!("{service} refused the request ({status}): {said}"), "The service's own words say what to change.".to_owned()),
    };
    Error::new(code, message)
        .hint(hint)
        .with_http_status(answer.status)
        .with_retryable(matches!(answer.status, 408 | 429 | 500..=599))
        .with_service_code(service_code)
        .with_request_id(
            [
                "x-ms-request-id",
                "request-id",
                "x-ms-correlation-request-id",
            ]
            .into_iter()
            .find_map(|name| answer.quoted_header(name)),
        )
        .with_correlation_id(answer.quoted_header("x-ms-correlation-request-id"))
}

/// JSON, or the XML that Storage answers in; not a page made for people.
fn looks_like_json(answer: &Answer) -> bool {
    answer.body.is_empty()
        || answer
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/xml"))
        || serde_json::from_slice::<Value>(&answer.body).is_ok()
}

/// Code and message of the error envelope, in its usual and its older capitalised form.
pub(crate) fn read(answer: &Answer) -> (Option<String>, String) {
    let Ok(document) = serde_json::from_slice::<Value>(&answer.body) else {
        return (None, answer.secrets.quoted_body(&answer.body));
    };
    if quote::has_token(&document) {
        return (None, answer.secrets.quoted_body(&answer.body));
    }
    let envelope = if document["error"].is_object() {
        &document["error"]
    } else {
        &document
    };
    let text = |names: [&str; 2]| {
        names
            .iter()
            .find_map(|n| envelope[*n].as_str())
            .map(|words| answer.quoted(words))
    };
    (
        text(["code", "Code"]),
        text(["message", "Message"]).unwrap_or_default(),
    )
}

/// The command that grants what a 403 misses. Action and scope are taken from the service's sentence where it names
/// them, and from the request otherwise; they serve only to make the advice concrete.
fn grant(text: &str, asked: &Asked<'_>) -> String {
    let between = |before: &str| {
        text.split_once(before)
            .and_then(|(_, rest)| rest.split_once('\''))
            .map(|(found, _)| found.to_owned())
    };
    // The second form is Key Vault's.
    let action = between("perform action '").or_else(|| between("Action: '"));
    let scope = between("over scope '")
        .or_else(|| between("Resource: '"))
        .unwrap_or_else(|| asked.url.path().to_owned());
    let object = between("with object id '")
        .or_else(|| asked.principal.map(str::to_owned))
        .unwrap_or_else(|| "<principal id>".to_owned());
    let reads = matches!(*asked.method, Method::GET | Method::HEAD);
    let role = match &action {
        Some(action) => roles::smallest(action),
        None if reads => "Reader",
        None => "Contributor",
    };
    let wanted = action.map_or_else(String::new, |a| format!("{a} at {scope}: "));
    let quoted = if role.contains(' ') {
        format!("\"{role}\"")
    } else {
        role.to_owned()
    };
    format!(
        "{wanted}an owner grants it with  az role assignment create --assignee-object-id {object} --assignee-principal-type ServicePrincipal --role {quoted} --scope {scope}  \
         or  New-AzRoleAssignment -ObjectId {object} -RoleDefinitionName {quoted} -Scope {scope} . A new role may take some minutes to work."
    )
}

#[cfg(test)]
mod tests;
