//! Reads how a custom cloud describes itself: `/metadata/endpoints` of its Resource Manager (`protocols.md`, 6.3).

use super::{Cloud, check_audience};
use crate::audience;
use crate::error::{Code, Error, Result};
use serde_json::Value;
use std::collections::HashMap;
use url::Url;

/// Services whose audience the document contains, and the keys.
const RESOURCES: [(&str, &str); 7] = [
    ("AppInsights", "appInsightsResourceId"),
    ("Attestation", "attestationResourceId"),
    ("Batch", "batch"),
    ("Graph", "microsoftGraphResourceId"),
    ("LogAnalytics", "logAnalyticsResourceId"),
    ("OssRdbms", "ossrdbmsResourceId"),
    ("Synapse", "synapseAnalyticsResourceId"),
];

/// Services whose audience is built from the domain of their hosts: the key, and what follows the domain.
const SUFFIXES: [(&str, &str, &str); 3] =
    [("KeyVault", "keyVaultDns", ""), ("ManagedHsm", "mhsmDns", ""), ("Sql", "sqlServerHostname", "/")];

/// Reads `/metadata/endpoints` of a custom cloud, which is an object or a list of clouds.
///
/// # Errors
/// `BadResponse`; `UntrustedAudience` if the host claims an audience that can't be its own.
pub fn from_metadata(arm: &Url, body: &[u8]) -> Result<Cloud> {
    let bad = |why: &str| {
        Error::new(Code::BadResponse, format!("{} describes its cloud in a way that can't be read: {why}.", crate::url_text::shown(arm)))
            .hint("Check that the environment names a Resource Manager endpoint: its address followed by metadata/endpoints?api-version=2022-09-01 must answer with JSON.")
    };
    let document: Value = serde_json::from_slice(body).map_err(|_| bad("it isn't JSON"))?;
    let cloud = own_entry(arm, &document).ok_or_else(|| bad("the list is empty"))?;
    let claimed =
        |value: &Value| value.as_str().map(audience::normalized).filter(|text| !text.is_empty()).map(str::to_owned);
    let audience = claimed(&cloud["authentication"]["audiences"][0]).ok_or_else(|| bad("it names no audience"))?;
    check_audience(arm, &audience)?;
    let resources = RESOURCES.iter().map(|(service, key)| (*service, claimed(&cloud[key])));
    let suffixes = SUFFIXES.iter().map(|(service, key, end)| {
        let domain = cloud["suffixes"][key].as_str();
        let domain = domain.map(|domain| domain.trim_start_matches('.')).filter(|domain| !domain.is_empty());
        (*service, domain.map(|domain| format!("https://{domain}{end}")))
    });
    // A service with an audience of another cloud stays unknown: its name can't be used, and its hosts get no token.
    let services: HashMap<_, _> = resources
        .chain(suffixes)
        .filter_map(|(service, audience)| Some((service, audience?)))
        .filter(|(_, audience)| check_audience(arm, audience).is_ok())
        .collect();
    Ok(Cloud {
        name: name(cloud).unwrap_or_else(|| arm.as_str()).to_owned(),
        arm: arm.clone(),
        audience,
        built_in: None,
        services,
    })
}

/// The description of this cloud: in a list, the entry with this endpoint, or else the first.
fn own_entry<'d>(arm: &Url, document: &'d Value) -> Option<&'d Value> {
    let Value::Array(clouds) = document else {
        return Some(document);
    };
    let is_own = |cloud: &&Value| {
        let endpoint = cloud["resourceManager"].as_str();
        let endpoint = endpoint.and_then(|text| Url::parse(text).ok());
        endpoint.is_some_and(|url| url.origin() == arm.origin())
    };
    clouds.iter().find(is_own).or(clouds.first())
}

/// The cloud's name for itself, if it's fit to be shown.
fn name(cloud: &Value) -> Option<&str> {
    let name = cloud["name"].as_str()?.trim();
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || " -_.()".contains(c));
    (is_plain && (1..=64).contains(&name.len())).then_some(name)
}
