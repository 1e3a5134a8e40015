//! A whole fleet of machines through Azure Resource Graph, page by page (`protocols.md`, 5.7): one query for a thousand
//! machines, never one request for each.

mod kql;

use super::client::{ArmClient, parse};
use super::send::{self, Outgoing};
use super::trail::{self, Trail};
use super::vm::{self, Resource, VmIdentity, check_resource_group, check_subscription};
use crate::call::Call;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::http::Answer;
use crate::limits;
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

const PATH: &str = "/providers/Microsoft.ResourceGraph/resources";
const API_VERSION: &str = "2022-10-01";

/// Which machines are meant.
#[derive(Clone, Debug, Default)]
pub struct FleetQuery {
    /// All that can be read. Exactly one of this and `name_pattern` must be given.
    pub all: bool,
    /// Those whose name fits: `*` stands for any letters, `?` for one. A name without either means a machine that is there.
    pub name_pattern: Option<String>,
    /// Only those of this resource group.
    pub resource_group: Option<String>,
    /// Only those of these subscriptions; empty: the one the client was made with, else all readable ones.
    pub subscription_ids: Vec<String>,
}

/// The machines of a query, a page at a time. Memory is bounded by one page.
pub struct Fleet {
    client: Client,
    query: String,
    /// The name that was asked for, where it has no wildcards.
    name: Option<String>,
    resource_group: Option<String>,
    subscriptions: Vec<String>,
    trail: Option<Trail>,
    skip_token: Option<String>,
    not_before: Option<Instant>,
    /// Rows given out so far.
    delivered: u64,
    /// The least number of rows that any page said there are.
    expected: Option<u64>,
    /// Numbers that stand for the ids of the page before, in order.
    previous: Vec<u64>,
    ended: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    total_records: u64,
    count: u64,
    // The service writes it as text; a boolean would mean the same.
    #[serde(default)]
    result_truncated: Value,
    data: Vec<Resource>,
    #[serde(rename = "$skipToken")]
    skip_token: Option<String>,
}

impl Client {
    /// Begins to read the identities of many machines: virtual machines, those of flexible scale sets among them, and
    /// Arc-enabled servers. Checks the query; sends nothing yet.
    ///
    /// # Errors
    /// `InvalidQuery`, `InvalidVmName`, `InvalidResourceGroupName`, `InvalidSubscriptionId`.
    pub fn vm_identities(&self, query: &FleetQuery) -> Result<Fleet> {
        let subscriptions = match (
            query.subscription_ids.is_empty(),
            self.chosen_subscription(),
        ) {
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
                    "{} subscriptions were named; one query takes {}.",
                    subscriptions.len(),
                    limits::GRAPH_SUBSCRIPTIONS
                ),
            )
            .hint("Name fewer at once, or none: all readable ones are searched then."));
        }
        if let Some(group) = &query.resource_group {
            check_resource_group(group)?;
        }
        if query.all == query.name_pattern.is_some() {
            return Err(Error::new(
                Code::InvalidQuery,
                "Either all machines are meant, or those whose name fits a pattern.",
            )
            .hint("Give -All (--all), or a name with wildcards: web*."));
        }
        Ok(Fleet {
            client: self.clone(),
            query: kql::machines(
                query.name_pattern.as_deref(),
                query.resource_group.as_deref(),
            )?,
            name: query.name_pattern.clone().filter(|name| kql::is_name(name)),
            resource_group: query.resource_group.clone(),
            subscriptions,
            trail: None,
            skip_token: None,
            not_before: None,
            delivered: 0,
            expected: None,
            previous: Vec::new(),
            ended: false,
        })
    }
}

