use super::*;
use crate::error::quote::Secrets;
use http::HeaderMap;

fn read(body: &str) -> Words {
    Words::read(body.as_bytes(), false)
}

/// Each shape, the code that is shown, and texts that must be quoted.
const SHAPES: &[(&str, &str, &[&str])] = &[
    (r#"{"error":{"code":"A1","message":"why"}}"#, "A1", &["why"]),
    (r#"{"Error":{"Code":"A1","Message":"why"}}"#, "A1", &["why"]),
    (r#"{"error":"invalid_x","error_description":"why"}"#, "invalid_x", &["why"]),
    (r#"{"error":"a sentence of its own"}"#, "", &["a sentence of its own"]),
    (r#"{"odata.error":{"code":"A1","message":{"lang":"en-US","value":"why"}}}"#, "A1", &["why"]),
    (
        r#"{"error":{"code":"-2147024891, System.Unauthorized","message":{"lang":"de","value":"why"}}}"#,
        "-2147024891, System.Unauthorized",
        &["why"],
    ),
    (
        r#"{"code":"A1","message":{"lang":"en-US","value":"why"},"values":[{"key":"AuthenticationErrorDetail","value":"because"}]}"#,
        "A1",
        &["why", "AuthenticationErrorDetail: because"],
    ),
    (r#"{"code":"A1","message":"why"}"#, "A1", &["why"]),
    (r#"{"Code":"A1","Message":"why"}"#, "A1", &["why"]),
    (r#"{"Message":"why"}"#, "", &["why"]),
    (r#"{"message":"An error has occurred.","exceptionMessage":"why"}"#, "", &["An error has occurred.", "why"]),
    (r#"{"type":"about:blank","title":"Bad","status":400,"detail":"why"}"#, "", &["Bad", "why"]),
    (
        r#"{"title":"One or more validation errors occurred.","status":400,"errors":{"Days":["too many","too odd"],"Name":"none"}}"#,
        "",
        &["One or more", "Days: too many too odd", "Name: none"],
    ),
    (r#"{"errors":[{"code":"DENIED","message":"why"}]}"#, "DENIED", &["why"]),
    (r#"{"errors":["why","because"]}"#, "", &["why", "because"]),
    (r#"[{"errorCode":"A1","message":"why"}]"#, "A1", &["why"]),
    (r#"{"error_code":"A1","message":"why"}"#, "A1", &["why"]),
    (
        r#"{"$id":"1","message":"TF401019: why","typeKey":"GitRepositoryNotFoundException","errorCode":0}"#,
        "GitRepositoryNotFoundException",
        &["TF401019: why"],
    ),
    (r#"{"fault":{"faultstring":"why","detail":{"errorcode":"steps.A1"}}}"#, "steps.A1", &["why"]),
    (
        r#"{"error":{"code":"Forbidden","message":"why","innererror":{"code":"ForbiddenByFirewall"}}}"#,
        "ForbiddenByFirewall",
        &["why"],
    ),
    (
        r#"{"error":{"code":"A1","message":"why","innerError":{"code":"B2","message":"because"}}}"#,
        "A1",
        &["why", "B2: because"],
    ),
    (
        r#"{"error":{"code":"A1","message":"why","details":[{"code":"B2","message":"because"},{"code":"C3"}]}}"#,
        "A1",
        &["why", "B2: because", "C3"],
    ),
    (r#"{"error":{"code":"A1","message":"{\"error\":{\"code\":\"B2\",\"message\":\"why\"}}"}}"#, "A1", &["why", "B2"]),
    (
        r#"{"error":{"code":"PowerBINotAuthorizedException","pbi.error":{"code":"X","details":[{"code":"DetailsMessage","detail":{"type":1,"value":"why"}}]}}}"#,
        "PowerBINotAuthorizedException",
        &["why"],
    ),
    (r#"{"error":{"code":403,"message":"why"}}"#, "403", &["why"]),
    (r#""why, as a text""#, "", &["why, as a text"]),
    (r#"{"unheardOf":{"x":"why"}}"#, "", &["why"]),
    ("<Error><Code>A1</Code><Message>why &lt;x&gt; &amp; &#39;y&#x27;</Message></Error>", "A1", &["why <x> & 'y'"]),
    (
        "\u{feff}<?xml version=\"1.0\"?><!-- c --><m:error xmlns:m=\"http://a/>b\"><m:code>A1</m:code><m:message xml:lang='en'>why</m:message></m:error>",
        "A1",
        &["why"],
    ),
    ("<Error><Code>A1</Code><Message><![CDATA[why <b>]]></Message><Empty/></Error>", "A1", &["why <b>"]),
    ("<Error><Code>401</Code><Detail>why</Detail></Error>", "401", &["why"]),
    (
        "<Error><Code>A1</Code><Message>Failed.</Message><AuthenticationErrorDetail>Issuer did not match.</AuthenticationErrorDetail></Error>",
        "A1",
        &["Failed.", "Issuer did not match."],
    ),
    ("<string xmlns=\"http://schemas.microsoft.com/2003/10/Serialization/\">why</string>", "", &["why"]),
    ("<Error><Code>A1</Code><Message>why, cut o", "A1", &["why, cut o"]),
    ("why, in plain text", "", &["why, in plain text"]),
    ("{\"broken", "", &["broken"]),
];

#[test]
fn every_shape_yields_its_message_and_its_code() {
    for (body, code, texts) in SHAPES {
        let words = read(body);
        assert_eq!(words.code_that_says_most().unwrap_or_default(), *code, "{body}");
        for text in *texts {
            assert!(words.text.contains(text), "{body}: {}", words.text);
        }
    }
}

#[test]
fn a_web_page_is_described_by_its_title() {
    for (body, html) in [
        ("<!DOCTYPE html><html><head><title>Blocked\n by X</title></head><body>...</body></html>", false),
        ("<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\"><html><h1>Blocked by X</h1></html>", false),
        ("<h2>Blocked by X</h2>", true),
        ("<div>Blocked</div> by <b>X</b>", true),
    ] {
        let words = Words::read(body.as_bytes(), html);
        assert_eq!((words.form, words.text.as_str()), (Form::Page, "Blocked by X"), "{body}");
    }
    assert_eq!(Words::read(b"{\"message\":\"x\"}", true).form, Form::Json);
}

#[test]
fn bodies_with_byte_order_marks_and_in_utf16_are_read() {
    let utf16: Vec<u8> = std::iter::once(0xfeff_u16)
        .chain("<Error><Code>A1</Code></Error>".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let answer = Answer { status: 400, body: utf16, ..Answer::default() };
    let words = Words::of(&answer.received(Secrets::default(), 1000));
    assert_eq!(words.code_that_says_most(), Some("A1"));
    assert_eq!(read("\u{feff}{\"code\":\"A1\"}").code_that_says_most(), Some("A1"));
    assert_eq!(Words::read(b" \r\n\0", false).form, Form::Empty);
}

#[test]
fn the_policies_that_deny_are_named() {
    let words = read(
        r#"{"error":{"code":"RequestDisallowedByPolicy","message":"no","additionalInfo":[{"type":"PolicyViolation","info":{"policyDefinitionDisplayName":"Allowed locations","policyAssignmentDisplayName":"x"}}]}}"#,
    );
    assert_eq!(words.policies, ["Allowed locations"]);
    let words = read(
        r#"{"error":{"code":"RequestDisallowedByPolicy","message":"Resource 'x' was disallowed by policy. Policy identifiers: '[{\"policyAssignment\":{\"name\":\"Only EU\",\"id\":\"/a\"},\"policyDefinition\":{\"id\":\"/b\"}}]'."}}"#,
    );
    assert_eq!(words.policies, ["Only EU"]);
}

#[test]
fn possible_secrets_in_an_unknown_shape_are_not_quoted() {
    assert_eq!(read(r#"{"access_token":"x","message":"y"}"#).text, "[an answer that holds a token]");
    assert_eq!(read("{}").text, "");
}

#[test]
fn long_and_deeply_nested_messages_are_cut() {
    let words = read(&format!(r#"{{"code":"{}","message":"{}"}}"#, "C".repeat(5_000), "w ".repeat(5_000)));
    assert!(words.text.len() < 1_000 && words.codes[0].len() <= 100);
    let deep =
        format!("{}{}", r#"{"error":"#.repeat(100), "1").replace("\"error\":1", "\"message\":\"x\"") + &"}".repeat(100);
    assert_eq!(read(&deep).codes.len(), 0);
    let wide = format!(r#"{{"errors":[{}]}}"#, vec![r#"{"code":"A1","message":"x"}"#; 10_000].join(","));
    assert_eq!(read(&wide).text, "x");
    let tags = "<a>".repeat(100_000);
    assert_eq!(read(&tags).text, "");
}

#[test]
fn headers_supply_what_the_body_lacks() {
    let answer = |name: &'static str, value: &str| Answer {
        status: 403,
        headers: HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]),
        body: Vec::new(),
        ..Answer::default()
    };
    let words = Words::of(&answer("x-ms-error-code", "AuthorizationPermissionMismatch"));
    assert_eq!(words.code_that_says_most(), Some("AuthorizationPermissionMismatch"));
    let words = Words::of(&answer(
        "www-authenticate",
        "Bearer error=\"invalid_token\", error_description=\"The access token has expired.\"",
    ));
    assert_eq!(words.text, "The access token has expired.");
}
