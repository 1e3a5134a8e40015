//! What an identity endpoint's refusal says, in the three shapes of `protocols.md` 1.11, and which failure it is.

use super::SourceKind;
use crate::error::quote::{self, Secrets};
use crate::error::{Code, Error};
use crate::http::Answer;
use crate::identity::Identity;
use crate::retry;
use crate::world::World;
use serde_json::Value;

/// The service's own words.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// Its code, such as `invalid_request`.
    pub code: Option<String>,
    /// Its sentence.
    pub text: String,
    /// Its id of the request.
    pub request_id: Option<String>,
    /// Whether the body was JSON of one of the known shapes.
    pub understood: bool,
}

impl Refusal {
    /// Reads an error body: flat (`error`, `error_description`, or `message`), nested (`error.code`, `error.message`), or
    /// whatever text stands there, shortened.
    #[must_use]
    pub fn read(body: &[u8], secrets: &Secrets) -> Self {
        let document = serde_json::from_slice(body);
        let withheld = document.as_ref().is_ok_and(quote::has_token);
        let Ok(Value::Object(fields)) = document else {
            return Self {
                text: secrets.quoted_body(body),
                ..Self::default()
            };
        };
        let text = |map: &serde_json::Map<String, Value>, names: &[&str]| {
            // Azure writes the same field in camelCase and PascalCase, depending on the service's age.
            map.iter()
                .find(|(key, _)| names.iter().any(|n| n.eq_ignore_ascii_case(key)))
                .and_then(|(_, v)| v.as_str())
                .map(str::to_owned)
        };
        let nested = fields.get("error").and_then(Value::as_object);
        let source = nested.unwrap_or(&fields);
        let code = match nested {
            Some(nested) => text(nested, &["code"]),
            None => text(&fields, &["error"]),
        };
        let message = text(
            source,
            &["message", "error_description", "exceptionMessage"],
        )
        .or_else(|| text(&fields, &["error_description", "message"]));
        Self {
            understood: code.is_some() || message.is_some(),
            text: match message.or_else(|| code.clone()) {
                Some(words) if !withheld => secrets.quoted(&words),
                _ => secrets.quoted_body(body),
            },
            code: code.map(|code| secrets.quoted(&code)),
            request_id: text(source, &["correlationId"])
                .or_else(|| text(&fields, &["correlation_id", "correlationId"]))
                .map(|id| secrets.quoted(&id)),
        }
    }
}

/// Whether a body that came with a success says why there is no token: the old App Service endpoint did that.
pub(crate) fn is_refusal_in_disguise(body: &[u8]) -> bool {
    let has_token = |value: Value| value.get("access_token").is_some();
    Refusal::read(body, &Secrets::default()).understood
        && !serde_json::from_slice(body).is_ok_and(has_token)
}

/// What was asked for, for the words of a failure.
pub(crate) struct Asked<'a> {
    pub source: SourceKind,
    pub identity: &'a Identity,
    pub resource: &'a str,
    pub world: &'a dyn World,
}

/// Turns a final answer that is no success into the failure it is.
pub(crate) fn explain(answer: &Answer, asked: &Asked<'_>) -> Error {
    let refusal = Refusal::read(&answer.body, &answer.secrets);
    let (code, message, hint) = classify(answer, &refusal, asked);
    Error::new(code, message)
        .hint(hint)
        .with_http_status(answer.status)
        .with_retryable(matches!(answer.status, 404 | 408 | 410 | 429 | 500..=599))
        .with_service_code(refusal.code)
        .with_request_id(
            refusal
                .request_id
                .or_else(|| answer.quoted_header("x-ms-request-id")),
        )
        .with_source(asked.source)
}

