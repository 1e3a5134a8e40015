//! The names nearest to one that was not found: a typing error is the commonest reason. Advice costs one request for each
//! client, however many names it doesn't find.

use crate::arm::client::{ArmClient, parse};
use crate::error::{Code, Error, Result};
use crate::ids::ResourceId;
use crate::limits;
use crate::service_request::PreparedRequest;
use http::Method;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

const PATH: &str = "/providers/Microsoft.ResourceGraph/resources";
const API_VERSION: &str = "2022-10-01";

/// Names shown.
const SHOWN: usize = 3;

/// How long what is known is good enough for advice.
const GOOD_FOR: Duration = Duration::from_secs(600);

/// The machines that a name may have been meant for, asked for once.
#[derive(Default)]
pub(crate) struct KnownMachines(Mutex<Option<(Instant, Arc<Vec<ResourceId>>)>>);

#[derive(Deserialize)]
struct Page {
    data: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    id: serde_json::Value,
}

impl KnownMachines {
    /// The ids of one page of machines, of all that can be read. What keeps them from coming isn't a failure of the call, but
    /// for the caller's own will; nor is it tried again soon.
    ///
    /// # Errors
    /// `Cancelled`.
    async fn get(&self, arm: &ArmClient<'_>) -> Result<Arc<Vec<ResourceId>>> {
        let call = arm.call.within(limits::ADVICE);
        let mut held = call.run("waiting for advice", async { Ok(self.0.lock().await) }).await?;
        if let Some((at, known)) = &*held
            && at.elapsed() < GOOD_FOR
        {
            return Ok(Arc::clone(known));
        }
        let arm = ArmClient { call: &call, ..*arm };
        let known = match ask(&arm).await {
            Err(error) if error.code() == Code::Cancelled => return Err(error),
            other => Arc::new(other.unwrap_or_default()),
        };
        *held = Some((Instant::now(), Arc::clone(&known)));
        Ok(known)
    }
}

async fn ask(arm: &ArmClient<'_>) -> Result<Vec<ResourceId>> {
    let body = json!({
        "query": "resources | where type in~ ('microsoft.compute/virtualmachines', 'microsoft.hybridcompute/machines') | project id",
        "options": { "resultFormat": "objectArray", "$top": limits::GRAPH_ROWS },
    });
    let request = PreparedRequest {
        method: Method::POST,
        body: Some(body.to_string()),
        // Advice is not worth a second try.
        repeatable: false,
        ..PreparedRequest::get(arm.address(PATH, &[("api-version", API_VERSION)]))
    };
    let answer = arm.send(&request).await?;
    let page: Page = parse(&answer, &request.url)?;
    let ids = page.data.iter().filter_map(|entry| ResourceId::parse(entry.id.as_str()?));
    Ok(ids.collect())
}

/// Where a name was looked for.
pub(super) struct Sought<'a> {
    pub name: &'a str,
    pub group: Option<&'a str>,
    pub subscriptions: &'a [String],
}

impl Sought<'_> {
    /// Whether it was looked for there.
    fn covers(&self, id: &ResourceId) -> bool {
        let is = |place: &String| place.eq_ignore_ascii_case(id.subscription());
        let in_group = |group: &str| id.resource_group().is_some_and(|own| own.eq_ignore_ascii_case(group));
        self.subscriptions.iter().any(is) && self.group.is_none_or(in_group)
    }
}

/// The failure, with names of machines like that one in front of its advice; of those places where it was looked for.
///
/// # Errors
/// `Cancelled`, in its place.
pub(super) async fn with_machines(
    arm: &ArmClient<'_>,
    known: &KnownMachines,
    sought: &Sought<'_>,
    error: Error,
) -> Error {
    with_names(arm, known, sought.name, error, |id| sought.covers(id).then(|| id.name())).await
}

/// The failure, with names of resource groups like that one, in which there are machines.
///
/// # Errors
/// `Cancelled`, in its place.
pub(super) async fn with_groups(
    arm: &ArmClient<'_>,
    known: &KnownMachines,
    group: &str,
    subscription: &str,
    error: Error,
) -> Error {
    with_names(arm, known, group, error, |id| {
        let is_there = id.subscription().eq_ignore_ascii_case(subscription);
        is_there.then(|| id.resource_group())?
    })
    .await
}

async fn with_names(
    arm: &ArmClient<'_>,
    known: &KnownMachines,
    wanted: &str,
    error: Error,
    name: impl Fn(&ResourceId) -> Option<&str>,
) -> Error {
    let all = match known.get(arm).await {
        Ok(all) => all,
        Err(other) if other.code() == Code::Cancelled => return other,
        Err(_) => return error,
    };
    let names = like(wanted, all.iter().filter_map(name));
    if names.is_empty() {
        return error;
    }
    error.hint_first(&format!("Did you mean {}?", names.join(", ")))
}

/// The nearest of the names: at most a third of the letters, and at least two, may be wrong.
fn like<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let length = wanted.chars().count();
    let allowed = (length / 3).max(2);
    let mut near: Vec<_> = names
        .filter(|name| name.chars().count().abs_diff(length) <= allowed)
        .map(|name| (strsim::osa_distance(&wanted, &name.to_lowercase()), name))
        .filter(|(distance, _)| (1..=allowed).contains(distance))
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(SHOWN).map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests;
