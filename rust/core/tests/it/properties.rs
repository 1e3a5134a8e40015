//! For any input, parsers never panic, and their results follow the rules.

use azmi_core::readers::{Asked, IdentityMatch, Refusal, RetryRules, Secrets};
use azmi_core::readers::{challenge, is_visible, read_answer, retry_after};
use azmi_core::{Claims, Identity, SourceKind, readers};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use std::time::Duration;

const NOW: i64 = 1_700_000_000;

fn asked(identity: &Identity) -> Asked<'_> {
    Asked { identity, resource: "r", source: SourceKind::Vm, now: NOW }
}

/// JSON values that services send, and others that they shouldn't.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        ".{0,20}".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map("[a-z_]{1,12}", inner, 0..4)
                .prop_map(|m| serde_json::Value::Object(m.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_answer(&bytes, &asked(&Identity::SystemAssigned));
        let _ = Refusal::read(&bytes, &Secrets::default());
        let _ = readers::instance(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _ = Claims::of_token(&text);
        let _ = challenge::read(&text);
        let _ = readers::time(&text);
        let _ = retry_after(&text, Some(&text), NOW);
    }

    #[test]
    fn an_accepted_token_lives_for_a_minute_and_is_refreshed_before_it_expires(
        on in json(), life in json(), refresh in json(), exp in any::<i64>(),
    ) {
        let token = format!("e30.{}.x", URL_SAFE_NO_PAD.encode(format!(r#"{{"exp":{exp}}}"#)));
        let body = serde_json::json!({"access_token": token, "expires_on": on, "expires_in": life, "refresh_in": refresh});
        if let Ok(token) = read_answer(body.to_string().as_bytes(), &asked(&Identity::SystemAssigned)) {
            prop_assert!(token.expires_on >= NOW + 60);
            prop_assert!(token.refresh_on < token.expires_on);
            prop_assert!(token.is_usable(NOW));
        }
    }

    #[test]
    fn an_expiry_means_the_same_as_number_and_as_text(life in 61_i64..10_000_000) {
        let read = |body: String| read_answer(body.as_bytes(), &asked(&Identity::SystemAssigned)).map(|t| t.expires_on);
        let at = NOW + life;
        for body in [
            format!(r#"{{"access_token":"t","expires_on":{at}}}"#),
            format!(r#"{{"access_token":"t","expires_on":"{at}"}}"#),
            format!(r#"{{"access_token":"t","expires_in":{life}}}"#),
            format!(r#"{{"access_token":"t","expires_in":"{life}"}}"#),
        ] {
            prop_assert_eq!(read(body).ok(), Some(at));
        }
    }

    #[test]
    fn claims_of_any_shape_are_read_correctly(oid in json(), appid in json(), mirid in json()) {
        let payload = serde_json::json!({"oid": oid, "appid": appid, "xms_mirid": mirid}).to_string();
        let claims = Claims::of_token(&format!("e30.{}.x", URL_SAFE_NO_PAD.encode(payload)));
        let stated = |claim: &serde_json::Value| {
            let text = claim.as_str()?.trim();
            let shown = text.chars().map(|c| if is_visible(c) { c } else { '\u{fffd}' });
            (!text.is_empty()).then(|| shown.collect::<String>())
        };
        prop_assert_eq!(claims.principal_id, stated(&oid));
        prop_assert_eq!(claims.client_id, stated(&appid));
    }

    #[test]
    fn a_different_client_id_is_always_detected(asked_for in "[0-9a-f]{8}", answered in "[0-9a-f]{8}") {
        let identity = Identity::ClientId(asked_for.clone());
        let claims = Claims { client_id: Some(answered.to_uppercase()), ..Claims::default() };
        let verdict = identity.check(&claims, &azmi_core::readers::EchoedIds::default());
        prop_assert_eq!(matches!(verdict, IdentityMatch::Contradiction(_)), asked_for != answered);
    }

    #[test]
    fn retries_are_finite(status in 200_u16..600, asked in prop::option::of(0_u64..100)) {
        for rules in [RetryRules::IMDS, RetryRules::LOCAL, RetryRules::SERVICE_FABRIC, RetryRules::ARM] {
            let (mut since, mut tried) = (Duration::ZERO, 1);
            while let Some(wait) = rules.next_wait(Some(status), tried, since, asked.map(Duration::from_secs)) {
                prop_assert!(wait >= Duration::from_secs(1) && wait >= Duration::from_secs(asked.unwrap_or(0)));
                since += wait;
                tried += 1;
                prop_assert!(tried < 60);
            }
        }
    }

    #[test]
    fn a_retry_after_date_gives_the_wait_it_was_made_from(now in 0_i64..253_402_000_000, wait in 0_u64..=3_600, wrong in 0_i64..253_402_000_000) {
        let at = std::time::UNIX_EPOCH + Duration::from_secs(now.unsigned_abs() + wait);
        let http = httpdate::fmt_http_date(at);
        prop_assert_eq!(retry_after(&http, None, now), Some(Duration::from_secs(wait)));
        let date = httpdate::fmt_http_date(at - Duration::from_secs(wait));
        prop_assert_eq!(retry_after(&http, Some(&date), wrong), Some(Duration::from_secs(wait)));
    }
}
