use super::*;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Blocks until the sender is dropped, like a read from a pipe.
fn never() -> (std::sync::mpsc::Sender<()>, impl FnOnce() + Send) {
    let (sender, receiver) = std::sync::mpsc::channel();
    (sender, move || {
        let _ = receiver.recv();
    })
}

#[tokio::test]
async fn blocking_work_does_not_delay_other_work() {
    let (end, blocks) = never();
    let stuck = tokio::spawn(run(blocks));
    tokio::task::yield_now().await;
    assert_eq!(run(|| 7).await.unwrap(), 7);
    drop(end);
    stuck.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_future_that_blocks_in_a_poll_does_not_delay_others() {
    let (end, blocks) = never();
    let stuck = tokio::spawn(poll(async move {
        tokio::time::sleep(Duration::from_millis(5)).await;
        blocks();
        8
    }));
    let begin = Instant::now();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(begin.elapsed() < Duration::from_secs(5));
    drop(end);
    assert_eq!(stuck.await.unwrap().unwrap(), 8);
}

#[tokio::test]
async fn an_abandoned_future_is_dropped() {
    let alive = Arc::new(());
    let seen = Arc::downgrade(&alive);
    let work = tokio::spawn(poll(async move {
        std::future::pending::<()>().await;
        drop(alive);
    }));
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(seen.upgrade().is_some());
    work.abort();
    let until = Instant::now() + Duration::from_secs(5);
    while seen.upgrade().is_some() && Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(seen.upgrade().is_none());
}
