//! Azure Resource Graph: queries over everything the caller may read, with skip tokens and a quota.

use super::bearer::Caller;
use super::errors;
use super::kql::Query;
use crate::http::{Reply, Request};
use crate::shared::Shared;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

/// How long a window of the quota lasts.
const WINDOW: Duration = Duration::from_secs(5);

/// Rows of a page: the most, and what is given unless asked for.
const MOST: usize = 1_000;
const USUAL: usize = 100;

/// Answers a query.
pub fn query(shared: &Shared, request: &Request, caller: &Caller) -> Reply {
    let (left, resets) = match spend(shared, &caller.object_id) {
        Ok(spent) => spent,
        Err(wait) => {
            let reply = errors::plain(
                429,
                "RateLimiting",
                "Please provide below info when asking for support: the client application has been throttled.",
            );
            let seconds = wait.as_secs() + 1;
            return reply
                .with("retry-after", &seconds.to_string())
                .with("x-ms-user-quota-remaining", "0")
                .with("x-ms-user-quota-resets-after", &clock(seconds));
        }
    };
    answer(shared, request, caller)
        .with("x-ms-user-quota-remaining", &left.to_string())
        .with("x-ms-user-quota-resets-after", &clock(resets.as_secs() + 1))
}

fn answer(shared: &Shared, request: &Request, caller: &Caller) -> Reply {
    let bad = |what: &str| {
        let body = json!({ "error": { "code": "BadRequest", "message": "Please provide below info when asking for support.",
            "details": [{ "code": "InvalidQuery", "message": what }] } });
        Reply::json(400, &body)
    };
    let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
        return bad("The request body is not valid JSON.");
    };
    let Some(text) = body["query"].as_str() else {
        return bad("Query is missing.");
    };
    let query = match Query::parse(text) {
        Ok(query) => query,
        Err(what) => return bad(&what),
    };
    let options = &body["options"];
    let asked = options["$top"]
        .as_u64()
        .and_then(|top| usize::try_from(top).ok())
        .unwrap_or(USUAL);
    let size = asked.clamp(1, MOST.min(shared.scenario.arm.graph_rows).max(1));
    let start = match options["$skipToken"].as_str() {
        None => options["$skip"].as_u64().unwrap_or(0),
        Some(token) => match offset(token, text) {
            Some(start) => start,
            None => return bad("The skip token is invalid for this query."),
        },
    };
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let wanted: Option<Vec<&str>> = body["subscriptions"]
        .as_array()
        .map(|list| list.iter().filter_map(Value::as_str).collect());
    let key = format!("{} {text} {wanted:?}", caller.object_id);
    let begun = options["$skipToken"]
        .is_string()
        .then(|| begun(shared, &key));
    let rows = begun.flatten().unwrap_or_else(|| {
        let readable = shared.resources().into_iter().filter(|resource| {
            wanted.as_ref().is_none_or(|wanted| {
                wanted
                    .iter()
                    .any(|id| id.eq_ignore_ascii_case(&resource.subscription_id))
            }) && shared.may(
                &caller.object_id,
                &format!("{}/read", resource.kind),
                &resource.id,
            )
        });
        let rows = Arc::new(query.run(readable, &shared.world.tenant_id));
        let mut latest = shared
            .state
            .rows
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *latest = Some((key, Arc::clone(&rows)));
        rows
    });
    let total = rows.len();
    let end = start.saturating_add(size).min(total);
    let page = rows.get(start..end).unwrap_or_default();
    let more = end < total;
    let can_go_on = more && query.has_pages();
    let mut answer = Map::new();
    let table = options["resultFormat"].as_str() == Some("table");
    answer.insert("totalRecords".to_owned(), json!(total));
    answer.insert("count".to_owned(), json!(page.len()));
    answer.insert(
        "data".to_owned(),
        if table {
            query.table(page)
        } else {
            json!(page)
        },
    );
    answer.insert("facets".to_owned(), json!([]));
    let truncated = if more && !can_go_on { "true" } else { "false" };
    answer.insert("resultTruncated".to_owned(), json!(truncated));
    if can_go_on {
        let token = format!("{end} {}", crate::token::sha256(text));
        answer.insert(
            "$skipToken".to_owned(),
            json!(URL_SAFE_NO_PAD.encode(token)),
        );
    }
    Reply::json(200, &answer)
}

/// The rows of a query whose first page was given already: as on the service, its pages show one state of the world.
fn begun(shared: &Shared, key: &str) -> Option<Arc<Vec<Value>>> {
    let latest = shared
        .state
        .rows
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let (of, rows) = latest.as_ref()?;
    (of == key).then(|| Arc::clone(rows))
}

fn offset(token: &str, query: &str) -> Option<u64> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let (start, of) = text.split_once(' ')?;
    (of == crate::token::sha256(query)).then_some(())?;
    start.parse().ok()
}

/// Counts a query. What is left and when it is refilled, or how long to wait.
fn spend(shared: &Shared, caller: &str) -> Result<(u32, Duration), Duration> {
    let quota = shared.scenario.arm.graph_quota;
    let mut windows = shared
        .state
        .queries
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
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

fn clock(seconds: u64) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}
