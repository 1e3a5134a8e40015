use super::*;
use http::HeaderMap;
use url::Url;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn request(method: Method, url: &Url) -> RemoteRequest<'_> {
    RemoteRequest {
        method,
        url,
        token: None,
        headers: HeaderMap::new(),
        body: None,
    }
}

fn through(proxy: &str) -> Route {
    Route::Proxy {
        url: Url::parse(proxy).unwrap(),
        from: "HTTPS_PROXY",
    }
}

#[test]
fn a_post_without_a_body_says_so() {
    let service = url("https://host/");
    let length = |method| {
        let sent = prepare(request(method, &service), &Route::Direct).unwrap();
        sent.headers().get(CONTENT_LENGTH).cloned()
    };
    assert_eq!(length(Method::POST).unwrap(), "0");
    assert_eq!(length(Method::PUT).unwrap(), "0");
    assert!(length(Method::GET).is_none());
    assert!(length(Method::DELETE).is_none());
}

#[test]
fn only_a_plain_request_tells_the_proxy_the_whole_url_and_who_asks() {
    let [http, https] =
        ["http", "https"].map(|scheme| url(&format!("{scheme}://host:8080/path?q=1#part")));
    let proxy = through("http://me:secret@proxy");
    let plain = prepare(request(Method::GET, &http), &proxy).unwrap();
    assert_eq!(plain.uri(), "http://host:8080/path?q=1");
    assert!(plain.headers()[PROXY_AUTHORIZATION].is_sensitive());
    let hidden = prepare(request(Method::GET, &https), &proxy).unwrap();
    assert_eq!(hidden.uri(), "/path?q=1");
    assert!(!hidden.headers().contains_key(PROXY_AUTHORIZATION));
    assert_eq!(hidden.headers()[HOST], "host:8080");
}

#[test]
fn the_callers_headers_stand_and_the_token_is_sensitive() {
    let service = url("https://host/");
    let mut asked = request(Method::POST, &service);
    asked
        .headers
        .insert(ACCEPT, HeaderValue::from_static("text/csv"));
    asked.body = Some("{}".to_owned());
    asked.token = Some("abc");
    let sent = prepare(asked, &Route::Direct).unwrap();
    assert_eq!(sent.headers()[ACCEPT], "text/csv");
    assert_eq!(sent.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(sent.headers()[AUTHORIZATION], "Bearer abc");
    assert!(sent.headers()[AUTHORIZATION].is_sensitive());
    let mut damaged = request(Method::GET, &service);
    damaged.token = Some("a\nb");
    let error = prepare(damaged, &Route::Direct).unwrap_err();
    assert_eq!(error.code(), Code::InvalidToken);
}
