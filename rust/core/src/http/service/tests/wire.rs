//! What a peer can do on a connection.

use super::peers::{answer, ask, head, remote, serve};
use super::*;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt as _;

/// The result of a GET whose response is `bytes`; `closed` says whether the connection is closed afterwards.
async fn ended(bytes: Vec<u8>, closed: bool) -> Result<Answer> {
    let place = serve(move |_, mut stream| {
        let bytes = bytes.clone();
        async move {
            head(&mut stream).await;
            let _ = stream.write_all(&bytes).await;
            if !closed {
                std::future::pending::<()>().await;
            }
        }
    });
    ask(&remote(&[]), Method::GET, &format!("http://{}/", place.await)).await
}

#[tokio::test]
async fn a_response_that_is_not_http_is_reported_and_not_retryable() {
    let many = "x: y\r\n".repeat(200);
    for malformed in [
        "SSH-2.0-OpenSSH_9\r\n\r\n".to_owned(),
        "HTTP/1.1 two hundred\r\n\r\n".to_owned(),
        "<html>Sign in</html>\r\n\r\n".to_owned(),
        format!("HTTP/1.1 200 OK\r\n{many}\r\n"),
        format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(1 << 20)),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabcd\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab".to_owned(),
    ] {
        let error = ended(malformed.clone().into(), true).await.err().unwrap();
        let start: String = malformed.chars().take(60).collect();
        assert_eq!(error.code(), Code::BadResponse, "{start}: {error:?}");
        assert!(!error.retryable());
    }
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_retryable() {
    for broken in [
        "",
        "HTTP/1.1 200 O",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ] {
        let error = ended(broken.into(), true).await.err().unwrap();
        assert_eq!(error.code(), Code::ConnectionDropped, "{broken}: {error:?}");
        assert!(error.retryable());
    }
}

#[tokio::test]
async fn a_response_above_the_size_limit_is_not_read() {
    let announced = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", limits::ARM_BODY + 1);
    let error = ended(announced.into(), false).await.err().unwrap();
    assert_eq!(error.code(), Code::ResponseTooLarge);
    let endless = serve(|_, mut stream| async move {
        head(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(&[b'x'; 64 * 1024]).await.is_ok() {}
    });
    let url = format!("http://{}/", endless.await);
    let error = ask(&remote(&[]), Method::GET, &url).await.err().unwrap();
    assert_eq!(error.code(), Code::ResponseTooLarge);
}

#[tokio::test]
async fn neither_a_flood_nor_a_trickle_delays_a_time_limit() {
    let flood = serve(|_, mut stream| async move {
        head(&mut stream).await;
        let hints = "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(1000);
        while stream.write_all(hints.as_bytes()).await.is_ok() {}
    });
    let trickle = serve(|_, mut stream| async move {
        head(&mut stream).await;
        while stream.write_all(b"H").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    for place in [flood.await, trickle.await] {
        let begin = Instant::now();
        let (remote, url) = (remote(&[]), format!("http://{place}/"));
        let asked = ask(&remote, Method::GET, &url);
        let ended = timeout(Duration::from_millis(500), asked).await;
        // The flood may exceed the client's size limit, which ends the request too.
        assert!(!matches!(ended, Ok(Ok(_))), "{place}");
        assert!(begin.elapsed() < Duration::from_secs(3), "{place}");
    }
}

#[tokio::test]
async fn a_redirect_is_returned_as_a_response() {
    let answer =
        ended(b"HTTP/1.1 307 Moved\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n".to_vec(), false);
    assert_eq!(answer.await.unwrap().status, 307);
}

#[tokio::test]
async fn an_open_connection_is_reused_and_a_closed_one_is_not() {
    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nconnection-number: N\r\ncontent-length: 0\r\n\r\n";
    let numbered = |number: usize| {
        let text = String::from_utf8_lossy(ANSWER).replace('N', &number.to_string());
        text.into_bytes()
    };
    let kept = serve(move |number, stream| answer(stream, numbered(number)));
    let closing = serve(move |number, mut stream| async move {
        head(&mut stream).await;
        let _ = stream.write_all(&numbered(number)).await;
    });
    for (place, expected) in [(kept.await, "0"), (closing.await, "2")] {
        let (remote, url) = (remote(&[]), format!("http://{place}/"));
        let mut last = None;
        for method in [Method::GET, Method::POST, Method::POST] {
            let answer = ask(&remote, method, &url).await.unwrap();
            last = answer.header("connection-number").map(str::to_owned);
        }
        assert_eq!(last.unwrap(), expected, "{place}");
    }
}

#[tokio::test]
async fn a_failed_connection_is_reported_with_its_reason() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", closed.local_addr().unwrap());
    drop(closed);
    let error = ask(&remote(&[]), Method::GET, &url).await.err().unwrap();
    assert_eq!(error.code(), Code::ConnectionFailed);
    assert!(error.message().contains("refused"), "{error:?}");
    let error = ask(&remote(&[]), Method::GET, "https://arm.does-not-exist.invalid/").await;
    assert_eq!(error.err().unwrap().code(), Code::NameNotResolved);
}
