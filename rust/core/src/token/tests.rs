use super::*;

const NOW: i64 = 1_700_000_000;

fn read(body: &str) -> Result<Token> {
    let asked = Asked {
        identity: &Identity::SystemAssigned,
        resource: "https://management.azure.com/",
        source: SourceKind::Vm,
        now: NOW,
        echo_required: false,
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
        assert_eq!(read(body).unwrap().expires_on(), NOW + 86_400, "{body}");
    }
}

#[test]
fn the_refresh_point_follows_the_rules() {
    let point = |body: &str| read(body).unwrap().refresh_on() - NOW;
    assert_eq!(
        point(r#"{"access_token":"t","expires_in":"86400","refresh_in":"600"}"#),
        600
    );
    assert_eq!(
        point(r#"{"access_token":"t","expires_in":"86400"}"#),
        43_200
    );
    assert_eq!(point(r#"{"access_token":"t","expires_in":"7200"}"#), 6_900);
    assert_eq!(point(r#"{"access_token":"t","expires_in":"600"}"#), 300);
}

#[test]
fn each_wrong_answer_has_its_own_id() {
    let code = |body: &str| read(body).unwrap_err().code();
    assert_eq!(code("<html>"), Code::BadResponse);
    assert_eq!(code(""), Code::BadResponse);
    assert_eq!(code("[]"), Code::BadResponse);
    assert_eq!(code(r#"{"expires_in":"86400"}"#), Code::InvalidToken);
    assert_eq!(
        code(r#"{"access_token":"","expires_in":"86400"}"#),
        Code::InvalidToken
    );
    assert_eq!(
        code(r#"{"access_token":"a\nb","expires_in":"86400"}"#),
        Code::InvalidToken
    );
    assert_eq!(code(r#"{"access_token":"t"}"#), Code::BadResponse);
    assert_eq!(
        code(r#"{"access_token":"t","expires_in":"59"}"#),
        Code::ExpiredToken
    );
    assert_eq!(
        code(r#"{"access_token":"t","expires_on":"1600000000"}"#),
        Code::ExpiredToken
    );
    assert_eq!(
        code(r#"{"access_token":"t","expires_in":9223372036854775807}"#),
        Code::BadResponse
    );
}

#[test]
fn neither_debug_nor_errors_show_the_token() {
    let token = read(r#"{"access_token":"SECRET","expires_in":"86400"}"#).unwrap();
    assert!(!format!("{token:?}").contains("SECRET"));
    let error = read(r#"{"access_token":"SECRET","expires_in":{}}"#).unwrap_err();
    assert!(!format!("{error:?}").contains("SECRET"));
}
