use super::*;

const NOW: i64 = 1_700_000_000;

fn read(body: &str) -> Result<Token> {
    let asked = Asked {
        identity: &Identity::SystemAssigned,
        resource: "https://management.azure.com/",
        source: SourceKind::Vm,
        now: NOW,
    };
    read_answer(body.as_bytes(), &asked)
}

#[test]
fn numbers_are_read_as_numbers_and_as_text() {
    for body in [
        r#"{"access_token":"t","expires_on":"1700086400"}"#,
        r#"{"access_token":"t","expires_on":1700086400,"expires_in":"60"}"#,
        r#"{"access_token":"t","expires_in":"86400"}"#,
        r#"{"access_token":"t","expires_in":86400,"ext_expires_in":1}"#,
        r#"{"access_token":"t","expires_on":"11/15/2023 22:13:20 +00:00"}"#,
    ] {
        assert_eq!(read(body).unwrap().expires_on, NOW + 86_400, "{body}");
    }
}

#[test]
fn the_earlier_expiry_of_response_and_token_counts() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let end = |exp: serde_json::Value, fields: &str| {
        let claims = URL_SAFE_NO_PAD.encode(serde_json::json!({ "exp": exp }).to_string());
        read(&format!(r#"{{"access_token":"e30.{claims}.c2ln",{fields}}}"#)).map(|token| token.expires_on - NOW)
    };
    let on = |after: i64| serde_json::json!(NOW + after);
    assert_eq!(end(on(600), r#""expires_on":"1700086400""#).unwrap(), 600);
    assert_eq!(end(on(600), r#""expires_on":1700000300.5"#).unwrap(), 300);
    assert_eq!(end(on(600), r#""expires_in":"60000""#).unwrap(), 600);
    assert_eq!(end(serde_json::json!(1_700_000_600_000_i64), r#""expires_on":"""#).unwrap(), 600);
    for absent in [
        serde_json::json!(0),
        serde_json::json!(-5),
        serde_json::json!(""),
        serde_json::Value::Null,
        serde_json::json!(1e30),
    ] {
        assert_eq!(end(absent.clone(), r#""expires_on":"","expires_in":"700.5""#).unwrap(), 700, "{absent}");
        assert_eq!(end(absent, r#""expires_on":1700000500"#).unwrap(), 500);
    }
    let expired = end(on(-10), r#""expires_on":1700086400"#).unwrap_err();
    assert_eq!(expired.code(), Code::ExpiredToken);
    assert!(expired.next_step().unwrap().starts_with("Check this machine's clock"));
}

#[test]
fn only_a_bearer_token_is_accepted() {
    let of_type = |kind: &str| read(&format!(r#"{{"access_token":"t","expires_in":3600,"token_type":{kind}}}"#));
    for kind in [r#""Bearer""#, r#""bearer""#, r#"" ""#, "null"] {
        assert!(of_type(kind).is_ok(), "{kind}");
    }
    for kind in [r#""pop""#, r#""mtls_pop""#, r#""MAC""#] {
        assert_eq!(of_type(kind).unwrap_err().code(), Code::InvalidToken, "{kind}");
    }
}

#[test]
fn an_empty_text_is_an_absent_value() {
    let id = "44444444-4444-4444-4444-444444444444";
    let identity = Identity::ClientId(id.to_owned());
    let check = |body: &str, source| {
        let asked = Asked { identity: &identity, resource: "r", source, now: NOW };
        read_answer(body.as_bytes(), &asked).unwrap().check
    };
    for empty in [r#""""#, r#""  ""#, "null", "7"] {
        let body = format!(
            r#"{{"access_token":"t","expires_on":{empty},"expires_in":"86400","refresh_in":"","client_id":{empty},"object_id":{empty},"msi_res_id":{empty},"resource":{empty}}}"#
        );
        let body = body.replace(r#""expires_on":7,"#, "");
        assert_eq!(check(&body, SourceKind::Vm), IdentityMatch::Unknown, "{body}");
        assert!(matches!(check(&body, SourceKind::Arc), IdentityMatch::Contradiction(_)), "{body}");
    }
    let other = r#"{"access_token":"t","expires_in":"86400","client_id":"PLATFORM-0123456789; id"}"#;
    let IdentityMatch::Contradiction(text) = check(other, SourceKind::Vm) else { panic!("another identity") };
    assert!(text.contains(id) && !text.contains("PLATFORM"), "{text}");
}

#[test]
fn the_refresh_point_follows_the_rules() {
    let point = |body: &str| read(body).unwrap().refresh_on - NOW;
    assert_eq!(point(r#"{"access_token":"t","expires_in":"86400","refresh_in":"600"}"#), 600);
    assert_eq!(point(r#"{"access_token":"t","expires_in":"86400"}"#), 43_200);
    assert_eq!(point(r#"{"access_token":"t","expires_in":"7200"}"#), 6_900);
    assert_eq!(point(r#"{"access_token":"t","expires_in":"600"}"#), 300);
}

#[test]
fn each_wrong_response_has_its_own_id() {
    let code = |body: &str| read(body).unwrap_err().code();
    assert_eq!(code("<html>"), Code::BadResponse);
    assert_eq!(code(""), Code::BadResponse);
    assert_eq!(code("[]"), Code::BadResponse);
    assert_eq!(code(r#"{"expires_in":"86400"}"#), Code::InvalidToken);
    assert_eq!(code(r#"{"access_token":"","expires_in":"86400"}"#), Code::InvalidToken);
    assert_eq!(code(r#"{"access_token":"a\nb","expires_in":"86400"}"#), Code::InvalidToken);
    assert_eq!(code(r#"{"access_token":"t"}"#), Code::BadResponse);
    assert_eq!(code(r#"{"access_token":"t","expires_in":"59"}"#), Code::ExpiredToken);
    assert_eq!(code(r#"{"access_token":"t","expires_on":"1600000000"}"#), Code::ExpiredToken);
    assert_eq!(code(r#"{"access_token":"t","expires_in":9223372036854775807}"#), Code::BadResponse);
}

#[test]
fn neither_debug_output_nor_errors_show_the_token() {
    let token = read(r#"{"access_token":"SECRET","expires_in":"86400"}"#).unwrap();
    assert!(!format!("{token:?}").contains("SECRET"));
    let error = read(r#"{"access_token":"SECRET","expires_in":{}}"#).unwrap_err();
    assert!(!format!("{error:?}").contains("SECRET"));
}
