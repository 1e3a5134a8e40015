//! Converts error responses of Resource Manager and of other services to errors (`protocols.md`, 5.10).

mod body;
mod context;
mod hints;
mod intermediary;
mod reason;
pub(in crate::arm) mod words;

use crate::error::{Code, Error};
use crate::http::Answer;
use crate::retry;
use crate::url_text;
pub(crate) use context::{ErrorContext, RESOURCE_MANAGER};
pub(crate) use intermediary::instead_of;
use reason::{Reason, Service};
use words::{Words, sentence};

/// Converts a response whose status isn't 2xx.
pub(crate) fn explain(answer: &Answer, context: &ErrorContext<'_>) -> Error {
    let words = Words::of(answer);
    if intermediary::answered(answer, &words, context) {
        return intermediary::failure(answer, &words, context);
    }
    let (code, message, hint) = classify(answer, &words, context);
    Error::new(code, message)
        .hint(hint)
        .with_http_status(answer.status)
        .with_retryable(matches!(answer.status, 408 | 429 | 500..=599))
        .with_service_code(words.code_that_says_most().map(str::to_owned))
        .with_request_id(answer.request_id().or(words.request_id))
        .with_correlation_id(answer.quoted_header("x-ms-correlation-request-id"))
}

fn classify(answer: &Answer, words: &Words, context: &ErrorContext<'_>) -> (Code, String, String) {
    let ErrorContext { service, url, now, .. } = *context;
    let status = answer.status;
    let said = match (words.text.as_str(), words.code_that_says_most()) {
        ("", Some(code)) => format!("HTTP {status} ({code})."),
        ("", None) => format!("HTTP {status}."),
        (text, _) => sentence(text),
    };
    let is = |code| words.has_code(code);
    let reason = Reason::of(words, context.kind());
    let next = || hints::of(reason, words, context);
    let forbidden = || {
        let (code, what) = forbidden(reason, &words.policies, service);
        (code, format!("{what}: {said}"), next())
    };
    let searched = || format!("{said} Searched: {}", url_text::shown(url));
    match status {
        400 | 401 if reason == Reason::OtherTenant => (
            Code::WrongTenant,
            format!("{service} belongs to another tenant than the identity: {said}"),
            next(),
        ),
        // The service accepted the token; a permission is missing.
        401 if matches!(reason, Reason::DataRole | Reason::OwnPermission | Reason::Network) => forbidden(),
        // App Service's provider reports a quota with 401, though it accepted the token.
        401 | 403 if reason == Reason::Quota => (
            Code::ServiceFailed,
            format!("{service} refused the request ({status}): {said}"),
            next(),
        ),
        401 => (
            Code::AuthenticationFailed,
            format!("{service} did not accept the token: {said}"),
            match reason {
                Reason::ConditionalAccess => next(),
                _ => "Check the environment and the resource named (the token's audience must be the service's, in this cloud) and this machine's clock. In PowerShell, Get-ManagedIdentityToken -ForceRefresh gets a new token.".to_owned(),
            },
        ),
        403 => forbidden(),
        404 if is("SubscriptionNotFound") => (
            Code::SubscriptionNotFound,
            said,
            "Check the subscription id; an identity sees only subscriptions in which it has a role.".to_owned(),
        ),
        404 if is("ResourceGroupNotFound") => (
            Code::ResourceGroupNotFound,
            searched(),
            "Check the name of the resource group and the subscription it is in.".to_owned(),
        ),
        404 => (
            Code::ResourceNotFound,
            searched(),
            match context.kind() {
                _ if is("InvalidResourceType") || is("NoRegisteredProviderFound") => {
                    "Check the type in the path and the version (-ApiVersion, --api-version): the message names those that the provider supports."
                }
                Service::ResourceManager => "Check the name, the resource group and the subscription.",
                _ => "Check the address, letter by letter.",
            }
            .to_owned(),
        ),
        407 => (
            Code::ProxyAuthenticationRequired,
            format!("A proxy on the way to {service} asks for credentials (407)."),
            "Put them into the variable: HTTPS_PROXY=http://user:password@host:port, or exclude the host with NO_PROXY.".to_owned(),
        ),
        409 if reason == Reason::Other => (Code::Conflict, said, "Look at what is in the way, then repeat the call.".to_owned()),
        409 => (Code::Conflict, said, next()),
        412 => (
            Code::Conflict,
            said,
            "The resource has changed since it was read, or the condition of If-Match or If-None-Match is not met: read it again, then repeat the call.".to_owned(),
        ),
        429 => {
            let wait = retry::wait_asked_for(answer, now).map_or(60, |wait| wait.as_millis().div_ceil(1000));
            (Code::Throttled, format!("{service} refuses further requests for now: {said}"), format!("Try again in {wait} s."))
        }
        304 => (
            Code::ServiceFailed,
            format!("{service} answered that nothing has changed (304), though the request has no condition."),
            "Something on the way may have answered from a cache of its own: check HTTPS_PROXY, and try again.".to_owned(),
        ),
        300..=399 => redirected(answer, context),
        // Resource Graph's code for an identity that can read no subscription.
        400 if is("NoValidSubscriptionsInQueryRequest") => (
            Code::NoReadableSubscription,
            format!("The identity can see no subscription that could be searched: {said}"),
            "Give the identity the role Reader at a subscription; a new role takes some minutes to work.".to_owned(),
        ),
        500..=599 => (
            Code::ServiceFailed,
            format!("{service} failed ({status}): {said}"),
            if context.method.is_idempotent() {
                "Try again later; the request id helps Azure's support."
            } else {
                "It may have done what was asked all the same, so the request wasn't repeated: look before you send it again. The request id helps Azure's support."
            }
            .to_owned(),
        ),
        status => (
            Code::ServiceFailed,
            format!("{service} refused the request ({status}): {said}"),
            if words.all.contains("not supported in this version") {
                "Storage accepts a token only together with the header x-ms-version, 2017-11-09 or later.".to_owned()
            } else if status == 400 && reason != Reason::Other {
                next()
            } else if words.text.is_empty() {
                "The service doesn't say why: check the address, its api-version and the body.".to_owned()
            } else {
                "The service's message says what to change.".to_owned()
            },
        ),
    }
}

