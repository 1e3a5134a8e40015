//! The names nearest to one that was not found: a typing error is the commonest reason.

use super::Resource;
use crate::arm::client::{ArmClient, RESOURCES_API};
use crate::error::{Code, Error, Result};
use crate::ids::{ResourceId, is_resource_group_name};
use crate::limits;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Entries looked through; more would cost more than the advice is worth.
const LOOKED_THROUGH: usize = 2_000;

/// Names told.
const TOLD: usize = 3;

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Names of machines like that one, in those subscriptions (of which the first few are looked through).
///
/// # Errors
/// `Cancelled`.
pub(super) async fn machines(
    arm: &ArmClient<'_>,
    name: &str,
    group: Option<&str>,
    subscriptions: &[String],
) -> Result<Vec<String>> {
    let call = arm.call.within(limits::ADVICE);
    let arm = ArmClient {
        call: &call,
        ..*arm
    };
    let mut names = Vec::new();
    for subscription in subscriptions.iter().take(3) {
        for kind in [
            "Microsoft.Compute/virtualMachines",
            "Microsoft.HybridCompute/machines",
        ] {
            let mut filter = format!("resourceType eq '{kind}'");
            if let Some(group) = group {
                filter = format!(
                    "resourceGroup eq '{}' and {filter}",
                    group.replace('\'', "''")
                );
            }
            let path = format!("/subscriptions/{subscription}/resources");
            let query = [("$filter", filter.as_str()), ("api-version", RESOURCES_API)];
            let found: Vec<Resource> = if_it_comes(&arm, &path, &query).await?;
            names.extend(
                found
                    .iter()
                    .filter_map(|resource| ResourceId::parse(&resource.id))
                    .map(|id| id.name().to_owned()),
            );
        }
    }
    Ok(like(name, names))
}

/// Names of resource groups like that one.
///
/// # Errors
/// `Cancelled`.
pub(super) async fn groups(
    arm: &ArmClient<'_>,
    name: &str,
    subscription: &str,
) -> Result<Vec<String>> {
    let call = arm.call.within(limits::ADVICE);
    let arm = ArmClient {
        call: &call,
        ..*arm
    };
    let path = format!("/subscriptions/{subscription}/resourcegroups");
    let query = [("api-version", RESOURCES_API)];
    let found: Vec<Named> = if_it_comes(&arm, &path, &query).await?;
    Ok(like(
        name,
        found
            .into_iter()
            .map(|group| group.name)
            .filter(|name| is_resource_group_name(name))
            .collect(),
    ))
}

/// A list that is only looked through for advice: what keeps it from coming is no failure of the call, but for the caller's
/// own will.
async fn if_it_comes<T: DeserializeOwned>(
    arm: &ArmClient<'_>,
    path: &str,
    query: &[(&str, &str)],
) -> Result<Vec<T>> {
    match arm.list_up_to(LOOKED_THROUGH, path, query).await {
        Err(error) if error.code() == Code::Cancelled => Err(error),
        other => Ok(other.unwrap_or_default()),
    }
}

/// The sentence that tells them, or nothing.
fn sentence(names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    format!("Did you mean {}? ", names.join(", "))
}

/// The failure, with the names in front of its advice.
pub(super) fn told(error: Error, names: &[String]) -> Error {
    let hint = error.next_step().unwrap_or_default().to_owned();
    error.hint(format!("{}{hint}", sentence(names)))
}

/// The nearest of the names: at most a third of the letters, and at least two, may be wrong.
fn like(wanted: &str, names: Vec<String>) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let allowed = (wanted.chars().count() / 3).max(2);
    let mut near: Vec<_> = names
        .into_iter()
        .map(|name| (strsim::osa_distance(&wanted, &name.to_lowercase()), name))
        .filter(|(distance, _)| (1..=allowed).contains(distance))
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().take(TOLD).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests;
