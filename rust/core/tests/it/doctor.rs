//! The doctor in a healthy environment and in eleven broken ones, compared word for word.
//!
//! `tests/it/doctor/*.txt` holds the expected reports. `AZMI_BLESS=1` rewrites the files; read them before you
//! commit them.

mod words;

use crate::support::*;
use azmi_core::doctor::{Check, CheckStatus, examine, is_healthy};
use azmi_core::{Call, ClientOptions, Code, Env, Event, Identity, SourceKind};
use azmi_emulator::{Emulator, Fault};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// A port that nothing listens on.
fn closed_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port().to_string()
}

fn port_of(url: &str) -> String {
    url.rsplit(':').next().unwrap_or_default().to_owned()
}

fn changed(emulator: &Emulator, change: &[(&str, &str)]) -> ClientOptions {
    let mut vars = emulator.endpoints().environment.clone();
    for (name, value) in change {
        vars.insert((*name).to_owned(), (*value).to_owned());
    }
    ClientOptions { env: Env::from_pairs(vars), ..ClientOptions::default() }
}

/// Examines an environment and compares the report with the recorded one.
async fn expect(name: &str, emulator: &Emulator, options: ClientOptions, ports: &[(&str, &str)]) {
    let begin = Instant::now();
    let mut seen = Vec::new();
    let checks = examine(options, None, &Call::new(), |check| seen.push(check.clone())).await.expect("a report");
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    assert_eq!(seen, checks, "each check is reported as soon as it is done");
    let (imds, arm) = (port_of(&emulator.endpoints().imds), port_of(&emulator.endpoints().arm));
    let mut report = format!("healthy: {}\n", is_healthy(&checks));
    for check in &checks {
        let fix = check.fix.as_deref().map_or_else(String::new, |fix| format!("\n    {fix}"));
        report.push_str(&format!("{} {}\n    {}{fix}\n", check.name, check.status.name(), check.detail));
    }
    for (port, word) in [(imds.as_str(), "IMDS"), (arm.as_str(), "ARM")].iter().chain(ports) {
        report = report.replace(&format!(":{port}"), &format!(":{word}"));
    }
    let report = words::comparable(&report, "clock is ");
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/doctor/{name}.txt"));
    if std::env::var_os("AZMI_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder can be created");
        std::fs::write(&file, &report).expect("the file can be written");
    }
    let expected = std::fs::read_to_string(&file).expect("the report is recorded");
    assert_eq!(report, expected, "{name}");
}

#[tokio::test]
async fn a_healthy_machine() {
    let emulator = emulator();
    expect("healthy", &emulator, options(&emulator), &[]).await;
}

#[tokio::test]
async fn an_endpoint_that_is_not_trusted() {
    let emulator = emulator();
    expect(
        "untrusted_endpoint",
        &emulator,
        changed(&emulator, &[("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://8.8.8.8")]),
        &[],
    )
    .await;
}

#[tokio::test]
async fn nothing_at_the_endpoint() {
    let (emulator, port) = (emulator(), closed_port());
    let options = changed(&emulator, &[("AZURE_POD_IDENTITY_AUTHORITY_HOST", &format!("http://127.0.0.1:{port}"))]);
    expect("nothing_listening", &emulator, options, &[(&port, "CLOSED")]).await;
}

#[tokio::test]
async fn an_identity_that_is_not_assigned() {
    let emulator = emulator();
    let identity = Identity::ClientId("99999999-9999-4999-8999-999999999999".into());
    expect("not_assigned", &emulator, ClientOptions { identity, ..options(&emulator) }, &[]).await;
}

#[tokio::test]
async fn an_identity_without_a_role() {
    let emulator = emulator();
    let identity = Identity::ClientId(emulator.endpoints().user_assigned[0].client_id.clone());
    expect("no_role", &emulator, ClientOptions { identity, ..options(&emulator) }, &[]).await;
}

#[tokio::test]
async fn a_proxy_that_leads_nowhere() {
    let (emulator, port) = (emulator(), closed_port());
    let proxy = format!("http://127.0.0.1:{port}");
    // Services on this machine are reached without a proxy.
    let elsewhere = ("AZMI_ENVIRONMENT", "https://arm.example.invalid");
    let options = changed(&emulator, &[("HTTPS_PROXY", &proxy), elsewhere]);
    expect("dead_proxy", &emulator, options, &[(&port, "CLOSED")]).await;
}

#[tokio::test]
async fn an_untrusted_root() {
    let emulator = emulator();
    expect("untrusted_root", &emulator, changed(&emulator, &[("AZMI_CA_FILE", "")]), &[]).await;
}

#[tokio::test]
async fn a_resource_manager_that_does_not_respond() {
    let (emulator, port) = (emulator(), closed_port());
    let options = changed(&emulator, &[("AZMI_ENVIRONMENT", &format!("https://localhost:{port}"))]);
    expect("no_resource_manager", &emulator, options, &[(&port, "CLOSED")]).await;
}

