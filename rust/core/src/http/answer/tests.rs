use super::*;
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use std::io::Write as _;

const LIMIT: usize = 1000;

fn answer(headers: &[(&'static str, &str)], body: &[u8]) -> Answer {
    let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
    let raw = Answer { status: 200, headers: headers.collect(), body: body.to_vec(), ..Answer::default() };
    raw.received(Secrets::default(), LIMIT)
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(text).unwrap();
    writer.finish().unwrap()
}

#[test]
fn an_encoding_that_was_not_requested_is_decoded() {
    for coding in ["gzip", "GZIP", "x-gzip", "identity, gzip"] {
        let plain = answer(&[("content-encoding", coding)], &gzip(b"{}"));
        assert_eq!((&*plain.body, plain.unread), (&b"{}"[..], None), "{coding}");
        assert!(plain.headers.is_empty());
    }
    let plain = answer(&[("content-encoding", "identity")], b"{}");
    assert_eq!((&*plain.body, plain.unread), (&b"{}"[..], None));
}

#[test]
fn an_encoding_that_cannot_be_decoded_leaves_no_body() {
    let bomb = gzip(&[b'x'; LIMIT + 1]);
    let cut = &gzip(b"{\"a\":1}")[..12];
    let named = GzBuilder::new().filename("a").write(Vec::new(), Compression::default()).finish().unwrap();
    for (coding, body) in [
        ("br", &b"{}"[..]),
        ("gzip", b"{}"),
        ("gzip, gzip", b"{}"),
        ("zstd", b"x"),
        ("gzip", &bomb),
        ("gzip", cut),
        ("gzip", &named),
    ] {
        let left = answer(&[("content-encoding", coding)], body);
        assert_eq!((&*left.body, left.unread.as_deref()), (&b""[..], Some(coding)));
    }
    assert_eq!(answer(&[("content-encoding", "br")], b"").unread, None);
}

#[test]
fn json_is_read_without_its_byte_order_mark_and_other_bodies_unchanged() {
    let json = [("content-type", "application/json; charset=utf-8")];
    let text = [("content-type", "text/plain")];
    let marked = b"\xEF\xBB\xBF{}";
    assert_eq!(answer(&json, marked).body, b"{}");
    assert_eq!(answer(&[], marked).body, b"{}");
    assert_eq!(answer(&text, marked).body, b"{}");
    let table = b"\xEF\xBB\xBFa;b";
    assert_eq!(answer(&text, table).body, table);
    assert_eq!(answer(&json, b"\xFF\xFE{\0}\0").body, b"{}");
}

#[test]
fn the_request_id_is_found_in_any_of_its_headers() {
    let made_up = ("x-ms-client-request-id", "mine");
    for name in [
        "x-ms-request-id",
        "request-id",
        "x-ms-requestid",
        "activityid",
        "x-ms-correlation-request-id",
        "x-correlation-id",
        "x-request-id",
    ] {
        let answer = answer(&[made_up, (name, "theirs")], b"");
        assert_eq!(answer.request_id().as_deref(), Some("theirs"), "{name}");
    }
    let id = |headers: &[_]| answer(headers, b"").request_id();
    assert_eq!(id(&[made_up]).as_deref(), Some("mine"));
    let long = "x".repeat(129);
    assert_eq!(id(&[("x-ms-request-id", &long), ("request-id", "")]), None);
}
