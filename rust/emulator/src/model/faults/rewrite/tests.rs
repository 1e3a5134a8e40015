use super::*;

fn changed(rewrite: Rewrite, body: &Value) -> Value {
    let reply = rewrite.apply(Reply::json(200, body));
    serde_json::from_slice(reply.body.text().unwrap()).unwrap()
}

#[test]
fn a_rewritten_expiry_means_the_same_time() {
    let token = json!({ "expires_on": "1940736252", "expires_in": "10" });
    let of = |rewrite| changed(rewrite, &token)["expires_on"].to_string();
    assert_eq!(of(Rewrite::ExpiryWithDecimals), "1940736252.0");
    assert_eq!(of(Rewrite::ExpiryInMilliseconds), "1940736252000");
    assert_eq!(of(Rewrite::ExpiryAsDate), "\"7/2/2031 5:24:12 am +00:00\"");
}

#[test]
fn links_keep_their_target() {
    let page = json!({ "value": [], "nextLink": "https://localhost:1/subscriptions?$skiptoken=a" });
    let odata = changed(Rewrite::OdataNextLink, &page);
    assert_eq!(odata["@odata.nextLink"], page["nextLink"]);
    assert!(odata.get("nextLink").is_none());
    let deeper = changed(Rewrite::ListInData, &page);
    assert_eq!(deeper, json!({ "data": page }));
    let relative = changed(Rewrite::RelativeNextLink, &page);
    assert_eq!(relative["nextLink"], "/subscriptions?$skiptoken=a");
}

#[test]
fn a_compressed_body_can_be_read_by_others() {
    // RFC 1952's own check: the CRC of these nine digits.
    assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    let body = gzip(b"abc");
    assert_eq!(body[10..18], [1, 3, 0, 0xFC, 0xFF, b'a', b'b', b'c']);
    assert_eq!(body[body.len() - 4..], [3, 0, 0, 0]);
}