/// The error id and the beginning of the message for a 403 of the service itself.
fn forbidden(reason: Reason, policies: &[String], service: &str) -> (Code, String) {
    let (code, what): (_, &str) = match reason {
        Reason::Role => (Code::AuthorizationFailed, "The identity lacks a role"),
        Reason::DataRole => (Code::AuthorizationFailed, "The identity lacks a role for the data"),
        Reason::AccessPolicy => {
            (Code::AuthorizationFailed, "The vault's access policy lacks a permission for the identity")
        }
        Reason::OwnPermission => (Code::AuthorizationFailed, &format!("The identity lacks a permission of {service}")),
        Reason::EligibleRole => (Code::AuthorizationFailed, "The role isn't active"),
        Reason::ApplicationPermission => {
            (Code::ApplicationPermissionMissing, &format!("The identity lacks an application permission of {service}"))
        }
        Reason::Policy if policies.is_empty() => (Code::DisallowedByPolicy, "A policy forbids it"),
        Reason::Policy => (Code::DisallowedByPolicy, &format!("The policy '{}' forbids it", policies.join("', '"))),
        Reason::Network => (Code::NetworkAccessDenied, &format!("The network rules of {service} refuse this machine")),
        Reason::NetworkOrDataRole => (
            Code::NetworkAccessDenied,
            &format!("The network rules of {service} refuse this machine, or the identity lacks a role for the data"),
        ),
        Reason::DenyAssignment => (Code::DeniedByAssignment, "A deny assignment forbids it"),
        Reason::ConditionalAccess => (Code::ConditionalAccessDenied, "A Conditional Access policy forbids it"),
        _ => (Code::Forbidden, &format!("{service} forbids it")),
    };
    (code, what.to_owned())
}

fn redirected(answer: &Answer, context: &ErrorContext<'_>) -> (Code, String, String) {
    let ErrorContext { service, url, .. } = *context;
    let target = answer.header("location").and_then(|to| url.join(to).ok());
    let elsewhere = target.as_ref().is_some_and(|to| to.origin() != url.origin());
    let to = target.map_or_else(String::new, |to| format!(" to {}", answer.quoted(&url_text::shown(&to))));
    (
        if elsewhere { Code::UntrustedLink } else { Code::ServiceFailed },
        format!(
            "{service} redirects ({}){to}. Redirects are not followed: a token goes only where it was sent.",
            answer.status
        ),
        "If that address is right, name it yourself.".to_owned(),
    )
}

#[cfg(test)]
mod tests;
