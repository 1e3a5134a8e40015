//! Checks a request before anything is sent.

use super::path as paths;
use super::request::RestRequest;
use crate::arm::{host_audience, storage};
use crate::audience::{self, Resource};
use crate::call::Call;
use crate::cloud::{Cloud, check_audience, holds_application_id};
use crate::error::{Code, Error, Result, quote};
use crate::event::Event;
use crate::service_request::PreparedRequest;
use crate::trust;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

/// Headers that only the library or HTTP sets. The first is `authorization`, because the library decides who gets a token.
const NOT_THE_CALLERS: [&str; 12] = [
    "authorization",
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "upgrade",
    "expect",
];

/// A request whose parts have been checked.
pub(crate) struct ValidatedRequest {
    method: Method,
    place: Place,
    api_version: Option<String>,
    headers: HeaderMap,
    body: Option<String>,
    resource: Option<String>,
    any_status: bool,
}

enum Place {
    /// Path and query of Resource Manager.
    Path(String, Option<String>),
    Uri(Url),
}

/// Checks everything that doesn't depend on the cloud.
///
/// # Errors
/// `InvalidRequest`, `InvalidMethod`, `InvalidUri`, `InvalidHeader`, `InvalidBody`, `InvalidResource`.
pub(crate) fn check(request: &RestRequest) -> Result<ValidatedRequest> {
    let method = method(request.method.as_deref().unwrap_or("GET"))?;
    let headers = headers(&request.headers)?;
    if let Some(resource) = &request.resource {
        // Whether an application id is allowed depends on the cloud.
        let waits = request.uri.is_none() && holds_application_id(resource);
        match audience::parse(Some(resource)) {
            Err(_) if waits => {}
            read => _ = read?,
        }
    }
    // The byte order mark of a file isn't part of the text.
    let body = request.body.as_deref();
    let body = body.map(|text| text.strip_prefix('\u{FEFF}').unwrap_or(text));
    if let Some(body) = body {
        check_body(body, &method, &headers)?;
    }
    Ok(ValidatedRequest {
        place: place(request.path.as_deref(), request.uri.as_deref())?,
        api_version: request.api_version.clone(),
        headers,
        body: body.map(str::to_owned),
        resource: request.resource.clone(),
        any_status: request.any_status,
        method,
    })
}

impl ValidatedRequest {
    /// Adds what depends on the cloud: the endpoint, and the audience of the host.
    ///
    /// # Errors
    /// `InvalidRequest`, `UntrustedHost`, `ResourceRequired`.
    pub fn resolve(self, cloud: &Cloud, call: &Call) -> Result<PreparedRequest> {
        let mut url = match self.place {
            Place::Uri(url) => url,
            Place::Path(path, query) => {
                self.resource.as_deref().map_or(Ok(()), |resource| check_resource(resource, cloud))?;
                let mut url = cloud.arm.clone();
                url.set_path(&path);
                url.set_query(query.as_deref());
                url
            }
        };
        let is_arm = url.origin() == cloud.arm.origin();
        version(&mut url, self.api_version.as_deref(), is_arm)?;
        let belongs = host_audience::host(&url, cloud)?;
        let host = url.host_str().unwrap_or_default();
        if let (Some(named), None) = (&self.resource, &belongs) {
            call.emit(Event::Notice {
                text: format!(
                    "{host} isn't a known host of the cloud {}; it gets a token for {named}, as asked.",
                    cloud.name
                ),
            });
        }
        let resource = match self.resource.or(belongs) {
            Some(resource) => Some(resource),
            None => {
                return Err(no_audience(&url, cloud));
            }
        };
        let mut headers = self.headers;
        storage::name_version(&mut headers, &url, resource.as_deref());
        Ok(PreparedRequest {
            repeatable: self.method.is_idempotent(),
            any_status: self.any_status,
            method: self.method,
            url,
            headers,
            body: self.body,
            resource,
        })
    }
}

/// The error for a host without a known audience. It may be of another cloud, for example Azure's while the emulator is used.
fn no_audience(url: &Url, cloud: &Cloud) -> Error {
    let (host, name) = (url.host_str().unwrap_or_default(), &cloud.name);
    let message = format!("No token audience is known for {host} in cloud {name}. Nothing was sent.");
    Error::new(Code::ResourceRequired, message).hint(match host_audience::service(url) {
        Some(service) => {
            let audience = audience::resolve(service, cloud);
            let place = audience.map_or_else(|_| String::new(), |audience| format!(" (audience {audience})"));
            format!("This is the address of {service} in another cloud. Use the one that it has in {name}{place}.")
        }
        None => "If you trust this host with a token, name the audience: -Resource <uri, scope or name> (--resource)."
            .to_owned(),
    })
}

/// Checks the audience of a request by path: a Resource Manager that isn't built in gets no token for another service, because
/// the user didn't name a host.
fn check_resource(resource: &str, cloud: &Cloud) -> Result<()> {
    let audience = match audience::parse(Some(resource)) {
        Ok(Resource::Named(_)) => return Ok(()),
        Ok(Resource::Verbatim(audience)) => Ok(audience),
        Err(error) => Err(error),
    };
    if cloud.built_in.is_none() {
        let text = audience.as_ref().copied();
        check_audience(&cloud.arm, text.unwrap_or_else(|_| audience::normalized(resource)))?;
    }
    audience.map(|_| ())
}

