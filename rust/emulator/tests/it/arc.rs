//! The Azure Arc agent.

use crate::support::{Answer, METADATA, ask, claims, members, source, start};
use azmi_emulator::{ArcAgent, Challenge, Emulator, Endpoint, Hosts, Options, Scenario};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

const QUERY: &str = "?api-version=2020-06-01&resource=https%3A%2F%2Fmanagement.azure.com";

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("azmi-arc-test-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn agent(arc: ArcAgent) -> Emulator {
    let scenario = Scenario { hosts: Hosts { arc, ..Hosts::default() }, ..Scenario::default() };
    Emulator::start_in_thread(Options { scenario, ..Options::default() }).expect("starts")
}

fn get(emulator: &Emulator, query: &str, key: Option<&str>) -> Answer {
    let header = key.map(|key| format!("Basic {key}"));
    let mut headers = vec![METADATA];
    headers.extend(header.as_deref().map(|header| ("Authorization", header)));
    ask(emulator, Endpoint::Arc, "GET", query, &headers, "")
}

fn realm(answer: &Answer) -> String {
    assert_eq!(answer.status, 401);
    let header = answer.header("www-authenticate").expect("a challenge");
    header.strip_prefix("Basic realm=").expect("basic").to_owned()
}

/// Performs both steps, without any of a client's checks.
fn token(emulator: &Emulator, query: &str) -> Answer {
    let path = realm(&get(emulator, query, None));
    let key = fs::read_to_string(path.trim_matches('"')).expect("a key file");
    get(emulator, query, Some(&key))
}

#[test]
fn the_challenge_names_a_new_file_valid_for_one_response() {
    let folder = Folder::new("fresh");
    let emulator = agent(ArcAgent { key_folder: Some(folder.0.clone()), ..ArcAgent::default() });
    let refused = get(&emulator, QUERY, None);
    refused.is(
        401,
        r#"{"error":"unauthorized_client","error_codes":[401],"error_description":"Missing Basic Authorization header"}"#,
    );
    let (first, second) = (realm(&refused), realm(&get(&emulator, QUERY, None)));
    assert_ne!(first, second);
    assert_eq!(
        (Path::new(&first).parent(), Path::new(&first).extension()),
        (Some(folder.0.as_path()), Some("key".as_ref()))
    );
    let key = fs::read_to_string(&first).expect("a key file");
    assert_eq!(get(&emulator, QUERY, Some(&key)).status, 200);
    assert!(!Path::new(&first).exists());
    assert_eq!(get(&emulator, QUERY, Some(&key)).status, 401);
    assert_eq!(get(&emulator, QUERY, Some("wrong")).status, 401);
    drop(emulator);
    assert!(!Path::new(&second).exists(), "stopping removes unused keys");
}

#[test]
fn a_key_can_be_made_reusable() {
    let emulator = agent(ArcAgent { reusable_keys: true, ..ArcAgent::default() });
    let key = fs::read_to_string(realm(&get(&emulator, QUERY, None))).expect("a key file");
    assert_eq!(get(&emulator, QUERY, Some(&key)).status, 200);
    assert_eq!(get(&emulator, QUERY, Some(&key)).status, 200);
}

#[test]
fn the_response_mixes_its_types_as_recorded() {
    let emulator = start();
    let body = token(&emulator, QUERY).json();
    let names = members(&body);
    assert_eq!(names, ["access_token", "expires_in", "expires_on", "ext_expires_in", "resource", "token_type"]);
    assert!(body["expires_in"].is_string() && body["expires_on"].is_string());
    assert_eq!(body["ext_expires_in"], 86_399);
    let claims = claims(body["access_token"].as_str().expect("a token"));
    assert!(claims["xms_mirid"].as_str().is_some_and(|id| id.ends_with("/Microsoft.HybridCompute/machines/arc1")));
}

