//! Reads an identity endpoint's error response, in the three shapes of `protocols.md` 1.11, and converts it to an
//! error.

mod assign;
mod intermediary;
mod stated;

pub(crate) use self::stated::stated;

use self::assign::how_to_assign;
use self::intermediary::Diagnosis;
use super::token_query::TokenQuery;
use crate::error::quote::{self, Secrets};
use crate::error::{Code, Error};
use crate::http::Answer;
use crate::identity::Identity;
use crate::retry;
use crate::source_kind::SourceKind;
use serde_json::Value;

/// The most words that a code can have. Longer text is a sentence.
const LONGEST_CODE: usize = 3;

/// An error as the service describes it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The error code, such as `invalid_request`.
    pub code: Option<String>,
    /// The error message.
    pub text: String,
    /// The service's id of the request.
    pub request_id: Option<String>,
    /// Whether the body was JSON of one of the known shapes.
    pub understood: bool,
}

impl Refusal {
    /// Reads an error body: flat (`error`, `error_description`, or `message`), nested (`error.code`, `error.message`),
    /// or any other text, shortened.
    pub fn read(body: &[u8], secrets: &Secrets) -> Self {
        let document = serde_json::from_slice(body).map(first);
        let withheld = document.as_ref().is_ok_and(quote::has_token);
        let Ok(Value::Object(fields)) = document else {
            return Self { text: secrets.quoted_body(body), ..Self::default() };
        };
        let text = |map, names| stated::values(map, names).find_map(Value::as_str).map(str::to_owned);
        let nested = fields.get("error").and_then(Value::as_object);
        let listed = || fields.get("errors")?.get(0)?.as_object();
        let nested = nested.or_else(listed);
        let source = nested.unwrap_or(&fields);
        let code = match nested {
            Some(nested) => text(nested, &["code"]),
            None => text(&fields, &["error", "errorCode"]),
        };
        let message = text(source, &["message", "error_description", "exceptionMessage"])
            .or_else(|| text(&fields, &["error_description", "message"]));
        Self {
            understood: code.is_some() || message.is_some(),
            text: match message.or_else(|| code.clone()) {
                Some(words) if !withheld => secrets.quoted(&words),
                _ => secrets.quoted_body(body),
            },
            // Some services put a sentence here.
            code: code.filter(|code| code.split_whitespace().count() <= LONGEST_CODE).map(|code| secrets.quoted(&code)),
            request_id: text(source, &["correlationId"])
                .or_else(|| text(&fields, &["correlation_id", "correlationId"]))
                .map(|id| secrets.quoted(&id)),
        }
    }
}

/// Returns the first item of a list, because some services return a list of errors.
fn first(document: Value) -> Value {
    match document {
        Value::Array(mut list) if !list.is_empty() => list.swap_remove(0),
        other => other,
    }
}

/// Adds the service's message to an error about a success response without a usable token.
pub(crate) fn with_words(error: Error, answer: &Answer) -> Error {
    let words = Refusal::read(&answer.body, &answer.secrets).text;
    let says_nothing = !words.contains(char::is_alphanumeric) || words == quote::WITHHELD;
    if is_page(answer) || says_nothing || !matches!(error.code(), Code::BadResponse | Code::InvalidToken) {
        return error;
    }
    error.followed_by(&format!("What it said: {words}"))
}

/// Whether the body of a success response contains an error, as the old App Service endpoint returned it.
pub(crate) fn is_refusal_in_disguise(body: &[u8]) -> bool {
    let has_token = |value: Value| value.get("access_token").is_some();
    !serde_json::from_slice(body).is_ok_and(has_token) && Refusal::read(body, &Secrets::default()).understood
}

/// The details of the request, for error messages.
pub(crate) struct ErrorContext<'a> {
    pub source: SourceKind,
    pub query: &'a TokenQuery<'a>,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// Converts a final response whose status isn't 2xx to an error.
pub(crate) fn explain(answer: &Answer, context: &ErrorContext<'_>) -> Error {
    let mut refusal = Refusal::read(&answer.body, &answer.secrets);
    if refusal.text.is_empty() && is_sentence(&answer.reason) {
        // Docker Desktop may put its message only in the reason phrase.
        refusal.text = answer.quoted(&answer.reason);
    }
    let (code, message, hint) = classify(answer, &refusal, context);
    Error::new(code, message)
        .hint(hint)
        .with_http_status(answer.status)
        .with_retryable(matches!(answer.status, 404 | 408 | 410 | 429 | 500..=599))
        .with_service_code(refusal.code)
        .with_request_id(refusal.request_id.or_else(|| answer.request_id()))
}

