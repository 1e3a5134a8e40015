use super::*;

fn read(body: &[u8]) -> Refusal {
    Refusal::read(body, &Secrets::default())
}

#[test]
fn the_three_shapes_of_a_refusal_are_read() {
    let flat = read(br#"{"error":"invalid_request","error_description":"Identity not found","correlation_id":"c"}"#);
    assert_eq!(
        (
            flat.code.as_deref(),
            flat.text.as_str(),
            flat.request_id.as_deref()
        ),
        (Some("invalid_request"), "Identity not found", Some("c"))
    );
    let app = read(br#"{"statusCode":400,"message":"No identity","correlationId":"c"}"#);
    assert_eq!(
        (app.code, app.text.as_str(), app.request_id.as_deref()),
        (None, "No identity", Some("c"))
    );
    let pascal = read(br#"{"StatusCode":400,"Message":"No MSI found for specified ClientId/ResourceId.","CorrelationId":"c"}"#);
    assert_eq!(
        (pascal.text.as_str(), pascal.request_id.as_deref()),
        ("No MSI found for specified ClientId/ResourceId.", Some("c"))
    );
    let nested =
        read(br#"{"error":{"code":"AudienceNotSupported","message":"no","correlationId":"c"}}"#);
    assert_eq!(
        (
            nested.code.as_deref(),
            nested.text.as_str(),
            nested.request_id.as_deref()
        ),
        (Some("AudienceNotSupported"), "no", Some("c"))
    );
    let raw = read(b"<html>\n  <b>Blocked\x1b[31m</b>");
    assert_eq!(
        (raw.text.as_str(), raw.understood),
        ("<html> <b>Blocked[31m</b>", false)
    );
}