impl Fleet {
    /// How many machines there are, once the first page has come.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.expected
    }

    /// Gets the next page, in the order of ids. `None`: all have come. After an error the same page can be asked for again.
    ///
    /// # Errors
    /// Those of [`Client::token`] and of Resource Manager; `ResultTruncated` when the service ends the list before all of
    /// it has come, `BadResponse` when a page repeats another, `VmNotFound` when a name without wildcards is no machine's.
    pub async fn next_page(&mut self, call: &Call) -> Result<Option<Vec<VmIdentity>>> {
        if self.ended {
            return Ok(None);
        }
        let client = self.client.clone();
        let cloud = client.cloud(call).await?;
        self.wait_for_quota(call).await?;
        let arm = ArmClient {
            client: &client,
            cloud,
            call,
        };
        let request = self.request(&arm);
        let answer = arm.send(&request).await?;
        let mut page: Page = parse(&answer, &request.url)?;
        let about = |error: Error| error.with_request_id(answer.quoted_header("x-ms-request-id"));
        let token = page.skip_token.take().filter(|token| !token.is_empty());
        // Machines made or deleted while the list is read change the number; the least one counts.
        let expected = self
            .expected
            .map_or(page.total_records, |e| e.min(page.total_records));
        let numbers = self
            .check(&page, expected, token.is_none())
            .map_err(about)?;
        let mut trail = match &self.trail {
            Some(trail) => trail.clone(),
            None => Trail::begin(&request.url),
        };
        if let Some(token) = &token {
            trail.step(token).map_err(about)?;
        }
        let rows: Option<Vec<_>> = page.data.into_iter().map(Resource::into_identity).collect();
        let rows = rows.ok_or_else(|| about(unreadable("the id of a machine is none")))?;
        if token.is_none() && self.delivered == 0 && rows.is_empty() {
            self.nothing_fits().map_err(about)?;
        }
        // From here on nothing fails, so that a failed page can be asked for again.
        self.note_quota(&answer, call);
        self.trail = Some(trail);
        self.previous = numbers;
        self.delivered += rows.len() as u64;
        self.expected = Some(expected);
        self.ended = token.is_none();
        self.skip_token = token;
        call.emit(Event::Progress {
            activity: "Reading the identities of machines".to_owned(),
            done: self.delivered,
            total: page.total_records.max(self.delivered),
        });
        Ok((!rows.is_empty() || !self.ended).then_some(rows))
    }

    fn request(&self, arm: &ArmClient<'_>) -> Outgoing {
        let mut options = json!({ "resultFormat": "objectArray", "$top": limits::GRAPH_ROWS });
        if let Some(token) = &self.skip_token {
            options["$skipToken"] = json!(token);
        }
        let mut body = json!({ "query": self.query, "options": options });
        if !self.subscriptions.is_empty() {
            body["subscriptions"] = json!(self.subscriptions);
        }
        Outgoing {
            method: Method::POST,
            body: Some(body.to_string()),
            // A query changes nothing.
            repeatable: true,
            ..Outgoing::get(arm.address(PATH, &[("api-version", API_VERSION)]))
        }
    }

    /// Nothing may be lost, and nothing come twice. Returns the numbers of the page's ids, in order.
    fn check(&self, page: &Page, expected: u64, is_last: bool) -> Result<Vec<u64>> {
        if page.count != page.data.len() as u64 {
            return Err(unreadable(&format!(
                "it says that it holds {} rows, and holds {}",
                page.count,
                page.data.len()
            )));
        }
        let mut numbers: Vec<_> = page.data.iter().map(|row| number(&row.id)).collect();
        numbers.sort_unstable();
        let twice = numbers.windows(2).find(|pair| pair[0] == pair[1]);
        let twice = twice.map(|pair| pair[0]).or_else(|| {
            let known = |number: &&u64| self.previous.binary_search(number).is_ok();
            numbers.iter().find(known).copied()
        });
        if let Some(row) =
            twice.and_then(|twice| page.data.iter().find(|row| number(&row.id) == twice))
        {
            return Err(unreadable(&format!(
                "it repeats {}",
                row.id.escape_default()
            )));
        }
        let truncated = match &page.result_truncated {
            Value::String(text) => text.eq_ignore_ascii_case("true"),
            Value::Bool(truncated) => *truncated,
            _ => false,
        };
        let arrived = self.delivered + page.count;
        if is_last && (truncated || arrived < expected) {
            return Err(Error::new(Code::ResultTruncated, format!("Resource Graph ended the list after {arrived} of {expected} machines and tells no way to the rest."))
                .hint("Ask again, or for fewer at once: with names (web*) or subscription by subscription."));
        }
        Ok(numbers)
    }

    /// Nothing fits. That is an answer to a pattern, and a failure for a name.
    fn nothing_fits(&self) -> Result<()> {
        let Some(name) = &self.name else {
            return Ok(());
        };
        let searched = match &self.subscriptions[..] {
            [] => "all that can be read".to_owned(),
            named => named.join(", "),
        };
        Err(vm::not_found(
            name,
            self.resource_group.as_deref(),
            &searched,
        ))
    }

    async fn wait_for_quota(&self, call: &Call) -> Result<()> {
        let Some(wait) = self
            .not_before
            .map(|at| at.saturating_duration_since(Instant::now()))
        else {
            return Ok(());
        };
        if wait.is_zero() {
            return Ok(());
        }
        call.emit(Event::Notice {
            text: format!(
                "The quota of queries is used up; going on in {:.1} s.",
                wait.as_secs_f64()
            ),
        });
        call.sleep("waiting for Resource Graph's quota to be refilled", wait)
            .await
    }

    fn note_quota(&mut self, answer: &Answer, call: &Call) {
        let is_used_up = answer
            .header("x-ms-user-quota-remaining")
            .and_then(|left| left.trim().parse::<i64>().ok())
            .is_some_and(|left| left <= 0);
        self.not_before = is_used_up.then(|| {
            let wait = send::quota_resets_after(answer).unwrap_or(Duration::from_secs(5));
            Instant::now() + wait
        });
        let cut = answer
            .header("x-ms-tenant-subscription-limit-hit")
            .is_some_and(|hit| hit.eq_ignore_ascii_case("true"));
        if cut && self.delivered == 0 {
            call.emit(Event::Warning { text: "The identity can read more subscriptions than Resource Graph searches at once: machines of the others are missing. Name the subscriptions.".to_owned() });
        }
    }
}

fn unreadable(why: &str) -> Error {
    Error::new(
        Code::BadResponse,
        format!("A page of Resource Graph's answer can't be used: {why}."),
    )
    .hint("Ask again; if it stays so, report it with the request id.")
}

/// Stands for an id, whatever its case.
fn number(id: &str) -> u64 {
    // Most ids are ASCII, whose letters need no table.
    if id.is_ascii() {
        trail::number(&id.to_ascii_lowercase())
    } else {
        trail::number(&id.to_lowercase())
    }
}
