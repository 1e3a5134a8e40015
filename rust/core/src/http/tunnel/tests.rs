use super::*;
use tokio::io::duplex;

/// What the proxy was told, and how it ended.
async fn asked(proxy: &str, answer: &str) -> (String, Result<(), Refusal>) {
    let (ours, mut theirs) = duplex(64 * 1024);
    let mut ours: Box<dyn Stream> = Box::new(ours);
    theirs.write_all(answer.as_bytes()).await.unwrap();
    let proxy = Url::parse(proxy).unwrap();
    let closing = answer.is_empty();
    if closing {
        theirs.shutdown().await.unwrap();
    }
    let ended = open(&mut ours, "example.org", 443, &proxy).await;
    let mut heard = vec![0; 1024];
    let length = theirs.read(&mut heard).await.unwrap();
    (
        String::from_utf8_lossy(&heard[..length]).into_owned(),
        ended,
    )
}

#[tokio::test]
async fn the_proxy_is_told_where_to() {
    let (heard, ended) = asked("http://proxy:8080", "HTTP/1.1 200 OK\r\nx: y\r\n\r\n").await;
    assert!(ended.is_ok());
    assert_eq!(
        heard,
        "CONNECT example.org:443 HTTP/1.1\r\nhost: example.org:443\r\n\r\n"
    );
}

#[tokio::test]
async fn name_and_password_are_sent_as_they_were_before_they_went_into_a_url() {
    let (heard, ended) = asked("http://me%40here:p%3Aw@proxy", "HTTP/1.0 200\r\n\r\n").await;
    assert!(ended.is_ok());
    let expected = STANDARD.encode("me@here:p:w");
    assert!(heard.contains(&format!("proxy-authorization: Basic {expected}\r\n")));
    assert!(credentials(&Url::parse("http://proxy:8080").unwrap()).is_none());
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let refused = async |answer: &str| match asked("http://proxy", answer).await.1 {
        Err(Refusal::Credentials) => "credentials".to_owned(),
        Err(Refusal::Other(why)) => why,
        Err(Refusal::Tls(failure)) => failure.why,
        Ok(()) => "let through".to_owned(),
    };
    assert_eq!(refused("HTTP/1.1 407 No\r\n\r\n").await, "credentials");
    // The connection stays open, and the page that says so is not waited for.
    let page = "HTTP/1.1 407 No\r\ncontent-length: 900\r\n\r\n<html>Who are you?";
    assert_eq!(refused(page).await, "credentials");
    let more = "HTTP/1.1 200 OK\r\n\r\nSSH-2.0";
    assert_eq!(refused(more).await, "it says more than it should");
    assert_eq!(refused("HTTP/1.1 503 No\r\n\r\n").await, "it answered 503");
    assert_eq!(refused("SSH-2.0-x\r\n\r\n").await, "it does not speak HTTP");
    assert_eq!(refused("").await, "it closed the connection");
    assert_eq!(
        refused(&"x".repeat(LONGEST_ANSWER + 1)).await,
        "its answer has no end"
    );
}
