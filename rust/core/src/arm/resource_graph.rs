//! Lists a fleet of machines with Azure Resource Graph, page by page (`protocols.md`, 5.7): one request for a thousand machines
//! instead of one for each.

pub(super) mod kql;
pub(super) mod request;

use super::client::{ArmClient, parse};
use super::page_tracker::{self, PageTracker};
use super::vm::{self, Resource, Row, VmIdentity, check_resource_group, check_subscription};
use crate::call::Call;
use crate::error::{Code, Error, Result, quote};
use crate::event::Event;
use crate::http::Answer;
use crate::ids::ResourceId;
use crate::limits;
use crate::retry;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashSet;
use std::time::Duration;
use tokio::time::Instant;

/// Selects machines.
#[derive(Clone, Debug, Default)]
pub struct FleetQuery {
    /// All machines that the identity can read. Exactly one of this and `name_pattern` must be set.
    pub all: bool,
    /// Machines whose name matches: `*` stands for any characters, `?` for one. A name without wildcards must exist.
    pub name_pattern: Option<String>,
    /// Only machines in this resource group.
    pub resource_group: Option<String>,
    /// Only machines in these subscriptions. If it's empty, the client's subscription, or all that the identity can read.
    pub subscription_ids: Vec<String>,
}

/// The machines of a query, page by page. Keeps one page in memory, and a few bytes for each machine so far.
pub(crate) struct MachinePages {
    query: String,
    /// The requested name, if it has no wildcards.
    name: Option<String>,
    resource_group: Option<String>,
    subscriptions: Vec<String>,
    trail: Option<PageTracker>,
    skip_token: Option<String>,
    not_before: Option<Instant>,
    /// The number of rows so far.
    arrived: u64,
    /// The lowest total number of rows in any page.
    pub expected: Option<u64>,
    /// The hashes of the ids of the previous page.
    previous: HashSet<u64>,
    /// The hashes of the ids of all pages, in lower case.
    seen: HashSet<u64>,
    /// Whether the caller was warned that ids of identities are missing.
    warned_of_ids: bool,
    /// Whether the last page has come.
    pub ended: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    total_records: u64,
    count: u64,
    // The service writes a text, but a boolean is accepted too.
    #[serde(default)]
    result_truncated: Value,
    // null if there are none.
    #[serde(deserialize_with = "list_or_null")]
    data: Vec<Row>,
    #[serde(rename = "$skipToken")]
    skip_token: Option<String>,
}

fn list_or_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<Row>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

impl MachinePages {
    /// Checks the query and sends nothing yet. `chosen` is the client's subscription.
    ///
    /// # Errors
    /// `InvalidQuery`, `InvalidVmName`, `InvalidResourceGroupName`, `InvalidSubscriptionId`.
    pub fn new(query: &FleetQuery, chosen: Option<&str>) -> Result<Self> {
        let subscriptions = match (query.subscription_ids.is_empty(), chosen) {
            (true, Some(chosen)) => vec![chosen.to_owned()],
            _ => query.subscription_ids.clone(),
        };
        for id in &subscriptions {
            check_subscription(id)?;
        }
        if subscriptions.len() > limits::GRAPH_SUBSCRIPTIONS {
            return Err(Error::new(
                Code::InvalidQuery,
                format!(
                    "You named {} subscriptions; one query takes up to {}.",
                    subscriptions.len(),
                    limits::GRAPH_SUBSCRIPTIONS
                ),
            )
            .hint("Name fewer at once, or none to search all that the identity can read."));
        }
        if let Some(group) = &query.resource_group {
            check_resource_group(group)?;
        }
        if query.all == query.name_pattern.is_some() {
            return Err(Error::new(
                Code::InvalidQuery,
                "Choose either all machines, or those whose name matches a pattern.",
            )
            .hint("Give -All (--all), or a name with wildcards: web*."));
        }
        Ok(Self {
            query: kql::machines(query.name_pattern.as_deref(), query.resource_group.as_deref())?,
            name: query.name_pattern.clone().filter(|name| kql::is_name(name)),
            resource_group: query.resource_group.clone(),
            subscriptions,
            trail: None,
            skip_token: None,
            not_before: None,
            arrived: 0,
            expected: None,
            previous: HashSet::new(),
            seen: HashSet::new(),
            warned_of_ids: false,
            ended: false,
        })
    }