#[test]
fn a_new_agent_echoes_selectors_and_an_old_one_ignores_them() {
    let emulator = start();
    let facts = source(&emulator, Endpoint::Arc);
    let identity = facts.user_assigned[0].clone();
    let own = facts.system_assigned.clone().expect("a system-assigned identity");
    for (name, value) in [
        ("client_id", &identity.client_id),
        ("object_id", &identity.principal_id),
        ("msi_res_id", &identity.resource_id),
    ] {
        let body = token(&emulator, &format!("{QUERY}&{name}={value}")).json();
        assert_eq!(body[name], json!(value));
        assert_eq!(claims(body["access_token"].as_str().expect("a token"))["oid"], json!(identity.principal_id));
    }
    // The agent doesn't support the parameter's newer name.
    let ignored = token(&emulator, &format!("{QUERY}&mi_res_id={}", identity.resource_id)).json();
    assert_eq!(claims(ignored["access_token"].as_str().expect("a token"))["oid"], json!(own.principal_id));
    let nobody = token(&emulator, &format!("{QUERY}&client_id=99999999-9999-4999-8999-999999999999"));
    assert_eq!((nobody.status, nobody.json()["error"].clone()), (404, json!("identity_not_found")));

    let old = agent(ArcAgent { legacy: true, ..ArcAgent::default() });
    let body = token(&old, &format!("{QUERY}&client_id={}", identity.client_id)).json();
    assert!(body.get("client_id").is_none());
    assert_eq!(claims(body["access_token"].as_str().expect("a token"))["oid"], json!(own.principal_id));
}

#[test]
fn the_cache_can_be_bypassed_on_a_new_agent_only() {
    for (legacy, again) in [(false, false), (true, true)] {
        let emulator = agent(ArcAgent { legacy, ..ArcAgent::default() });
        let first = token(&emulator, QUERY).json();
        let second = token(&emulator, &format!("{QUERY}&bypass_cache=true")).json();
        assert_eq!(first["access_token"] == second["access_token"], again);
    }
}

#[test]
fn hostile_challenges_name_forbidden_paths() {
    let folder = Folder::new("hostile");
    let challenge = |challenge: Challenge| {
        let emulator = agent(ArcAgent { key_folder: Some(folder.0.clone()), challenge, ..ArcAgent::default() });
        let answer = get(&emulator, QUERY, None);
        (emulator, answer)
    };
    let inside = |path: &str| Path::new(path).parent() == Some(folder.0.as_path());

    let (_running, answer) = challenge(Challenge::OtherFolder);
    assert!(!inside(&realm(&answer)) && Path::new(&realm(&answer)).exists());
    let (_running, answer) = challenge(Challenge::ParentFolder);
    let path = realm(&answer);
    assert!(
        path.starts_with(folder.0.to_str().expect("text")) && path.contains("..") && Path::new(&path).exists(),
        "{path}"
    );
    let (_running, answer) = challenge(Challenge::OtherExtension);
    assert!(inside(&realm(&answer)) && realm(&answer).ends_with(".txt"));
    for (kind, size) in [(Challenge::TooLarge, 4097), (Challenge::Largest, 4096)] {
        let (_running, answer) = challenge(kind);
        assert_eq!(fs::metadata(realm(&answer)).expect("a file").len(), size);
    }
    let (_running, answer) = challenge(Challenge::Missing);
    assert!(inside(&realm(&answer)) && !Path::new(&realm(&answer)).exists());
    let (_running, answer) = challenge(Challenge::NoHeader);
    assert_eq!((answer.status, answer.header("www-authenticate")), (401, None));
    let (_running, answer) = challenge(Challenge::Quoted);
    assert!(realm(&answer).starts_with('"') && realm(&answer).ends_with(".key\""));
}

#[cfg(unix)]
#[test]
fn a_linked_key_file_is_a_link() {
    let folder = Folder::new("link");
    let arc = ArcAgent { key_folder: Some(folder.0.clone()), challenge: Challenge::Link, ..ArcAgent::default() };
    let emulator = agent(arc);
    let path = realm(&get(&emulator, QUERY, None));
    assert!(fs::symlink_metadata(&path).expect("a file").is_symlink());
    assert_eq!(token(&emulator, QUERY).status, 200);
}

#[test]
fn a_missing_folder_is_an_error() {
    let missing = std::env::temp_dir().join("azmi-arc-test-nowhere").join("at-all");
    let emulator = agent(ArcAgent { key_folder: Some(missing), ..ArcAgent::default() });
    let answer = get(&emulator, QUERY, None);
    assert_eq!(answer.status, 500);
    assert!(answer.body.contains("The key file can't be written: "), "{}", answer.body);
}

#[test]
fn the_metadata_header_is_required() {
    let emulator = start();
    let answer = ask(&emulator, Endpoint::Arc, "GET", QUERY, &[], "");
    answer.is(400, r#"{"error":"invalid_request","error_description":"Required metadata header not specified"}"#);
}