fn method(text: &str) -> Result<Method> {
    let invalid = |why: &str| {
        Error::new(Code::InvalidMethod, format!("'{}' can't be used as a method: {why}.", text.escape_default()))
            .hint("Methods are GET, HEAD, PUT, POST, PATCH, DELETE, and others that a service may define.")
    };
    let method = Method::from_bytes(text.trim().to_ascii_uppercase().as_bytes())
        .map_err(|_| invalid("it isn't an HTTP method"))?;
    if method == Method::CONNECT || method == Method::TRACE {
        return Err(invalid("it is not meant for services"));
    }
    Ok(method)
}

fn place(path: Option<&str>, uri: Option<&str>) -> Result<Place> {
    match (path, uri) {
        (Some(path), None) => {
            if let Some(why) = paths::wrong(path) {
                return Err(Error::new(Code::InvalidUri, format!("'{}' can't be used as a path: {why}.", quote::quoted(path)))
                    .hint("A path begins with a slash, such as /subscriptions?api-version=2022-12-01, and has no steps ('..', '\\'). For a whole address use -Uri (--uri)."));
            }
            let (path, query) = match path.split_once('?') {
                Some((path, query)) => (path, Some(query.to_owned())),
                None => (path, None),
            };
            Ok(Place::Path(path.to_owned(), query))
        }
        (None, Some(uri)) => {
            let invalid = |why: &str| {
                Error::new(Code::InvalidUri, format!("The URI can't be used: {why}."))
                    .hint("Give an absolute https address without user name and fragment, such as https://<vault>.vault.azure.net/secrets/<name>?api-version=7.4.")
            };
            if let Some(why) = paths::wrong_in_uri(uri) {
                return Err(invalid(why));
            }
            let url = Url::parse(uri.trim()).map_err(|e| invalid(&trust::unreadable(e)))?;
            if !url.has_host() {
                return Err(invalid("it names no host"));
            }
            if !url.username().is_empty() || url.password().is_some() {
                return Err(invalid("it holds a user name or password"));
            }
            if url.fragment().is_some() {
                return Err(invalid("it holds a fragment (#)"));
            }
            trust::bearer_target(&url)?;
            Ok(Place::Uri(url))
        }
        _ => Err(Error::new(Code::InvalidRequest, "Exactly one of a path and a URI must be given.")
            .hint("A path for Resource Manager (-Path, --path), a URI for everything else (-Uri, --uri).")),
    }
}

/// The version that an address names.
pub(super) fn api_version(url: &Url) -> Option<String> {
    let mut pairs = url.query_pairs();
    pairs.find_map(|(name, value)| name.eq_ignore_ascii_case("api-version").then(|| value.into_owned()))
}

/// Adds the API version, which Resource Manager requires.
fn version(url: &mut Url, wanted: Option<&str>, is_arm: bool) -> Result<()> {
    match (wanted, api_version(url)) {
        (Some(wanted), Some(present)) if wanted != present => Err(Error::new(
            Code::InvalidRequest,
            format!("The address says api-version {}, but you also asked for {}.", present.escape_default(), wanted.escape_default()),
        )
        .hint("Give the version in one place.")),
        (Some(wanted), None) => {
            url.query_pairs_mut().append_pair("api-version", wanted);
            Ok(())
        }
        (None, None) if is_arm => Err(Error::new(
            Code::InvalidRequest,
            "Resource Manager takes no request without an api-version.",
        )
        .hint("Add it: -ApiVersion 2022-12-01 (--api-version), or ?api-version=... in the path. The documentation of the resource type names its versions.")),
        _ => Ok(()),
    }
}

fn headers(pairs: &[(String, String)]) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        // The value may be a secret, so it isn't shown.
        let invalid = |why: &str| {
            Error::new(
                Code::InvalidHeader,
                format!("The header '{}' can't be sent: {why}.", name.escape_default()),
            )
            .hint("A header is a name without blanks and a value of plain text. Token, host and length are set by the library.")
        };
        let parsed = HeaderName::try_from(name.trim()).map_err(|_| invalid("it isn't the name of a header"))?;
        if NOT_THE_CALLERS.contains(&parsed.as_str()) {
            return Err(invalid("it is not the caller's to set"));
        }
        let value = HeaderValue::try_from(value.trim())
            .map_err(|_| invalid("its value holds characters that none can have"))?;
        if headers.insert(parsed, value).is_some() {
            return Err(invalid("it is given twice"));
        }
    }
    Ok(headers)
}

fn check_body(body: &str, method: &Method, headers: &HeaderMap) -> Result<()> {
    if matches!(*method, Method::GET | Method::HEAD) {
        return Err(Error::new(Code::InvalidRequest, format!("A {method} request has no body."))
            .hint("Use another method (PUT, POST, PATCH), or leave the body out."));
    }
    if headers.contains_key("content-type") {
        return Ok(());
    }
    serde_json::from_str::<serde::de::IgnoredAny>(body).map(|_| ()).map_err(|e| {
        // Only the position is shown, because a body may contain secrets.
        Error::new(Code::InvalidBody, format!("The body is not JSON (line {}, column {}).", e.line(), e.column()))
            .hint("Correct it, or name its type with a Content-Type header when it is meant to be something else.")
    })
}
