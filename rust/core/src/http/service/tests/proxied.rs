//! TLS and proxies: which certificates are trusted, and what prevents a connection.

use super::peers::{Authority, ELSEWHERE, answer, ask, head, remote, serve};
use super::*;
use crate::sync::lock;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncWriteExt as _, copy_bidirectional};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

async fn service(acceptor: TlsAcceptor) -> String {
    let serving = serve(move |_, stream| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                answer(stream, OK.to_vec()).await;
            }
        }
    });
    serving.await
}

/// A proxy that forwards every connection to `place` and keeps the last request head.
async fn proxy_to(place: String) -> (String, Arc<Mutex<String>>) {
    let heard = Arc::new(Mutex::new(String::new()));
    let said = Arc::clone(&heard);
    let proxy = serve(move |_, mut stream| {
        let (place, said) = (place.clone(), Arc::clone(&said));
        async move {
            *lock(&said) = head(&mut stream).await;
            let mut there = TcpStream::connect(place).await.unwrap();
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            let _ = copy_bidirectional(&mut stream, &mut there).await;
        }
    });
    (proxy.await, heard)
}

/// A proxy that sends `bytes` to every client and keeps the connection open.
async fn saying(bytes: &'static [u8]) -> String {
    let proxy = serve(move |_, stream| answer(stream, bytes.to_vec()));
    proxy.await
}

#[tokio::test]
async fn a_tunnel_through_a_proxy_works_and_is_reused() {
    let root = Authority::new("tunnel");
    let there = service(root.acceptor("arm.example.invalid", |_| ())).await;
    let (proxy, heard) = proxy_to(there).await;
    let set = format!("http://me%40here:p%3Aw@{proxy}");
    let remote = remote(&[
        ("https_proxy", set.as_str()),
        ("HTTPS_PROXY", "http://127.0.0.1:9"),
        ("AZMI_CA_FILE", root.file.to_str().unwrap()),
    ]);
    for _ in 0..2 {
        let answer = ask(&remote, Method::GET, ELSEWHERE).await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"ok".as_slice()));
    }
    let heard = lock(&heard).clone();
    assert!(heard.starts_with("CONNECT arm.example.invalid:443 HTTP/1.1\r\n"), "{heard}");
    let credentials = "Basic bWVAaGVyZTpwOnc=";
    assert!(heard.contains(credentials), "{heard}");
}

#[tokio::test]
async fn the_tls_certificate_of_a_proxy_is_checked_like_any_other() {
    let root = Authority::new("tls-proxy");
    let there = service(root.acceptor("arm.example.invalid", |_| ())).await;
    let outer = root.acceptor("localhost", |_| ());
    let proxy = serve(move |_, stream| {
        let (outer, there) = (outer.clone(), there.clone());
        async move {
            let Ok(mut stream) = outer.accept(stream).await else {
                return;
            };
            head(&mut stream).await;
            let mut there = TcpStream::connect(there).await.unwrap();
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            let _ = copy_bidirectional(&mut stream, &mut there).await;
        }
    });
    let port = proxy.await.rsplit_once(':').unwrap().1.to_owned();
    let trusted = ("AZMI_CA_FILE", root.file.to_str().unwrap());
    let good = format!("https://localhost:{port}");
    let answer = ask(&remote(&[("HTTPS_PROXY", &good), trusted]), Method::GET, ELSEWHERE).await;
    assert_eq!(answer.unwrap().status, 200);
    for (set, trusted) in [(&good, ("X", "y")), (&format!("https://127.0.0.1:{port}"), trusted)] {
        let error = ask(&remote(&[("HTTPS_PROXY", set), trusted]), Method::GET, ELSEWHERE).await;
        let error = error.err().unwrap();
        assert_eq!(error.code(), Code::CertificateNotTrusted, "{set}: {error:?}");
        assert!(error.message().contains("(from HTTPS_PROXY)"), "{error:?}");
    }
}

