//! The scenes: each measures our client and the bare client in alternation, in microseconds.

use crate::bare::{Bare, variable};
use azmi_core::{Call, Client, ClientOptions, Env, FleetQuery, TokenRequest, VmQuery};
use http::Method;
use serde_json::{Value, json};
use std::time::Instant;
use url::Url;

const RESOURCE: &str = "https://management.azure.com/";
const TOKEN: &str =
    "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F";
/// What core requests from Resource Graph, so that the bare client reads the same pages.
const MACHINES: &str = "resources | where type in~ ('microsoft.compute/virtualmachines', 'microsoft.hybridcompute/machines') | project id, name, identity | order by id asc";

fn client() -> Client {
    Client::new(ClientOptions { env: Env::from_pairs(std::env::vars()), ..ClientOptions::default() })
        .expect("the options are valid")
}

fn metadata() -> Url {
    Url::parse(&variable("AZURE_POD_IDENTITY_AUTHORITY_HOST")).expect("a URL")
}

fn manager() -> Url {
    Url::parse(&variable("AZMI_ENVIRONMENT")).expect("a URL")
}

fn micros(begin: Instant) -> f64 {
    begin.elapsed().as_secs_f64() * 1e6
}

fn request() -> TokenRequest {
    TokenRequest { resource: Some(RESOURCE.to_owned()), ..TokenRequest::default() }
}

/// A new client's first token, and the same response over a new connection of the bare client.
pub async fn first_token(rounds: usize) -> Value {
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let begin = Instant::now();
        let client = client();
        client.token(&request(), &Call::new()).await.expect("a token");
        ours.push(micros(begin));
        let begin = Instant::now();
        token(&metadata()).await;
        bare.push(micros(begin));
    }
    json!({ "ours": ours, "bare": bare })
}

async fn token(url: &Url) -> String {
    let mut connection = Bare::plain(url).await;
    let answer = connection.ask(Method::GET, TOKEN, &[("metadata", "true")], None).await;
    answer["access_token"].as_str().expect("a token").to_owned()
}

/// One caller and a hundred at once, with the response delayed by 50 ms, and how many requests the hundred made.
pub async fn hundred(rounds: usize) -> Value {
    let url = metadata();
    let delay = json!([{ "endpoint": "imds", "match": "/oauth2/token", "delayMs": 50 }]);
    control(&url, Method::PUT, "faults", Some(delay.to_string())).await;
    let (mut one, mut all, mut requests) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        one.push(callers(1).await);
        control(&url, Method::DELETE, "requests", None).await;
        all.push(callers(100).await);
        let seen = control(&url, Method::GET, "requests", None).await;
        let asked = |request: &&Value| request["path"].as_str().is_some_and(|path| path.ends_with("/oauth2/token"));
        let seen = seen.as_array().expect("a list of requests");
        requests.push(seen.iter().filter(asked).count());
    }
    control(&url, Method::DELETE, "faults", None).await;
    json!({ "one": one, "hundred": all, "requests": requests })
}

async fn control(url: &Url, method: Method, what: &str, body: Option<String>) -> Value {
    let mut connection = Bare::plain(url).await;
    let path = format!("/emulator/{what}");
    connection.ask(method, &path, &[], body).await
}

async fn callers(count: usize) -> f64 {
    let client = client();
    let begin = Instant::now();
    let calls: Vec<_> = (0..count)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.token(&request(), &Call::new()).await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.expect("no panic").expect("a token");
    }
    micros(begin)
}

/// One machine by its name, repeatedly.
pub async fn vm(rounds: usize) -> Value {
    let client = client();
    let query = VmQuery { name: Some("vm1".to_owned()), resource_group: Some("rg1".to_owned()), ..VmQuery::default() };
    let found = client.vm_principal(&query, &Call::new()).await.expect("a machine");
    let bearer = format!("Bearer {}", token(&metadata()).await);
    let mut connection = Bare::encrypted(&manager()).await;
    let path = format!("{}?api-version=2024-07-01", found.resource_id);
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        // The clients alternate in going first, so that neither always finds caches and server as the other left them.
        if round % 2 == 0 {
            ours.push(vm_by_client(&client, &query).await);
            bare.push(vm_by_bare(&mut connection, &path, &bearer).await);
        } else {
            bare.push(vm_by_bare(&mut connection, &path, &bearer).await);
            ours.push(vm_by_client(&client, &query).await);
        }
    }
    json!({ "ours": ours, "bare": bare })
}

async fn vm_by_client(client: &Client, query: &VmQuery) -> f64 {
    let begin = Instant::now();
    client.vm_principal(query, &Call::new()).await.expect("a machine");
    micros(begin)
}

async fn vm_by_bare(connection: &mut Bare, path: &str, bearer: &str) -> f64 {
    let begin = Instant::now();
    let headers = [("authorization", bearer)];
    let answer = connection.ask(Method::GET, path, &headers, None).await;
    assert!(answer["identity"]["principalId"].is_string());
    micros(begin)
}

/// Every machine in the emulator, page by page, and how much this process grew between the first page and the last.
pub async fn fleet(rounds: usize) -> Value {
    let client = client();
    let url = manager();
    let bearer = format!("Bearer {}", token(&metadata()).await);
    let (mut ours, mut bare, mut growth, mut machines) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let mut read_barely = async || {
        let begin = Instant::now();
        let machines = pages(&url, &bearer).await;
        bare.push(micros(begin));
        machines
    };
    for round in 0..rounds {
        // Alternate as above.
        let before = if round % 2 == 0 { None } else { Some(read_barely().await) };
        let begin = Instant::now();
        let query = FleetQuery { all: true, ..FleetQuery::default() };
        let mut fleet = client.vm_identities(&query).expect("the query is valid");
        let (mut count, mut first) = (0, None);
        while let Some(page) = fleet.next_page(&Call::new()).await.expect("a page") {
            count += page.len();
            drop(page);
            first = first.or_else(resident);
        }
        ours.push(micros(begin));
        growth.extend(resident().zip(first).map(|(last, first)| last - first));
        machines = match before {
            Some(machines) => machines,
            None => read_barely().await,
        };
        assert_eq!(count, machines, "both read the same");
    }
    json!({ "ours": ours, "bare": bare, "growthKiB": growth, "machines": machines })
}

async fn pages(url: &Url, bearer: &str) -> usize {
    let headers = [("authorization", bearer), ("content-type", "application/json")];
    let path = "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01";
    let mut connection = Bare::encrypted(url).await;
    let (mut count, mut skip) = (0, Value::Null);
    loop {
        let mut options = json!({ "$top": 1000, "resultFormat": "objectArray" });
        if skip.is_string() {
            options["$skipToken"] = skip;
        }
        let body = json!({ "query": MACHINES, "options": options }).to_string();
        let page = connection.ask(Method::POST, path, &headers, Some(body)).await;
        count += page["data"].as_array().expect("rows").len();
        skip = page["$skipToken"].clone();
        if !skip.is_string() {
            return count;
        }
    }
}

/// KiB of memory in use, if the system reports it.
fn resident() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_ascii_whitespace().nth(1)?.parse().ok()
}