/// Standard reason phrases have at most four words and no colon.
fn is_sentence(reason: &str) -> bool {
    reason.contains(':') || reason.split_whitespace().count() > 4
}

fn classify(answer: &Answer, refusal: &Refusal, context: &ErrorContext<'_>) -> Diagnosis {
    let words = if refusal.text.is_empty() { String::new() } else { format!(": {}", refusal.text) };
    let said = format!("The identity endpoint answered {}{words}", answer.status);
    let lower = refusal.text.to_lowercase();
    let code = refusal.code.as_deref().unwrap_or_default();
    let plain = !refusal.understood && !is_page(answer);
    match answer.status {
        400 if lower.contains("multiple user assigned identities") => (
            Code::MultipleIdentities,
            format!(
                "This machine has several user-assigned identities and no system-assigned one, and none was named. {said}"
            ),
            "Name one: -ClientId, -ObjectId or -IdentityResourceId (--client-id, --object-id, --resource-id)."
                .to_owned(),
        ),
        400 if lower.contains("is not a supported msi token audience") => (
            Code::AudienceRefused,
            format!("Cloud Shell issues no token for '{}'. {said}", context.query.resource),
            "Cloud Shell has a list of services that it issues tokens for: check the audience letter by letter (a slash at its end counts), or run this elsewhere.".to_owned(),
        ),
        // Older versions report 50001.
        200..=599 if lower.contains("aadsts50001") || (answer.status == 400 && code == "invalid_resource") => (
            Code::AudienceRefused,
            format!(
                "No token is issued for '{}': the service is unknown in the identity's tenant. {said}",
                context.query.resource
            ),
            format!(
                "Check the audience letter by letter (a slash at its end counts), and that it belongs to this cloud; -Resource (--resource) completes the known names.{}",
                which_cloud(context)
            ),
        ),
        400 | 401 | 403 | 404 if is_not_assigned(&lower, code) => not_assigned(&said, context),
        _ => intermediary::known(answer, &said, &lower, plain, context.source, context.query.identity)
            .unwrap_or_else(|| by_status(answer, refusal, plain, &said, context)),
    }
}

/// Whether retrying wouldn't help, because the identity doesn't exist or another cloud's service responded.
pub(crate) fn is_final(answer: &Answer) -> bool {
    let refusal = Refusal::read(&answer.body, &answer.secrets);
    let code = refusal.code.as_deref().unwrap_or_default();
    matches!(answer.status, 400..=404) && is_not_assigned(&refusal.text.to_lowercase(), code)
        || intermediary::is_of_another_cloud(answer)
}

fn is_not_assigned(lower: &str, code: &str) -> bool {
    lower.contains("identity not found")
        || lower.contains("managed identity found for specified")
        || lower.contains("no msi found")
        || lower.contains("no azure identity found")
        || lower.contains("no managed identity was found")
        || lower.contains("unable to load the proper managed identity")
        || matches!(code, "identity_not_found" | "ManagedIdentityNotFound" | "DefaultIdentityNotDefined")
}

fn not_assigned(said: &str, context: &ErrorContext<'_>) -> Diagnosis {
    (
        Code::IdentityNotAssigned,
        format!("{} is not assigned to this machine. {said}", capitalized(&context.query.identity.describe())),
        how_to_assign(context.source, context.query.identity).to_owned(),
    )
}

