use super::*;
use azmi_core::SourceKind;
use std::time::Duration;

fn numbers(event: &Event) -> (u32, u32, u32, u64, u64, u64) {
    let message = event.message();
    let view = view(event, &message);
    assert_eq!(view.size as usize, size_of::<AzmiEventView>());
    assert_eq!(view.message.len, message.len());
    (view.kind, view.attempt, view.http_status, view.wait_ms, view.done, view.total)
}

#[test]
fn every_event_sets_its_number_and_its_fields() {
    let text = || "text".to_owned();
    let wait = Duration::from_millis(1500);
    let retry = |http_status| Event::Retry { attempt: 2, http_status, wait, why: text() };
    let chosen = Event::SourceChosen { source: SourceKind::Vm, endpoint: text(), why: text() };
    assert_eq!(numbers(&chosen), (1, 0, 0, 0, 0, 0));
    assert_eq!(numbers(&Event::CacheHit { resource: text() }), (2, 0, 0, 0, 0, 0));
    assert_eq!(numbers(&Event::Request { method: "GET", url: text() }), (3, 0, 0, 0, 0, 0));
    assert_eq!(numbers(&retry(Some(429))), (4, 2, 429, 1500, 0, 0));
    assert_eq!(numbers(&retry(None)), (4, 2, 0, 1500, 0, 0));
    assert_eq!(numbers(&Event::Progress { activity: text(), done: 3, total: 4 }), (5, 0, 0, 0, 3, 4));
    let response = Event::Response { http_status: 200, after: wait, request_id: None };
    assert_eq!(numbers(&response), (6, 0, 0, 0, 0, 0));
    assert_eq!(numbers(&Event::Notice { text: text() }), (6, 0, 0, 0, 0, 0));
    assert_eq!(numbers(&Event::Warning { text: text() }), (7, 0, 0, 0, 0, 0));
}