    /// Gets the next page, in the order of ids; `None` after the last. After an error, the same page can be requested again.
    pub async fn next(&mut self, arm: &ArmClient<'_>) -> Result<Option<Vec<VmIdentity>>> {
        let call = arm.call;
        self.wait_for_quota(call).await?;
        let request = request::find(arm, &self.query, &self.subscriptions, self.skip_token.as_deref());
        let answer = arm.send(&request).await?;
        let mut page: Page = parse(&answer, &request.url)?;
        let about = |error: Error| error.with_request_id(answer.request_id());
        let token = page.skip_token.take().filter(|token| !token.is_empty());
        // Machines that are created or deleted meanwhile change the total; the lowest counts.
        let expected = self.expected.map_or(page.total_records, |e| e.min(page.total_records));
        let numbers = self.check(&page, expected, token.is_none()).map_err(about)?;
        let mut trail = self.trail.clone().unwrap_or_else(|| PageTracker::begin(&request.url));
        if let Some(token) = &token {
            trail.step(token).map_err(about)?;
        }
        if token.is_none() && self.arrived == 0 && page.count == 0 {
            // For a pattern an empty list is a result; for a name it's an error.
            if let Some(name) = &self.name {
                let searched = match &self.subscriptions[..] {
                    [] => "all that can be read".to_owned(),
                    named => named.join(", "),
                };
                return Err(about(vm::not_found(name, self.resource_group.as_deref(), &searched)));
            }
            self.warn_of_missing_place(arm).await?;
        }
        // Nothing fails from here on, so a page that failed can be requested again.
        self.note_quota(&answer, call);
        self.trail = Some(trail);
        self.previous = numbers;
        self.arrived += page.count;
        let rows = self.machines(page.data, call);
        self.expected = Some(expected);
        self.ended = token.is_none();
        self.skip_token = token;
        call.emit(Event::Progress {
            activity: "Reading the identities of machines".to_owned(),
            done: self.arrived,
            total: page.total_records.max(self.arrived),
        });
        Ok((!rows.is_empty() || !self.ended).then_some(rows))
    }

    /// Checks that no row is missing or repeated. Returns the hashes of the page's ids.
    fn check(&self, page: &Page, expected: u64, is_last: bool) -> Result<HashSet<u64>> {
        let rows = page.data.len();
        if page.count != rows as u64 {
            return Err(unreadable(&format!("it says that it holds {} rows, and holds {rows}", page.count)));
        }
        let ids = || page.data.iter().filter_map(Row::id);
        let mut numbers = HashSet::with_capacity(rows);
        for id in ids() {
            let number = page_tracker::number(id);
            // A repeated row means that the pages overlap, so others may be missing.
            if self.previous.contains(&number) || !numbers.insert(number) {
                return Err(unreadable(&format!("it repeats {}", quote::quoted(id))));
            }
        }
        if rows > 0 && !ids().any(|id| ResourceId::parse(id).is_some()) {
            return Err(unreadable("none of its rows says which machine it is about"));
        }
        let truncated = match &page.result_truncated {
            Value::String(text) => text.eq_ignore_ascii_case("true"),
            Value::Bool(truncated) => *truncated,
            _ => false,
        };
        let arrived = self.arrived + page.count;
        if is_last && (truncated || arrived < expected) {
            return Err(Error::new(Code::ResultTruncated, format!("Resource Graph ended the list after {arrived} of {expected} machines, and gave no way to get the rest."))
                .hint("Try again, or ask for fewer at once: with names (web*) or subscription by subscription."));
        }
        Ok(numbers)
    }

