//! The api-versions that Resource Manager and the providers support, as lists separated by spaces.

use super::errors;
use super::route::Route;
use crate::http::{Reply, Request};

const SUBSCRIPTIONS: &str = "2014-04-01 2015-11-01 2016-06-01 2018-06-01 2019-06-01 2019-11-01 2020-01-01 2021-01-01 2021-10-01 2022-01-01 \
    2022-09-01 2022-12-01";
const RESOURCES: &str = "2014-04-01 2015-11-01 2016-02-01 2016-07-01 2016-09-01 2017-05-10 2018-02-01 2018-05-01 2019-03-01 2019-05-01 \
    2019-05-10 2019-07-01 2019-08-01 2019-10-01 2020-06-01 2020-08-01 2020-10-01 2021-01-01 2021-04-01 2022-01-01 \
    2022-05-01 2022-06-01 2022-09-01 2022-12-01 2023-07-01 2024-03-01 2024-07-01 2024-11-01 2025-03-01 2025-04-01";
const RESOURCE_GRAPH: &str =
    "2018-09-01-preview 2019-04-01 2020-04-01-preview 2021-03-01 2021-06-01-preview 2022-10-01 2024-04-01";
const VIRTUAL_MACHINES: &str = "2015-06-15 2016-03-30 2017-03-30 2017-12-01 2018-04-01 2018-06-01 2018-10-01 2019-03-01 2019-07-01 2019-12-01 \
    2020-06-01 2020-12-01 2021-03-01 2021-04-01 2021-07-01 2021-11-01 2022-03-01 2022-08-01 2022-11-01 2023-03-01 \
    2023-07-01 2023-09-01 2024-03-01 2024-07-01 2024-11-01 2025-04-01";
const IDENTITIES: &str = "2015-08-31-preview 2018-11-30 2022-01-31-preview 2023-01-31 2024-11-30 2026-04-30 2026-05-31";

const ARC_MACHINES: &str =
    "2020-08-02 2021-05-20 2022-03-10 2022-11-10 2022-12-27 2024-07-10 2025-01-13 2026-06-16-preview";

/// Checks the `api-version` of a request. For a type without a list here, any well-formed version is accepted.
pub fn check(request: &Request, route: Option<&Route<'_>>) -> Result<(), Reply> {
    let Some(version) = request.parameter("api-version").filter(|version| !version.is_empty()) else {
        return Err(errors::plain(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        ));
    };
    let (known, kind) = match route {
        Some(Route::Tenants | Route::Subscriptions | Route::Subscription { .. }) => (Some(SUBSCRIPTIONS), None),
        Some(
            Route::GenericList { .. } | Route::Groups { .. } | Route::Group { .. } | Route::OperationResult { .. },
        ) => (Some(RESOURCES), None),
        Some(Route::Graph) => (Some(RESOURCE_GRAPH), None),
        Some(Route::RoleDefinitions { .. } | Route::RoleAssignments { .. }) => (None, None),
        Some(Route::List { collection, .. } | Route::One { collection, .. }) => {
            (of_type(&collection.kind), Some(collection.kind.as_str()))
        }
        Some(Route::OwnIdentity { .. }) => (Some(IDENTITIES), Some("Microsoft.ManagedIdentity/identities")),
        Some(Route::Metadata) | None => (None, None),
    };
    let invalid = |known: Option<&str>| {
        let supported = known
            .map(|known| format!(" The supported versions are '{}'.", known.replace(' ', ",")))
            .unwrap_or_default();
        errors::plain(400, "InvalidApiVersionParameter", &format!("The api-version '{version}' is invalid.{supported}"))
    };
    if !is_version(version) {
        return Err(invalid(known));
    }
    match (known, kind) {
        (Some(known), _) if known.split(' ').any(|known| known == version) => Ok(()),
        (Some(known), Some(kind)) => {
            let (_, short) = kind.split_once('/').unwrap_or_default();
            Err(errors::plain(
                400,
                "NoRegisteredProviderFound",
                &format!(
                    "No registered resource provider found for location 'westeurope' and API version '{version}' for type \
                     '{short}'. The supported api-versions are '{}'.",
                    known.replace(' ', ", ")
                ),
            ))
        }
        (Some(known), None) => Err(invalid(Some(known))),
        (None, _) => Ok(()),
    }
}

fn of_type(kind: &str) -> Option<&'static str> {
    match kind.to_ascii_lowercase().as_str() {
        "microsoft.compute/virtualmachines"
        | "microsoft.compute/virtualmachinescalesets"
        | "microsoft.compute/virtualmachinescalesets/virtualmachines" => Some(VIRTUAL_MACHINES),
        "microsoft.hybridcompute/machines" => Some(ARC_MACHINES),
        "microsoft.managedidentity/userassignedidentities" => Some(IDENTITIES),
        _ => None,
    }
}

/// Whether a text has the form `2024-07-01`, optionally with a suffix such as `-preview`.
fn is_version(version: &str) -> bool {
    let Some((date, suffix)) = version.as_bytes().split_at_checked(10) else {
        return false;
    };
    let is_date = date.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let is_suffix = match suffix {
        [] => true,
        [b'-', rest @ ..] => !rest.is_empty() && rest.iter().all(u8::is_ascii_alphanumeric),
        _ => false,
    };
    is_date && is_suffix
}
