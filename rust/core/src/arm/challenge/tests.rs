use super::*;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}"#;

#[test]
fn the_claims_are_read_in_any_order_and_base64_alphabet() {
    let encoded =
        [STANDARD.encode(CLAIMS), URL_SAFE.encode(CLAIMS), STANDARD.encode(CLAIMS).trim_end_matches('=').to_owned()];
    for claims in encoded {
        for header in [
            format!(
                r#"Bearer realm="", authorization_uri="https://login/a,b", error="insufficient_claims", claims="{claims}""#
            ),
            format!(r#"PoP nonce="a=b", Basic, Bearer realm="", error="insufficient_claims", claims="{claims}""#),
            format!(r#"bearer claims="{claims}" , error=insufficient_claims"#),
            format!(r#"Bearer error="insufficient_claims",realm="a \"b\"",claims={claims}"#),
        ] {
            assert_eq!(read(&header).as_deref(), Some(CLAIMS), "{header}");
        }
    }
}

#[test]
fn anything_but_a_claims_challenge_is_ignored() {
    let claims = STANDARD.encode(CLAIMS);
    for header in [
        String::new(),
        "Bearer".to_owned(),
        format!(r#"Basic error="insufficient_claims", claims="{claims}""#),
        format!(r#"Bearer error="invalid_token", claims="{claims}""#),
        r#"Bearer error="insufficient_claims""#.to_owned(),
        r#"Bearer error="insufficient_claims", claims="!!!""#.to_owned(),
        format!(r#"Bearer error="insufficient_claims", claims="{}""#, STANDARD.encode("[1]")),
    ] {
        assert_eq!(read(&header), None, "{header}");
    }
}

fn refused(body: &str) -> bool {
    let answer =
        Answer { status: 401, headers: http::HeaderMap::new(), body: body.as_bytes().to_vec(), ..Answer::default() };
    let asked = crate::arm::errors::ErrorContext {
        service: "Resource Manager",
        url: &url::Url::parse("https://management.azure.com/x").unwrap(),
        method: &http::Method::GET,
        audience: None,
        principal: None,
        now: 0,
    };
    let refusal = crate::arm::errors::explain(&answer, &asked);
    may_pass_with_another_token(&answer, &refusal)
}

#[test]
fn a_new_token_is_tried_only_if_it_can_help() {
    for code in ["ExpiredAuthenticationToken", "InvalidAuthenticationToken", "Unauthorized", "AuthenticationFailed"] {
        assert!(refused(&format!(r#"{{"error":{{"code":"{code}","message":"no"}}}}"#)), "{code}");
    }
    assert!(refused(""));
    // A page in place of Resource Manager says nothing about the token.
    assert!(!refused("<html>"));
    for body in [
        r#"{"error":{"code":"InvalidAuthenticationTokenTenant","message":"no"}}"#,
        r#"{"error":{"code":"InvalidAuthenticationTokenAudience","message":"no"}}"#,
        r#"{"error":{"code":"Unauthorized","message":"AKV10032: Invalid issuer."}}"#,
        r#"{"error":{"code":"Unauthorized","message":"AKV10022: Invalid audience."}}"#,
    ] {
        assert!(!refused(body), "{body}");
    }
}
