//! Azure Resource Graph: queries over all resources that the caller may read, with skip tokens and a quota.

use super::arm_request::{Answer, ArmRequest};
use super::errors;
use super::kql::Query;
use crate::digest::sha256;
use crate::http::Reply;
use crate::sync::lock;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The length of a quota window.
const WINDOW: Duration = Duration::from_secs(5);

/// The maximum and the default number of rows on a page.
const MAX_ROWS: usize = 1_000;
const DEFAULT_ROWS: usize = 100;

type Rows = Arc<Vec<Value>>;

/// The state of Resource Graph between queries.
#[derive(Default)]
pub struct Graph {
    /// The start of each caller's quota window, and the number of queries in it.
    windows: Mutex<BTreeMap<String, (Instant, u32)>>,
    /// The rows of the latest query, for its further pages.
    latest: Mutex<Option<(String, Rows)>>,
}

impl Graph {
    /// Answers a query.
    pub fn query(&self, request: &ArmRequest<'_>) -> Answer {
        let quota = request.context.scenario.arm.graph_quota;
        let (left, resets) = self.spend(quota, &request.caller.object_id).map_err(|wait| {
            let reply = errors::plain(
                429,
                "RateLimiting",
                "Please provide below info when asking for support: the client application has been throttled.",
            );
            let seconds = wait.as_secs() + 1;
            reply
                .with("retry-after", &seconds.to_string())
                .with("x-ms-user-quota-remaining", "0")
                .with("x-ms-user-quota-resets-after", &clock(seconds))
        })?;
        let reply = self.answer(request).unwrap_or_else(|what| bad_query(&what));
        Ok(reply
            .with("x-ms-user-quota-remaining", &left.to_string())
            .with("x-ms-user-quota-resets-after", &clock(resets.as_secs() + 1)))
    }

    fn answer(&self, request: &ArmRequest<'_>) -> Result<Reply, String> {
        let body =
            serde_json::from_slice::<Value>(&request.http.body).map_err(|_| "The request body is not valid JSON.")?;
        let text = body["query"].as_str().ok_or("Query is missing.")?;
        let query = Query::parse(text)?;
        let options = &body["options"];
        let token = options["$skipToken"].as_str();
        let start = match token {
            None => options["$skip"].as_u64().unwrap_or(0),
            Some(token) => offset(token, text).ok_or("The skip token is invalid for this query.")?,
        };
        let subscriptions: Option<Vec<&str>> =
            body["subscriptions"].as_array().map(|list| list.iter().filter_map(Value::as_str).collect());
        let key = format!("{} {text} {subscriptions:?}", request.caller.object_id);
        let rows = token.and_then(|_| self.rows_of(&key)).unwrap_or_else(|| {
            let readable = request.readable_resources().filter(|resource| {
                let is_its = |id: &&str| id.eq_ignore_ascii_case(&resource.subscription_id);
                subscriptions.as_ref().is_none_or(|ids| ids.iter().any(is_its))
            });
            let rows = Arc::new(query.run(readable, &request.context.inventory.tenant_id));
            *lock(&self.latest) = Some((key, Arc::clone(&rows)));
            rows
        });
        let max = MAX_ROWS.min(request.context.scenario.arm.graph_rows).max(1);
        Ok(page(&query, text, options, &rows, start, max))
    }

    /// Returns the rows of a query whose first page was already read. As on the service, all pages show the same state.
    fn rows_of(&self, key: &str) -> Option<Rows> {
        let latest = lock(&self.latest);
        let (of, rows) = latest.as_ref()?;
        (of == key).then(|| Arc::clone(rows))
    }

    /// Counts a query. Returns the remaining quota and when it is reset, or how long to wait.
    fn spend(&self, quota: u32, caller: &str) -> Result<(u32, Duration), Duration> {
        let mut windows = lock(&self.windows);
        let now = Instant::now();
        let (began, spent) = windows.entry(caller.to_lowercase()).or_insert((now, 0));
        if now.duration_since(*began) >= WINDOW {
            (*began, *spent) = (now, 0);
        }
        let resets = WINDOW.saturating_sub(now.duration_since(*began));
        if *spent >= quota {
            return Err(resets);
        }
        *spent += 1;
        Ok((quota - *spent, resets))
    }
}

fn bad_query(what: &str) -> Reply {
    let body = json!({ "error": { "code": "BadRequest", "message": "Please provide below info when asking for support.",
        "details": [{ "code": "InvalidQuery", "message": what }] } });
    Reply::json(400, &body)
}

/// Returns the page of a query's rows that starts at `start`.
fn page(query: &Query, text: &str, options: &Value, rows: &Rows, start: u64, max: usize) -> Reply {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let size = options["$top"].as_u64().and_then(|top| usize::try_from(top).ok()).unwrap_or(DEFAULT_ROWS).clamp(1, max);
    let total = rows.len();
    let end = start.saturating_add(size).min(total);
    let page = rows.get(start..end).unwrap_or_default();
    let more = end < total;
    let can_go_on = more && query.has_pages();
    let mut answer = Map::new();
    let table = options["resultFormat"].as_str() == Some("table");
    answer.insert("totalRecords".to_owned(), json!(total));
    answer.insert("count".to_owned(), json!(page.len()));
    answer.insert("data".to_owned(), if table { query.table(page) } else { json!(page) });
    answer.insert("facets".to_owned(), json!([]));
    let truncated = if more && !can_go_on { "true" } else { "false" };
    answer.insert("resultTruncated".to_owned(), json!(truncated));
    if can_go_on {
        let token = format!("{end} {}", sha256(text));
        answer.insert("$skipToken".to_owned(), json!(URL_SAFE_NO_PAD.encode(token)));
    }
    Reply::json(200, &answer)
}

fn offset(token: &str, query: &str) -> Option<u64> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let (start, of) = text.split_once(' ')?;
    (of == sha256(query)).then_some(())?;
    start.parse().ok()
}

fn clock(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