fn by_status(answer: &Answer, refusal: &Refusal, plain: bool, said: &str, context: &ErrorContext<'_>) -> Diagnosis {
    match answer.status {
        400 | 403 | 404 if context.source == SourceKind::MachineLearning && plain && !refusal.text.is_empty() => (
            Code::IdentityNotAssigned,
            format!("Machine Learning has no identity with the client id you asked for. {said}"),
            format!("It takes client (application) ids, not object ids: {}. {}", match context.query.identity {
                Identity::ClientId(_) => "check the one that was given",
                _ => "check the variable DEFAULT_IDENTITY_CLIENT_ID",
            }, how_to_assign(context.source, context.query.identity)),
        ),
        200..=299 | 400 | 401 | 403 | 404 | 405 if refusal.understood || is_of_the_platform(answer, refusal, plain, context.source) => (
            Code::TokenRefused,
            format!("No token was issued for '{}' to {}. {said}", context.query.resource, context.query.identity.describe()),
            match (answer.status, secret_variable(context.source)) {
                (400, Some(_)) if refusal.text.is_empty() => "The platform gives no reason. Check that the identity is switched on, and restart the app: the endpoint answers like this when it has lost its setting.".to_owned(),
                (401 | 403, Some(variable)) => format!("The platform changes {variable} from time to time, and this connection may hold an old one: connect again (Connect-ManagedIdentity), or restart the process."),
                _ => "The service's message says why. If it doesn't help, run with -Verbose (--verbose) to see the request, and give the request id to Azure support.".to_owned(),
            },
        ),
        429 => {
            let wait = retry::wait_asked_for(answer, context.now).map_or_else(|| "a minute".to_owned(), |w| format!("{} s", w.as_millis().div_ceil(1000)));
            (Code::Throttled, format!("The identity endpoint refuses further requests for now. {said}"), format!("Try again in {wait}. Keep one connection per process: its tokens are cached and shared."))
        }
        502 | 504 => (
            Code::IdentityEndpointGateway,
            format!("A gateway answered in place of the identity endpoint. {said}"),
            format!("A proxy is usually in the way: identity endpoints must be reached directly. Exclude 169.254.169.254 in whatever redirects this machine's traffic.{}", starting_guard(answer, context.source)),
        ),
        408 | 410 | 500..=599 => (
            Code::IdentityEndpointFailed,
            format!("The identity endpoint failed, even after retries. {said}"),
            match context.source {
                SourceKind::AppService | SourceKind::Automation => format!("The platform also answers like this for an audience that the identity's tenant doesn't know: check '{}' letter by letter.{} Otherwise, try again in a few minutes.", context.query.resource, which_cloud(context)),
                _ => format!("The platform may be under maintenance: try again in a few minutes.{}", starting_guard(answer, context.source)),
            },
        ),
        _ => (
            Code::BadResponse,
            format!("Something other than an identity endpoint answered. {said}"),
            "Check which host answers (-Verbose, --verbose), and whether a proxy or captive portal is in the way.".to_owned(),
        ),
    }
}

/// The hint if the public cloud's audience was requested only because the cloud is unknown.
fn which_cloud(context: &ErrorContext<'_>) -> &'static str {
    if context.query.cloud_known {
        return "";
    }
    " Nothing here says which cloud this is, so it was taken for the public one: in another cloud, name it (variable AZMI_ENVIRONMENT, -Environment, --environment), for example AzureUSGovernment or AzureChinaCloud."
}

/// While the Guest Proxy Agent starts, it responds in place of the metadata service, with an empty body.
fn starting_guard(answer: &Answer, source: SourceKind) -> &'static str {
    if source != SourceKind::Vm || !answer.body.trim_ascii().is_empty() || !matches!(answer.status, 502 | 503) {
        return "";
    }
    " On a VM that protects its metadata service (Metadata Security Protocol), the Guest Proxy Agent answers like this until it has started."
}

fn is_page(answer: &Answer) -> bool {
    answer.body.trim_ascii_start().starts_with(b"<")
        || answer.header("content-type").is_some_and(|t| t.to_ascii_lowercase().contains("html"))
}

/// Whether an error response of an unknown shape comes from the platform's endpoint. Container Apps rejects a wrong
/// secret with an empty 403, and Functions responds with an empty 400 until it is restarted.
fn is_of_the_platform(answer: &Answer, refusal: &Refusal, plain: bool, source: SourceKind) -> bool {
    let is_such = answer.status == 401 || matches!(answer.status, 400 | 403) && refusal.text.is_empty();
    is_such && plain && secret_variable(source).is_some()
}

/// The variable that contains the secret for a source's requests.
fn secret_variable(source: SourceKind) -> Option<&'static str> {
    match source {
        SourceKind::AppService | SourceKind::Automation | SourceKind::ServiceFabric => Some("IDENTITY_HEADER"),
        SourceKind::MachineLearning => Some("MSI_SECRET"),
        _ => None,
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;