fn classify(answer: &Answer, refusal: &Refusal, asked: &Asked<'_>) -> (Code, String, String) {
    let words = if refusal.text.is_empty() {
        String::new()
    } else {
        format!(": {}", refusal.text)
    };
    let said = format!("The identity endpoint answered {}{words}", answer.status);
    let lower = refusal.text.to_ascii_lowercase();
    let code = refusal.code.as_deref().unwrap_or_default();
    match answer.status {
        400 if lower.contains("multiple user assigned identities") => (
            Code::MultipleIdentities,
            format!("This machine has several user-assigned identities and no system-assigned one, and none was named. {said}"),
            "Name one: -ClientId, -ObjectId or -IdentityResourceId (--client-id, --object-id, --resource-id).".to_owned(),
        ),
        400 if code == "invalid_resource" || lower.contains("aadsts500011") || lower.contains("is not a supported msi token audience") => (
            Code::AudienceRefused,
            format!("No token is issued for '{}': the service is unknown in the identity's tenant. {said}", asked.resource),
            "Check the audience letter by letter (a slash at its end counts), and that it belongs to this cloud; -Resource completes the known names.".to_owned(),
        ),
        400 | 404 if lower.contains("identity not found") || code == "identity_not_found" || code == "ManagedIdentityNotFound" || lower.contains("managed identity found for specified") || lower.contains("no msi found") => (
            Code::IdentityNotAssigned,
            format!("{} is not assigned to this machine. {said}", capitalized(&asked.identity.describe())),
            how_to_assign(asked.source, asked.identity).to_owned(),
        ),
        401 | 403 if lower.contains("unreachable") => (
            Code::NoIdentityEndpoint,
            format!("The container host has no route to the identity endpoint. {said}"),
            "Give the container a route to 169.254.169.254 (for example --network host), or run on the machine itself.".to_owned(),
        ),
        200..=299 | 400 | 401 | 403 | 404 | 405 if refusal.understood => (
            Code::TokenRefused,
            format!("No token was issued for '{}' to {}. {said}", asked.resource, asked.identity.describe()),
            match (answer.status, secret_variable(asked.source)) {
                (401 | 403, Some(variable)) => format!("The platform changes {variable} from time to time, and this connection may hold an old one: connect again (Connect-ManagedIdentity), or start the process anew."),
                _ => "The service's own words say why. If they don't help, run with -Verbose to see the request, and quote the request id to support.".to_owned(),
            },
        ),
        429 => {
            let wait = retry::wait_asked_for(answer, asked.world.now()).map_or_else(|| "a minute".to_owned(), |w| format!("{} s", w.as_secs()));
            (Code::Throttled, format!("The identity endpoint refuses further requests for now. {said}"), format!("Try again in {wait}. Keep one connection per process: its tokens are cached and shared."))
        }
        502 | 504 => (
            Code::IdentityEndpointGateway,
            format!("A gateway answered in place of the identity endpoint. {said}"),
            "A proxy is usually in the way: identity endpoints must be reached directly. Exclude 169.254.169.254 in whatever redirects this machine's traffic.".to_owned(),
        ),
        408 | 410 | 500..=599 => (
            Code::IdentityEndpointFailed,
            format!("The identity endpoint failed, also after retries. {said}"),
            match asked.source {
                SourceKind::AppService | SourceKind::Automation => format!("The platform answers like this also for an audience that the identity's tenant doesn't know: check '{}' letter by letter. Else try again in a few minutes.", asked.resource),
                _ => "The platform may be under maintenance: try again in a few minutes.".to_owned(),
            },
        ),
        _ => (
            Code::BadResponse,
            format!("Something else than an identity endpoint answered. {said}"),
            "Check which host answers (-Verbose), and whether a proxy or captive portal is in the way.".to_owned(),
        ),
    }
}

/// The variable with the secret that a source's requests carry.
fn secret_variable(source: SourceKind) -> Option<&'static str> {
    match source {
        SourceKind::AppService | SourceKind::Automation | SourceKind::ServiceFabric => {
            Some("IDENTITY_HEADER")
        }
        SourceKind::MachineLearning => Some("MSI_SECRET"),
        _ => None,
    }
}

/// Where an identity is switched on or assigned, in the words of each platform.
fn how_to_assign(source: SourceKind, identity: &Identity) -> &'static str {
    match (source, identity) {
        (SourceKind::Vm | SourceKind::VmExtension, Identity::SystemAssigned) => {
            "Switch it on: portal > the VM > Identity > System assigned: On, or 'az vm identity assign -g <group> -n <vm>'. It may take a minute to be known."
        }
        (SourceKind::Vm | SourceKind::VmExtension, _) => {
            "Check the id, or assign it: portal > the VM > Identity > User assigned > Add, or 'az vm identity assign -g <group> -n <vm> --identities <resource id>'. It may take a minute to be known."
        }
        (SourceKind::AppService, Identity::SystemAssigned) => {
            "Switch it on: portal > the app > Identity > System assigned: On, or 'az webapp identity assign -g <group> -n <app>' (az functionapp for Functions), then restart the app."
        }
        (SourceKind::AppService, _) => {
            "Check the id, or assign it: portal > the app > Identity > User assigned > Add, or 'az webapp identity assign -g <group> -n <app> --identities <resource id>' (az functionapp for Functions)."
        }
        (SourceKind::Automation, Identity::SystemAssigned) => {
            "Switch it on: portal > the Automation account > Identity > System assigned: On."
        }
        (SourceKind::Automation, _) => {
            "Check the id, or assign it: portal > the Automation account > Identity > User assigned > Add."
        }
        (SourceKind::Arc, Identity::SystemAssigned) => {
            "The server gets its identity when it is connected: see 'azcmagent show', and connect it again if it says that it is disconnected."
        }
        (SourceKind::Arc, _) => {
            "Check the id, or assign the identity to the server; only a recent Azure Connected Machine agent knows identities besides the server's own."
        }
        (SourceKind::ServiceFabric, _) => {
            "The application gets its identities from its resource (identity) and its manifest (ManagedIdentities, IdentityBindingPolicy): check both, and that the code runs in a service that is bound to one."
        }
        (SourceKind::MachineLearning, _) => {
            "Check the client id, or assign the identity to the compute: Machine Learning studio > Compute > the compute > Managed identity."
        }
        (SourceKind::CloudShell, _) => {
            "Cloud Shell answers for the person who is signed in: restart it."
        }
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[cfg(test)]
mod tests;
