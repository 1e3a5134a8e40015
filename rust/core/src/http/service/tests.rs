use super::*;

mod peers;
mod proxied;
mod wire;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn request(method: Method, url: &Url) -> ServiceRequest<'_> {
    ServiceRequest { method, url, token: None, headers: HeaderMap::new(), body: None }
}

#[test]
fn a_post_without_a_body_sends_content_length_zero() {
    let service = url("https://host/");
    let length = |method| {
        let sent = prepare(request(method, &service)).unwrap();
        sent.headers().get(CONTENT_LENGTH).cloned()
    };
    assert_eq!(length(Method::POST).unwrap(), "0");
    assert_eq!(length(Method::PUT).unwrap(), "0");
    assert!(length(Method::GET).is_none());
    assert!(length(Method::DELETE).is_none());
}

#[test]
fn credentials_in_an_address_are_not_sent() {
    let service = url("https://me:secret@host/path?q=1#part");
    let sent = prepare(request(Method::GET, &service)).unwrap();
    assert_eq!(sent.url().as_str(), "https://host/path?q=1#part");
    assert!(!sent.headers().contains_key(AUTHORIZATION));
}

#[test]
fn the_callers_headers_are_kept_and_the_token_is_marked_sensitive() {
    let service = url("https://host/");
    let mut asked = request(Method::POST, &service);
    asked.headers.insert(ACCEPT, HeaderValue::from_static("text/csv"));
    asked.body = Some("{}".to_owned());
    asked.token = Some("abc");
    let sent = prepare(asked).unwrap();
    assert_eq!(sent.headers()[ACCEPT], "text/csv");
    assert_eq!(sent.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(sent.headers()[AUTHORIZATION], "Bearer abc");
    assert!(sent.headers()[AUTHORIZATION].is_sensitive());
    let mut damaged = request(Method::GET, &service);
    damaged.token = Some("a\nb");
    let error = prepare(damaged).unwrap_err();
    assert_eq!(error.code(), Code::InvalidToken);
}

#[tokio::test]
async fn one_client_serves_every_host_that_is_reached_the_same_way() {
    let pairs = [("HTTPS_PROXY", "proxy:1"), ("HTTP_PROXY", "proxy:2")];
    let env = Env::from_pairs(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())));
    let remote = ServiceClient::new(env, crate::platform::ThisMachine::shared());
    for host in 0..50 {
        for target in ["https://h{}.example/", "http://h{}.example/", "https://h{}.localhost/"] {
            let target = url(&target.replace("{}", &host.to_string()));
            let route = proxy::route(&target, &remote.env, remote.system_proxy()).await.unwrap();
            remote.client(&route).await.unwrap();
        }
    }
    assert_eq!(remote.clients.lock().await.len(), 3);
}
