use super::*;

fn token(payload: &str) -> String {
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))
}

#[test]
fn the_claims_of_a_managed_identity_are_read() {
    let claims = Claims::of_token(&token(r#"{"oid":"o","appid":"a","tid":"t","xms_mirid":"/m","exp":20,"iat":10}"#));
    assert_eq!(claims.principal_id.as_deref(), Some("o"));
    assert_eq!(claims.client_id.as_deref(), Some("a"));
    assert_eq!(claims.tenant_id.as_deref(), Some("t"));
    assert_eq!(claims.identity_resource_id.as_deref(), Some("/m"));
    assert_eq!((claims.expires_on, claims.issued_on, claims.emulated), (Some(20), Some(10), false));
}

#[test]
fn a_secret_in_an_id_claim_is_not_shown() {
    let secret = "Platform-Secret-01234";
    let payload = format!(
        r#"{{"oid":"{secret}","appid":"a","tid":"x{secret}","xms_mirid":"/s/{secret}/x","aud":"{secret}","roles":["{secret}"]}}"#
    );
    let secrets = Secrets::of([crate::secret::Secret::new(secret.to_owned())]);
    let claims = Claims::of_token(&token(&payload)).without(&secrets);
    assert!(!format!("{claims:?}").contains("Secret"), "{claims:?}");
    assert_eq!(claims.client_id.as_deref(), Some("a"));
    assert_eq!(claims.identity_resource_id.as_deref(), Some("/s/[removed]/x"));
    let guid = "44444444-4444-4444-8444-444444444444";
    let secrets = Secrets::of([crate::secret::Secret::new(guid.to_owned())]);
    let payload = format!(r#"{{"appid":"{guid}","tid":"x{guid}"}}"#);
    let same = Claims::of_token(&token(&payload)).without(&secrets);
    assert_eq!(same.client_id.as_deref(), Some(guid));
    assert_eq!(same.tenant_id.as_deref(), Some("x[removed]"));
}

#[test]
fn version_2_tokens_have_the_application_in_azp() {
    assert_eq!(Claims::of_token(&token(r#"{"azp":"a"}"#)).client_id.as_deref(), Some("a"));
}

#[test]
fn unreadable_claims_are_absent() {
    for odd in [
        "",
        "opaque",
        "a.b",
        "a.b.c.d",
        "a.!!.c",
        &token("[]"),
        &token("{"),
        &token(r#"{"oid":7,"exp":"soon","tid":""}"#),
    ] {
        assert_eq!(Claims::of_token(odd), Claims::default(), "{odd}");
    }
}

#[test]
fn times_are_read_in_any_form_and_invisible_characters_are_shown() {
    let claims = Claims::of_token(&token(
        r#"{"oid":" o\u200b1 ","appid":" ","azp":"a","exp":20.5,"iat":"10","roles":["r","",7]}"#,
    ));
    assert_eq!(claims.principal_id.as_deref(), Some("o\u{fffd}1"));
    assert_eq!(claims.client_id.as_deref(), Some("a"));
    assert_eq!((claims.expires_on, claims.issued_on), (Some(20), Some(10)));
    assert_eq!(claims.roles, ["r"]);
}