#[tokio::test]
async fn the_failures_of_a_proxy_are_distinguished() {
    let closing = serve(|_, mut stream| async move { drop(head(&mut stream).await) }).await;
    let endless = serve(|_, mut stream| async move {
        head(&mut stream).await;
        let _ = stream.write_all(&[b'x'; 64 * 1024]).await;
        std::future::pending::<()>().await;
    });
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = nobody.local_addr().unwrap().to_string();
    drop(nobody);
    let page = b"HTTP/1.1 407 No\r\ncontent-length: 900\r\n\r\n<html>Who are you?";
    for (proxy, expected, words) in [
        (saying(page).await, Code::ProxyAuthenticationRequired, "407"),
        (
            saying(b"HTTP/1.1 403 No\r\ncontent-length: 4\r\n\r\nhtml").await,
            Code::ProxyFailed,
            "it refused the connection",
        ),
        (saying(b"<html>Sign in</html>\r\n\r\n").await, Code::ProxyFailed, "it refused the connection"),
        (saying(b"SSH-2.0-x\r\n\r\n").await, Code::ProxyFailed, "it refused the connection"),
        (endless.await, Code::ProxyFailed, "it refused the connection"),
        (closing, Code::ProxyFailed, "closed"),
        (closed, Code::ProxyFailed, "the connection was refused"),
        ("proxy.does-not-exist.invalid:3128".to_owned(), Code::ProxyFailed, "name could not be resolved"),
    ] {
        let remote = remote(&[("HTTPS_PROXY", &format!("http://u:secret@{proxy}"))]);
        let error = ask(&remote, Method::GET, ELSEWHERE).await.err().unwrap();
        assert_eq!(error.code(), expected, "{proxy}: {error:?}");
        assert!(error.message().contains(words), "{error:?}");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
}

// Tokio's clock stands still while a thread may block, as one does on Windows.
#[cfg(not(windows))]
#[tokio::test]
async fn a_proxy_that_does_not_respond_is_given_up_and_named() {
    let silent = serve(|_, mut stream| async move {
        head(&mut stream).await;
        std::future::pending::<()>().await;
    });
    let (remote, url) = (remote(&[("HTTPS_PROXY", &silent.await)]), Url::parse(ELSEWHERE).unwrap());
    // The roots are read before the clock is paused.
    let route = proxy::route(&url, &remote.env, remote.system_proxy()).await;
    remote.client(&route.unwrap()).await.unwrap();
    tokio::time::pause();
    let asked = ServiceRequest { method: Method::GET, url: &url, token: None, headers: HeaderMap::new(), body: None };
    let error = remote.send(asked).await.err().unwrap();
    assert_eq!(error.code(), Code::ProxyFailed, "{error:?}");
    assert!(error.message().contains("no reply within 20 s"), "{error:?}");
}

#[tokio::test]
async fn certificates_are_refused_with_a_specific_reason() {
    let (root, stranger) = (Authority::new("trusted"), Authority::new("stranger"));
    let expired = |params: &mut rcgen::CertificateParams| params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    let future = |params: &mut rcgen::CertificateParams| params.not_before = rcgen::date_time_ymd(3000, 1, 1);
    for (acceptor, words) in [
        (stranger.acceptor("localhost", |_| ()), "doesn't trust"),
        (root.acceptor("example.org", |_| ()), "another name"),
        (root.acceptor("localhost", expired), "expired"),
        (root.acceptor("localhost", future), "valid yet"),
    ] {
        let reached = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&reached);
        let place = serve(move |_, stream| {
            let (acceptor, count) = (acceptor.clone(), Arc::clone(&count));
            async move {
                if let Ok(mut stream) = acceptor.accept(stream).await
                    && !head(&mut stream).await.is_empty()
                {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        let url = format!("https://{}/", place.await.replace("127.0.0.1", "localhost"));
        let remote = remote(&[("AZMI_CA_FILE", root.file.to_str().unwrap())]);
        let error = ask(&remote, Method::GET, &url).await.err().unwrap();
        assert_eq!(error.code(), Code::CertificateNotTrusted, "{words}: {error:?}");
        assert!(error.message().contains(words), "{error:?}");
        assert!(!error.retryable());
        assert_eq!(reached.load(Ordering::Relaxed), 0, "{words}: a request got through");
    }
}

#[tokio::test]
async fn a_service_without_tls_is_reported() {
    for said in ["HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-x\r\n"] {
        let place = serve(move |_, mut stream| async move {
            let _ = stream.write_all(said.as_bytes()).await;
            tokio::time::sleep(Duration::from_secs(5)).await;
        });
        let error = ask(&remote(&[]), Method::GET, &format!("https://{}/", place.await)).await;
        let error = error.err().unwrap();
        assert_eq!(error.code(), Code::TlsFailed, "{error:?}");
    }
}

/// Windows downloads the missing certificates of a chain from the address in its last one, which can take any time.
#[cfg(windows)]
#[tokio::test]
async fn downloading_missing_certificates_of_a_chain_does_not_delay_the_time_limit() {
    // On a separate thread, because the blocking call would otherwise occupy a worker.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}/issuer.cer", silent.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    std::thread::spawn(move || {
        while let Ok((_open, _)) = silent.accept() {
            count.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(Duration::from_secs(2));
        }
    });
    let stranger = Authority::new("unsent");
    let place = service(stranger.acceptor("localhost", |params| {
        params.custom_extensions.push(issued_at(&issuer));
    }));
    let url = format!("https://{}/", place.await.replace("127.0.0.1", "localhost"));
    let remote = remote(&[]);
    let begin = std::time::Instant::now();
    let ended = timeout(Duration::from_secs(1), ask(&remote, Method::GET, &url)).await;
    let took = begin.elapsed();
    assert!(asked.load(Ordering::Relaxed) > 0, "this system doesn't download it");
    assert!(ended.is_err(), "the request ended before the time limit");
    assert!(took < Duration::from_millis(1_500), "{took:?}");
}

/// The address of the issuer's certificate (RFC 5280, 4.2.2.1).
#[cfg(windows)]
fn issued_at(url: &str) -> rcgen::CustomExtension {
    let wrapped = |tag: u8, content: &[u8]| {
        let length = u8::try_from(content.len()).unwrap();
        assert!(length < 128);
        [&[tag, length], content].concat()
    };
    let method = wrapped(6, &[0x2b, 6, 1, 5, 5, 7, 0x30, 2]);
    let place = wrapped(0x86, url.as_bytes());
    let access = wrapped(0x30, &[method, place].concat());
    let value = wrapped(0x30, &access);
    rcgen::CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], value)
}
