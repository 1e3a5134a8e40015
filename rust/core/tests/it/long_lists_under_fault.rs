//! Faults at every page of a list and of a fleet: the right error, nothing lost, nothing duplicated.

use crate::support::*;
use azmi_core::{Client, Code, Error, FleetQuery, RestRequest};
use azmi_emulator::{Emulator, Fault};
use std::collections::HashSet;
use tokio::task::JoinSet;

const ROWS: usize = 54;
const PAGES: u32 = 6;
const WORLD: &str = r#"{"arm":{"pageSize":10,"graphRows":10,"graphQuota":1000,"fleet":{"count":50}}}"#;
const LIST: &str = "/subscriptions/22222222-2222-4222-8222-222222222222/resources";

/// The two ways to read a long list.
#[derive(Clone, Copy, Debug)]
enum Way {
    Rest,
    Fleet,
}

impl Way {
    fn part(self) -> &'static str {
        match self {
            Self::Rest => LIST,
            Self::Fleet => "ResourceGraph",
        }
    }

    /// Returns what was read, in order, up to the error that ended it.
    async fn read(self, client: &Client) -> (Vec<String>, Option<Error>) {
        let mut ids = Vec::new();
        let ended = match self {
            Self::Rest => rest(client, &mut ids).await,
            Self::Fleet => fleet(client, &mut ids).await,
        };
        (ids, ended.err())
    }
}

async fn rest(client: &Client, ids: &mut Vec<String>) -> Result<(), Error> {
    let request = RestRequest {
        path: Some(LIST.into()),
        api_version: Some("2022-09-01".into()),
        paginate: true,
        ..RestRequest::default()
    };
    let mut page = Some(client.rest(&request, &quick()).await?);
    while let Some(current) = page {
        for item in current.items().expect("a list") {
            let item: serde_json::Value = serde_json::from_str(item).expect("JSON");
            if item["type"] == "Microsoft.Compute/virtualMachines" || item["type"] == "Microsoft.HybridCompute/machines"
            {
                ids.push(item["id"].as_str().expect("an id").to_owned());
            }
        }
        page = current.next_page(&quick()).await?;
    }
    Ok(())
}

async fn fleet(client: &Client, ids: &mut Vec<String>) -> Result<(), Error> {
    let query = FleetQuery { all: true, ..FleetQuery::default() };
    let mut fleet = client.vm_identities(&query)?;
    while let Some(page) = fleet.next_page(&quick()).await? {
        ids.extend(page.into_iter().map(|row| row.resource_id));
    }
    Ok(())
}