    /// The machines of a page. Malformed rows are reported and don't affect others.
    fn machines(&mut self, data: Vec<Row>, call: &Call) -> Vec<VmIdentity> {
        let mut machines = Vec::with_capacity(data.len());
        let (mut lost, mut unread) = (0_u64, Vec::new());
        for row in data {
            let Some(machine) = row.machine.and_then(Resource::into_identity) else {
                lost += 1;
                continue;
            };
            // The same machine may be listed twice, with ids in different cases.
            if !self.seen.insert(page_tracker::number(&machine.resource_id.to_lowercase())) {
                continue;
            }
            if row.is_identity_unread {
                unread.push(machine.resource_id.clone());
            }
            machines.push(machine);
        }
        let warn = |text| call.emit(Event::Warning { text });
        if lost > 0 {
            warn(format!(
                "{lost} rows of Resource Graph's answer don't say which machine they are about; they are left out."
            ));
        }
        if !unread.is_empty() {
            warn(format!(
                "The identities of these machines are not of a known form, and are left out: {}",
                quote::quoted(&unread.join(", "))
            ));
        }
        let lacks_ids = |machine: &VmIdentity| machine.user_assigned.iter().any(|i| i.principal_id.is_none());
        if !self.warned_of_ids && machines.iter().any(lacks_ids) {
            self.warned_of_ids = true;
            warn("Resource Graph doesn't give the ids of all user-assigned identities. Query one machine by name to get them from the identities themselves.".to_owned());
        }
        machines
    }

    /// Sends one more query if there is no machine in the named group or subscriptions, because the name may be wrong.
    async fn warn_of_missing_place(&self, arm: &ArmClient<'_>) -> Result<()> {
        let (place, what) = match (&self.resource_group, &self.subscriptions[..]) {
            (Some(group), _) => (format!("a resource group named '{group}'"), "name"),
            (None, []) => return Ok(()),
            (None, [one]) => (format!("the subscription {one}"), "id"),
            (None, several) => (format!("the subscriptions {}", several.join(", ")), "ids"),
        };
        let request = request::find(arm, &kql::anything(self.resource_group.as_deref()), &self.subscriptions, None);
        let answer = match arm.send(&request).await {
            Ok(answer) => answer,
            Err(error) if error.code() == Code::Cancelled => return Err(error),
            // The list itself is complete; this only helps.
            Err(_) => return Ok(()),
        };
        let found = parse::<Page>(&answer, &request.url).map(|page| page.total_records);
        if matches!(found, Ok(0)) {
            arm.call.emit(Event::Warning { text: format!("The identity can read nothing in {place}: check the {what}, and that the identity has the role Reader there.") });
        }
        Ok(())
    }

    async fn wait_for_quota(&self, call: &Call) -> Result<()> {
        let Some(wait) = self.not_before.map(|at| at.saturating_duration_since(Instant::now())) else {
            return Ok(());
        };
        if wait.is_zero() {
            return Ok(());
        }
        call.emit(Event::Notice {
            text: format!("The quota of queries is used up; going on in {:.1} s.", wait.as_secs_f64()),
        });
        call.sleep("waiting for Resource Graph's quota to be refilled", wait).await
    }

    fn note_quota(&mut self, answer: &Answer, call: &Call) {
        let is_used_up = answer
            .header("x-ms-user-quota-remaining")
            .and_then(|left| left.trim().parse::<i64>().ok())
            .is_some_and(|left| left <= 0);
        self.not_before = is_used_up.then(|| {
            let wait = retry::quota_resets_after(answer).unwrap_or(Duration::from_secs(5));
            Instant::now() + wait
        });
        let cut =
            answer.header("x-ms-tenant-subscription-limit-hit").is_some_and(|hit| hit.eq_ignore_ascii_case("true"));
        if cut && self.arrived == 0 {
            call.emit(Event::Warning { text: "The identity can read more subscriptions than Resource Graph searches at once: machines of the others are missing. Name the subscriptions.".to_owned() });
        }
    }
}

fn unreadable(why: &str) -> Error {
    Error::new(Code::BadResponse, format!("A page of Resource Graph's answer can't be used: {why}."))
        .hint("Try again. If it keeps happening, report it with the request id.")
}
