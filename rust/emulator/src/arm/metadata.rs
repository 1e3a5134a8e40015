//! `/metadata/endpoints`: the cloud's endpoints, for clients that know only the address. It doesn't require a token.

use super::errors;
use super::paging;
use super::vault::VAULT_DOMAIN;
use crate::context::Context;
use crate::http::{Reply, Request};
use serde_json::{Map, Value, json};

/// The name of this cloud.
const NAME: &str = "AzmiEmulator";

/// Answers in the form of the api-version: a short document in 2015, a list of clouds in 2018 and 2019, one cloud since then.
pub fn read(context: &Context, request: &Request) -> Reply {
    let document = document(context, &paging::base(context, request));
    match request.parameter("api-version") {
        None | Some("") => errors::plain(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        ),
        Some("2015-01-01" | "2015-11-01") => Reply::json(200, &small(&document)),
        Some("2018-05-01" | "2019-05-01" | "2019-10-01") => Reply::json(200, &json!([document])),
        Some("2020-06-01" | "2022-09-01" | "2023-11-01" | "2023-12-01") => Reply::json(200, &document),
        Some(other) => errors::plain(
            400,
            "InvalidApiVersionParameter",
            &format!(
                "The api-version '{other}' is invalid. The supported versions are '2015-01-01,2019-05-01,2022-09-01'."
            ),
        ),
    }
}

fn document(context: &Context, base: &str) -> Value {
    let mut document = json!({
        "name": NAME,
        "resourceManager": base,
        "portal": base,
        "gallery": base,
        "graph": base,
        "graphAudience": base,
        "microsoftGraphResourceId": base,
        "batch": base,
        "media": base,
        "sqlManagement": base,
        "vmImageAliasDoc": base,
        "activeDirectoryDataLake": base,
        "logAnalyticsResourceId": base,
        "appInsightsResourceId": base,
        "appInsightsTelemetryChannelResourceId": base,
        "synapseAnalyticsResourceId": base,
        "attestationResourceId": base,
        "ossrdbmsResourceId": base,
        "authentication": {
            "loginEndpoint": base,
            "audiences": [base],
            "tenant": context.inventory.tenant_id,
            "identityProvider": "AAD",
        },
        // Names that don't resolve, so that tests never reach a real service.
        "suffixes": {
            "storage": "storage.azmi-emulator.invalid",
            "keyVaultDns": VAULT_DOMAIN,
            "mhsmDns": "managedhsm.azmi-emulator.invalid",
            "sqlServerHostname": "database.azmi-emulator.invalid",
            "storageSyncEndpointSuffix": "afs.azmi-emulator.invalid",
            "mysqlServerEndpoint": "mysql.azmi-emulator.invalid",
            "postgresqlServerEndpoint": "postgres.azmi-emulator.invalid",
            "mariadbServerEndpoint": "mariadb.azmi-emulator.invalid",
            "acrLoginServer": "registry.azmi-emulator.invalid",
            "synapseAnalytics": "synapse.azmi-emulator.invalid",
            "attestationEndpoint": "attest.azmi-emulator.invalid",
        },
    });
    merge(&mut document, &context.scenario.arm.metadata);
    document
}

fn small(document: &Value) -> Value {
    json!({
        "galleryEndpoint": document["gallery"],
        "graphEndpoint": document["graph"],
        "portalEndpoint": document["portal"],
        "authentication": {
            "loginEndpoint": document["authentication"]["loginEndpoint"],
            "audiences": document["authentication"]["audiences"],
        },
    })
}

/// Applies a JSON merge patch (RFC 7396).
fn merge(target: &mut Value, patch: &Map<String, Value>) {
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(members) = target else {
        return;
    };
    for (name, value) in patch {
        match value {
            Value::Null => {
                members.remove(name);
            }
            Value::Object(inner) => merge(members.entry(name.clone()).or_insert(Value::Null), inner),
            other => {
                members.insert(name.clone(), other.clone());
            }
        }
    }
}
