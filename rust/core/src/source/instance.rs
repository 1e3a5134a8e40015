//! Fetches the optional instance document from the Instance Metadata Service.

use super::refusal::Refusal;
use super::requester::EndpointClient;
use super::token_query::metadata;
use crate::http::Answer;
use crate::http::endpoint::{EndpointFailure, EndpointRequest};
use crate::instance::{self, InstanceMetadata, Missing};
use crate::source_kind::SourceKind;
use crate::time_text;
use serde_json::Value;
use url::Url;

/// The oldest version with all fields that are read, such as `resourceId` and `azEnvironment`.
const API_VERSION: &str = "2021-02-01";

/// The version that the Azure Arc agent supports. Its fields have the same names.
const ARC_API_VERSION: &str = "2020-06-01";

/// Returns the document's URL, derived from that of the token endpoint.
pub fn address(token_endpoint: &Url, source: SourceKind) -> Url {
    let version = match source {
        SourceKind::Arc => ARC_API_VERSION,
        _ => API_VERSION,
    };
    address_of(token_endpoint, version)
}

fn address_of(token_endpoint: &Url, version: &str) -> Url {
    let mut url = token_endpoint.clone();
    url.set_path("/metadata/instance/compute");
    url.query_pairs_mut().clear().append_pair("api-version", version);
    url
}

/// Fetches the document. If the host doesn't support the requested version, uses one that it offers.
pub(crate) async fn fetch(client: &EndpointClient<'_>) -> Result<InstanceMetadata, Missing> {
    let token_endpoint = &client.source.endpoint;
    let mut answer = ask(address(token_endpoint, client.source.kind), client).await?;
    if let (400, Some(version)) = (answer.status, offered(&answer.body)) {
        answer = ask(address_of(token_endpoint, &version), client).await?;
    }
    if answer.is_success() {
        return instance::read(&answer.body).map_err(|error| Missing::ForGood(error.message().to_owned()));
    }
    let words = Refusal::read(&answer.body, &answer.secrets).text;
    let why = format!("the service answered {} {words}", answer.status);
    Err(match answer.status {
        408 | 429 | 500..=599 => Missing::NotNow(why),
        _ => Missing::ForGood(why),
    })
}

async fn ask(url: Url, client: &EndpointClient<'_>) -> Result<Answer, Missing> {
    let request = EndpointRequest::get(url, vec![metadata()]);
    let failure = match client.send_once(&request).await {
        Ok(answer) => return Ok(answer),
        Err(failure) => failure,
    };
    Err(match failure {
        EndpointFailure::NoConnection(_) if !client.is_patient(&request.url).await => {
            Missing::Nobody(client.source.explain(&request.url, failure))
        }
        EndpointFailure::TooLarge => Missing::ForGood("its answer is too large".to_owned()),
        other => Missing::NotNow(client.source.explain(&request.url, other).message().to_owned()),
    })
}

/// Picks the api-version for an older host: the first one offered that includes the cloud, or else the first one.
fn offered(body: &[u8]) -> Option<String> {
    const WITH_CLOUD: &str = "2018-10-01";
    let body: Value = serde_json::from_slice(body).ok()?;
    let named: Vec<&str> = body
        .get("newest-versions")?
        .as_array()?
        .iter()
        .filter_map(Value::as_str)
        .filter(|version| is_version(version))
        .collect();
    let best = named.iter().find(|version| **version >= WITH_CLOUD);
    best.or(named.first()).map(|version| (*version).to_owned())
}

/// A version is a date, such as `2020-10-01`.
fn is_version(text: &str) -> bool {
    text.len() == 10 && time_text::fields::<3>(text, '-').is_some()
}

#[cfg(test)]
mod tests;
