use super::*;
use tokio::net::TcpListener;
use tokio::time::{advance, pause};

/// A service that takes connections and says nothing, and the way to it.
async fn silent() -> (TcpListener, Origin) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let tls = Arc::new(Connector::system(&[]).unwrap());
    let origin = Origin::new(Url::parse(&url).unwrap(), Route::Direct, tls);
    (listener, origin)
}

async fn opened(origin: &Origin) -> Sender {
    match origin.open().await {
        Ok(sender) => sender,
        Err(_) => panic!("the service takes connections"),
    }
}

fn waiting(origin: &Origin) -> usize {
    lock(&origin.waiting).len()
}

#[tokio::test]
async fn a_burst_leaves_no_more_connections_than_are_kept() {
    let (_service, origin) = silent().await;
    for _ in 0..limits::CONNECTIONS_KEPT + 3 {
        origin.keep(opened(&origin).await);
    }
    assert_eq!(waiting(&origin), limits::CONNECTIONS_KEPT);
}

#[tokio::test]
async fn connections_that_waited_too_long_are_let_go() {
    let (_service, origin) = silent().await;
    let (old, new) = (opened(&origin).await, opened(&origin).await);
    pause();
    origin.keep(old);
    advance(limits::CONNECTION_KEPT).await;
    origin.keep(new);
    assert_eq!(waiting(&origin), 1);
}

#[tokio::test]
async fn connections_that_the_service_closed_are_let_go() {
    let (service, origin) = silent().await;
    let (closed, standing) = (opened(&origin).await, opened(&origin).await);
    let (first, _) = service.accept().await.unwrap();
    let (_second, _) = service.accept().await.unwrap();
    origin.keep(closed);
    drop(first);
    let seen = async {
        while !lock(&origin.waiting)[0].0.is_closed() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    timeout(limits::CONNECT_ARM, seen)
        .await
        .expect("the connection's task sees its end");
    origin.keep(standing);
    assert_eq!(waiting(&origin), 1);
}