/// The faults and the expected errors; `None` means that the list is still complete.
fn faults(way: Way, base: &str) -> Vec<(Fault, Option<Code>)> {
    let whole = |body: String| Fault { status: Some(200), body: Some(body), ..arm() };
    let status =
        |status, after: Option<&str>| Fault { status: Some(status), retry_after: after.map(str::to_owned), ..arm() };
    let mut faults = vec![
        (status(429, Some("0")), None),
        (status(503, None), None),
        (Fault { reset: true, ..arm() }, None),
        (status(429, Some("7200")), Some(Code::Throttled)),
        (status(403, None), Some(Code::AuthorizationFailed)),
        (status(404, None), Some(Code::ResourceNotFound)),
        (whole("{\"value\":[{\"id\":".into()), Some(Code::BadResponse)),
        (whole("<html>sign in</html>".into()), Some(Code::BadResponse)),
        (whole("{}".into()), Some(Code::BadResponse)),
    ];
    match way {
        Way::Rest => {
            for (link, code) in [
                ("https://evil.example/next", Code::UntrustedLink),
                ("http://localhost/next", Code::UntrustedLink),
                ("//evil.example/next", Code::UntrustedLink),
                (&*format!("{base}{LIST}?api-version=2022-09-01"), Code::BadResponse),
                ("http://[", Code::BadResponse),
            ] {
                faults.push((whole(format!(r#"{{"value":[],"nextLink":"{link}"}}"#)), Some(code)));
            }
            faults.push((whole(r#"{"value":[],"nextLink":5}"#.into()), Some(Code::BadResponse)));
        }
        Way::Fleet => {
            let row = r#"{"id":"/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/zz","name":"zz"}"#;
            faults.push((
                whole(r#"{"totalRecords":54,"count":0,"data":[],"resultTruncated":"true"}"#.into()),
                Some(Code::ResultTruncated),
            ));
            faults.push((
                whole(r#"{"totalRecords":54,"count":0,"data":[],"resultTruncated":"false"}"#.into()),
                Some(Code::ResultTruncated),
            ));
            faults.push((
                whole(format!(
                    r#"{{"totalRecords":54,"count":2,"data":[{row},{row}],"resultTruncated":"false","$skipToken":"x"}}"#
                )),
                Some(Code::BadResponse),
            ));
            faults.push((
                whole(format!(
                    r#"{{"totalRecords":54,"count":9,"data":[{row}],"resultTruncated":"false","$skipToken":"x"}}"#
                )),
                Some(Code::BadResponse),
            ));
        }
    }
    faults
}

async fn one(way: Way, page: u32, number: usize) {
    let emulator: Emulator = emulator_with(WORLD);
    let client = client(&emulator);
    client.connect(&quick()).await.expect("connects");
    let (fault, expected) = faults(way, &emulator.endpoints().arm).swap_remove(number);
    let message = format!("{way:?}, page {page}, {fault:?}");
    let at = |fault: Fault, times| Fault { matching: Some(way.part().into()), times: Some(times), ..fault };
    let mut plan = Vec::new();
    if page > 0 {
        plan.push(at(arm(), page));
    }
    plan.push(at(fault, 1));
    emulator.set_faults(plan);
    let (ids, error) = way.read(&client).await;
    let unique: HashSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{message}: duplicate rows");
    match (expected, error) {
        (None, None) => assert_eq!(ids.len(), ROWS, "{message}"),
        // A first page that isn't a list is returned unchanged, and the caller sees that it has no entries.
        (Some(code), Some(error)) => {
            assert_eq!(error.code(), code, "{message}: {error}");
            assert!(error.next_step().is_some(), "{message}");
            assert!(ids.len() <= 10 * page as usize, "{message}: rows after the fault");
        }
        (expected, error) => panic!("{message}: expected {expected:?}, got {error:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_at_every_page_leads_to_the_expected_result() {
    let mut cases = Vec::new();
    for way in [Way::Rest, Way::Fleet] {
        for page in 0..PAGES {
            for number in 0..faults(way, "https://localhost").len() {
                // For a REST request, a first page that isn't a list is a response like any other.
                let no_list = matches!(way, Way::Rest) && page == 0 && (6..=8).contains(&number);
                // On the first page, a link to itself is the simplest loop; the other loops are the same there.
                if !no_list {
                    cases.push((way, page, number));
                }
            }
        }
    }
    assert!(cases.len() >= 100, "{}", cases.len());
    let mut running = JoinSet::new();
    for (way, page, number) in cases {
        if running.len() >= 12 {
            running.join_next().await.expect("a task is running").expect("the task succeeds");
        }
        running.spawn(one(way, page, number));
    }
    while let Some(done) = running.join_next().await {
        done.expect("the task succeeds");
    }
}

#[tokio::test]
async fn a_first_page_that_is_not_a_list_is_returned_unchanged() {
    let emulator = emulator();
    let client = client(&emulator);
    emulator.set_faults(fault(Fault {
        matching: Some(LIST.into()),
        status: Some(200),
        body: Some(r#"{"name":"one thing"}"#.into()),
        ..arm()
    }));
    let request = RestRequest {
        path: Some(LIST.into()),
        api_version: Some("2022-09-01".into()),
        paginate: true,
        ..RestRequest::default()
    };
    let answer = client.rest(&request, &quick()).await.unwrap();
    assert!(answer.items().is_none() && answer.next_page(&quick()).await.unwrap().is_none());
    assert_eq!(answer.body(), br#"{"name":"one thing"}"#);
}

#[tokio::test]
async fn skip_tokens_in_the_body_are_followed() {
    let emulator = emulator_with(WORLD);
    let request = RestRequest {
        method: Some("POST".into()),
        path: Some("/providers/Microsoft.ResourceGraph/resources".into()),
        api_version: Some("2022-10-01".into()),
        body: Some(r#"{"query":"resources | where type =~ 'microsoft.compute/virtualmachines' | project id, name | order by id asc"}"#.into()),
        paginate: true,
        ..RestRequest::default()
    };
    let mut ids = HashSet::new();
    let mut page = Some(client(&emulator).rest(&request, &quick()).await.unwrap());
    while let Some(current) = page {
        ids.extend(current.items().unwrap().map(str::to_owned));
        page = current.next_page(&quick()).await.unwrap();
    }
    assert_eq!(ids.len(), 53);
}
