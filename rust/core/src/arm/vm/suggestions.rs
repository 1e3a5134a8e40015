//! Suggests names similar to one that wasn't found, because it's usually a typing error. Each client sends one request for
//! suggestions, however many names it doesn't find.

use super::Row;
use crate::arm::client::{ArmClient, parse};
use crate::arm::resource_graph::{kql, request};
use crate::error::{Code, Error, Result};
use crate::ids::ResourceId;
use crate::limits;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// The most names that are suggested.
const SHOWN: usize = 3;

/// How long the list of machines is used for suggestions.
const GOOD_FOR: Duration = Duration::from_secs(600);

/// The machines that an unknown name may mean, requested once.
#[derive(Default)]
pub(crate) struct KnownMachines(Mutex<Option<(Instant, Arc<Vec<ResourceId>>)>>);

#[derive(Deserialize)]
struct Page {
    data: Vec<Row>,
}

impl KnownMachines {
    /// The ids of one page of the machines that the identity can read. A failure doesn't end the call, and isn't retried soon.
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

    /// Adds the names of similar machines in the searched places to the error's hint.
    ///
    /// # Errors
    /// `Cancelled` instead.
    pub(super) async fn advise(
        &self,
        arm: &ArmClient<'_>,
        name: &str,
        group: Option<&str>,
        subscriptions: &[String],
        error: Error,
    ) -> Error {
        let covers = |id: &ResourceId| {
            let in_group = |group: &str| id.resource_group().is_some_and(|own| own.eq_ignore_ascii_case(group));
            let is_own = |subscription: &String| subscription.eq_ignore_ascii_case(id.subscription());
            subscriptions.iter().any(is_own) && group.is_none_or(in_group)
        };
        self.advise_by(arm, name, error, |id| covers(id).then(|| id.name())).await
    }

    /// Adds similar names to the error's hint; `name` returns the name to compare of each machine.
    ///
    /// # Errors
    /// `Cancelled` instead.
    pub(super) async fn advise_by(
        &self,
        arm: &ArmClient<'_>,
        wanted: &str,
        error: Error,
        name: impl Fn(&ResourceId) -> Option<&str>,
    ) -> Error {
        let all = match self.get(arm).await {
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
}

async fn ask(arm: &ArmClient<'_>) -> Result<Vec<ResourceId>> {
    let query = format!("{} | project id", kql::MACHINES);
    let mut request = request::find(arm, &query, &[], None);
    // A suggestion isn't worth a retry.
    request.repeatable = false;
    let answer = arm.send(&request).await?;
    let page: Page = parse(&answer, &request.url)?;
    Ok(page.data.iter().filter_map(|row| ResourceId::parse(row.id()?)).collect())
}

/// The most similar names. A third of the letters may be wrong, or two.
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