#[tokio::test]
async fn the_default_resource_is_resource_manager() {
    let (emulator, port) = (emulator(), closed_port());
    let options = changed(&emulator, &[("AZMI_ENVIRONMENT", &format!("https://localhost:{port}"))]);
    let report = async |resource| {
        let checks = examine(options.clone(), resource, &Call::new(), |_| ()).await.expect("a report");
        checks.into_iter().map(|check| (check.name, check.status)).collect::<Vec<_>>()
    };
    assert_eq!(report(Some("arm".into())).await, report(None).await);
}

#[tokio::test]
async fn a_wrong_clock() {
    let emulator = emulator();
    let headers = [("date".to_owned(), Some("Thu, 01 Jan 2026 00:00:00 GMT".to_owned()))].into();
    emulator.set_faults(fault(Fault { headers, ..imds() }));
    expect("wrong_clock", &emulator, options(&emulator), &[]).await;
}

#[tokio::test]
async fn a_container_without_a_route() {
    let emulator = emulator();
    emulator.set_faults(fault(Fault { status: Some(403), body: Some("host unreachable".into()), ..imds() }));
    expect("no_route_from_container", &emulator, options(&emulator), &[]).await;
}

#[tokio::test]
async fn a_missing_source() {
    let emulator = emulator();
    expect("missing_source", &emulator, ClientOptions { source: Some(SourceKind::Arc), ..options(&emulator) }, &[])
        .await;
}

#[tokio::test]
async fn an_endpoint_that_does_not_respond() {
    let emulator = emulator();
    emulator.set_faults(fault(Fault { delay_ms: 20_000, ..imds() }));
    expect("slow_endpoint", &emulator, options(&emulator), &[]).await;
}

#[tokio::test]
async fn an_invalid_option_is_an_error_not_a_finding() {
    let emulator = emulator();
    let wrong = [
        (
            ClientOptions { subscription_id: Some("mine".into()), ..options(&emulator) },
            None,
            Code::InvalidSubscriptionId,
        ),
        (ClientOptions { environment: Some("Mars".into()), ..options(&emulator) }, None, Code::InvalidEnvironment),
        (options(&emulator), Some(""), Code::InvalidResource),
        (options(&emulator), Some("Vaults"), Code::UnknownResourceName),
    ];
    for (options, resource, code) in wrong {
        let seen = |check: &Check| panic!("{check:?}");
        let resource = resource.map(str::to_owned);
        let error = examine(options, resource, &Call::new(), seen).await.expect_err("no report");
        assert_eq!(error.code(), code);
    }
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn cancellation_takes_effect_at_once() {
    let emulator = emulator();
    emulator.set_faults(fault(Fault { delay_ms: 20_000, ..imds() }));
    let cancel = CancellationToken::new();
    let call = Call::new().with_cancel(cancel.clone());
    let (begin, mut seen) = (Instant::now(), 0);
    let error = examine(options(&emulator), None, &call, |check| {
        seen += 1;
        // The next check waits for the endpoint.
        if check.name == "ArcAgent" {
            cancel.cancel();
        }
    })
    .await
    .expect_err("no report");
    assert_eq!((error.code(), seen), (Code::Cancelled, 4));
    assert!(begin.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn running_out_of_time_is_a_finding() {
    let emulator = emulator();
    emulator.set_faults(fault(Fault { delay_ms: 20_000, ..imds() }));
    let call = Call::new().with_timeout(Duration::from_millis(300));
    let begin = Instant::now();
    let checks = examine(options(&emulator), None, &call, |_| ()).await.expect("a report");
    assert!(begin.elapsed() < Duration::from_secs(2));
    assert_eq!(checks.len(), 9);
    let identity = checks.iter().find(|check| check.name == "Identity").expect("the check");
    assert_eq!(identity.status, CheckStatus::Fail);
    assert!(identity.detail.contains("0.3 s") && identity.detail.ends_with("[TimedOut]"), "{identity:?}");
    assert!(!is_healthy(&checks));
}

#[tokio::test]
async fn events_report_the_progress() {
    let emulator = emulator();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let call = Call::new().with_events(Arc::new(move |event| {
        assert!(!matches!(event, Event::Warning { .. }), "the report contains it");
        if let Event::Progress { activity, done, total } = event {
            sink.lock().expect("no panic").push((activity, done, total));
        }
    }));
    let checks = examine(options(&emulator), None, &call, |_| ()).await.expect("a report");
    let expected: Vec<_> =
        (1..).zip(&checks).map(|(done, check)| (format!("Examined {}", check.name), done, 9)).collect();
    assert_eq!(*seen.lock().expect("no panic"), expected);
}
