use super::*;

#[tokio::test(start_paused = true)]
async fn at_most_20_requests_start_per_second() {
    let state = EndpointState::new(SourceKind::Vm);
    let begin = Instant::now();
    for _ in 0..41 {
        drop(state.enter().await);
    }
    assert!(begin.elapsed() >= Duration::from_secs(2), "{:?}", begin.elapsed());
    assert!(begin.elapsed() < Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn at_most_5_requests_run_at_once() {
    let state = EndpointState::new(SourceKind::Vm);
    let mut permits = Vec::new();
    for _ in 0..5 {
        permits.push(state.enter().await);
    }
    assert!(tokio::time::timeout(Duration::from_secs(60), state.enter()).await.is_err());
    permits.pop();
    assert!(tokio::time::timeout(Duration::from_secs(60), state.enter()).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_applies_to_all_callers() {
    let state = EndpointState::new(SourceKind::Arc);
    assert_eq!(state.held(), None);
    state.hold(Duration::from_secs(7), 429);
    state.hold(Duration::from_secs(3), 503);
    assert_eq!(state.held(), Some((Duration::from_secs(7), 429)));
    let begin = Instant::now();
    drop(state.enter().await);
    assert_eq!(begin.elapsed(), Duration::from_secs(7));
    assert_eq!(state.held(), None);
}
