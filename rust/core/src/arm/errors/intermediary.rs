//! Recognizes responses that aren't from the service, but from a proxy, a filter or a sign-in page.

use super::context::{ErrorContext, RESOURCE_MANAGER};
use super::words::{Form, Words, sentence};
use crate::error::{Code, Error};
use crate::http::{Answer, REQUEST_IDS};
use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE};

/// Other headers that only Azure services send.
const MARKS: [&str; 3] = ["x-ms-error-code", "www-authenticate", FORBIDDEN_IP];

/// The header with the address that the access restrictions of an App Service site deny.
pub(super) const FORBIDDEN_IP: &str = "x-ms-forbidden-ip";

/// Whether something between this machine and the service refused the request.
pub(super) fn answered(answer: &Answer, words: &Words, context: &ErrorContext<'_>) -> bool {
    let is_arm = context.service == RESOURCE_MANAGER;
    let mut marks = REQUEST_IDS.iter().chain(&MARKS);
    if marks.any(|name| answer.headers.contains_key(*name)) {
        return false;
    }
    match (answer.status, words.form) {
        // These have their own errors, whoever responds.
        (300..=399 | 407 | 429, _) => false,
        (403, Form::Empty) => true,
        // Web sites have their own pages for 401 and 404.
        (401 | 404, Form::Page) => is_arm,
        (_, Form::Page) => true,
        // Resource Manager never responds in plain text.
        (401 | 404, Form::Text) => false,
        (_, Form::Text) => is_arm,
        _ => false,
    }
}

/// The error for such a response.
pub(super) fn failure(answer: &Answer, words: &Words, context: &ErrorContext<'_>) -> Error {
    let host = context.url.host_str().unwrap_or_default();
    let what = match words.form {
        Form::Empty => "without a word".to_owned(),
        Form::Page => "with a web page".to_owned(),
        _ => format!("with something other than an error of {}: {}", context.service, words.text),
    };
    let message = format!("{host} answered {} {what}", answer.status);
    Error::new(Code::BadResponse, sentence(&format!("{message}{}", from(answer, words))))
        .hint("Something between this machine and the service answered in its place, such as a proxy, a web filter or a captive portal: check HTTPS_PROXY and the environment, and ask whoever runs the network.")
        .with_http_status(answer.status)
        .with_retryable(matches!(answer.status, 408 | 429 | 500..=599))
        .with_request_id(answer.request_id())
}

/// Who seems to have responded.
fn from(answer: &Answer, words: &Words) -> String {
    const LONGEST: usize = 100;
    let mut marks = Vec::new();
    for (name, header) in
        [("Server", "server"), ("Via", "via"), ("X-Azure-Ref", "x-azure-ref"), ("X-Squid-Error", "x-squid-error")]
    {
        if let Some(value) = answer.header(header) {
            let value: String = answer.quoted(value).chars().take(LONGEST).collect();
            if !value.is_empty() {
                marks.push(format!("{name} '{value}'"));
            }
        }
    }
    if words.form == Form::Page && !words.text.is_empty() {
        marks.push(format!("title '{}'", words.text));
    }
    if marks.is_empty() {
        return String::new();
    }
    format!(". It seems to come from: {}", marks.join(", "))
}

/// The error for a web page with a status of success: Azure DevOps responds to an unknown token with 203 and its sign-in page,
/// and Resource Manager has no pages.
pub(crate) fn instead_of(answer: &Answer, sent: &HeaderMap, context: &ErrorContext<'_>) -> Option<Error> {
    let html = |headers: &HeaderMap, name| {
        let value = headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
        value.is_some_and(|value| value.to_ascii_lowercase().contains("html"))
    };
    if !html(&answer.headers, CONTENT_TYPE) || html(sent, ACCEPT) {
        return None;
    }
    let words = Words::of(answer);
    if words.form != Form::Page {
        return None;
    }
    let title = words.text.to_ascii_lowercase();
    let says = |any: &[&str]| any.iter().any(|word| title.contains(word));
    let signs_in = says(&["sign in", "sign-in", "signin"])
        && says(&["azure devops", "microsoft", "your account", "visual studio"]);
    if answer.status == 203 || signs_in {
        let error = Error::new(
            Code::AuthenticationFailed,
            format!("{} did not accept the token: it answered {} with a page to sign in ('{}').", context.service, answer.status, words.text),
        )
        .hint("The service doesn't know the identity, or the token's audience isn't the service's. Add the identity to the service (for Azure DevOps, as a user of the organization), and check the resource named.")
        .with_http_status(answer.status)
        .with_request_id(answer.request_id());
        return Some(error);
    }
    (context.service == RESOURCE_MANAGER).then(|| failure(answer, &words, context))
}
