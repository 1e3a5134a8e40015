use super::*;

const HEADER: &str = "PLATFORM+01/2345&6789=";
const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIzMzMzIiwiZXhwIjoxNzAwMDAwMDAwfQ.c2lnbmF0dXJl";

fn secrets() -> Secrets {
    Secrets::of([HEADER, "short.but-real.token"].map(|text| Secret::new(text.to_owned())))
}

#[test]
fn a_known_secret_is_removed_in_every_form() {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    let percent: String = HEADER.bytes().map(|b| format!("%{b:02x}")).collect();
    let hex: String = HEADER.bytes().map(|b| format!("{b:02X}")).collect();
    let basic = |user: &str| STANDARD.encode(format!("{user}:{HEADER}:x"));
    for form in [
        HEADER.to_owned(),
        HEADER.to_ascii_lowercase(),
        "PLATFORM%2B01%2F2345%266789%3D".to_owned(),
        "PLATFORM%2b01%2f2345%266789%3d".to_owned(),
        "PLATFORM\\u002B01/2345\\u00266789=".to_owned(),
        "PLATFORM+01\\/2345&6789=".to_owned(),
        "PLATFORM+01/2345&amp;6789=".to_owned(),
        "PLATFORM&#x2B;01/2345&#x26;6789=".to_owned(),
        STANDARD.encode(HEADER),
        URL_SAFE.encode(HEADER),
        basic("u"),
        basic("us"),
        basic("use"),
        hex,
        // Truncated within the secret, and split by invisible characters.
        HEADER[..15].to_owned(),
        "PLAT\u{200b}FORM+01/2345&67\u{202e}89=".to_owned(),
    ] {
        let said = secrets().quoted(&format!("bad header: {form}"));
        assert!(said.starts_with("bad header: ") && said.contains(REMOVED), "{form}: {said}");
        assert!(!said.to_ascii_lowercase().contains("platform"), "{form}: {said}");
        assert!(!said.contains("2345"), "{form}: {said}");
    }
    let said = secrets().quoted(&format!("bad header: {percent}"));
    assert!(!said.contains("%50%4c"), "{said}");
    assert_eq!(secrets().quoted("you sent: Bearer short.but-real.token."), format!("you sent: Bearer {REMOVED}."));
}

#[test]
fn a_known_secret_is_removed_however_it_is_escaped() {
    let each = |of: &dyn Fn(u8) -> String| HEADER.bytes().map(of).collect::<String>();
    let percent = each(&|b| format!("%{b:02X}"));
    for form in [
        percent.replace('%', "%25"),
        percent.replace('%', "%2525"),
        "PLATFORM%252B01%252F2345%25266789%253D".to_owned(),
        "PLATFORM+01\\\\/2345\\u00266789=".to_owned(),
        each(&|b| format!("\\u{b:04x}")),
        each(&|b| format!("\\x{b:02x}")),
        each(&|b| format!("&#{b};")),
        each(&|b| format!("&#x{b:X};")),
        each(&|b| format!("0x{b:02x} ")),
        each(&|b| format!("{b:02x}:")),
        each(&|b| format!("{b:02X}-")),
        "PLATFORM+0\n1/2345&67 89=".to_owned(),
        "PLATFORM&amp;#x2B;01/2345&amp;amp;6789=".to_owned(),
    ] {
        let said = secrets().quoted(&format!("bad header: {form}"));
        let rest = said.strip_prefix("bad header: ").unwrap_or(&said);
        let rest = rest.trim_start_matches("0x");
        assert!(rest.len() < REMOVED.len() + 2, "{form}: {said}");
    }
    // Other escapes are left unchanged.
    let said = "100% of %2F, \\u0041 &amp; &#65; C:\\x 0x1F";
    assert_eq!(secrets().quoted(said), said);
}

#[test]
fn a_short_secret_is_not_removed_from_within_a_word() {
    let short = |text: &str| Secrets::of([Secret::new("word".to_owned())]).quoted(text);
    assert_eq!(short("a password, a word, words"), format!("a password, a {REMOVED}, words"));
    let tiny = Secrets::of([Secret::new("a".to_owned())]);
    assert_eq!(tiny.quoted("a banana"), "a banana");
}

#[test]
fn anything_that_looks_like_a_token_is_removed() {
    let none = Secrets::default();
    for text in [
        TOKEN.to_owned(),
        format!("Authorization: Bearer {TOKEN}"),
        format!("x{{{TOKEN}}}y"),
        format!("https://host/cb#id={TOKEN}"),
        TOKEN.replace('.', "%2E"),
        format!("cut: {}", &TOKEN[..40]),
        "bearer 0123456789SECRET".to_owned(),
        "Bearer%20some.SECRET.value".to_owned(),
        "Basic dXNlcjpTRUNSRVRTRUNSRVQ=".to_owned(),
        r#"{\"access_token\":\"SECRET\"}"#.to_owned(),
        "access_token=SECRET&x".to_owned(),
        "access_token: SECRET".to_owned(),
        "<access_token>SECRET</access_token>".to_owned(),
        "client_secret%3DSECRET".to_owned(),
        "access%5Ftoken%3DSECRET and refresh%5ftoken=SECRET".to_owned(),
        "see https://x.blob.core.windows.net/c?sv=1&sig=SECRET".to_owned(),
        "see https://x/?s%69g=SECRET.".to_owned(),
        "HTTPS://user:SECRET@host/x".to_owned(),
        "Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=SECRET".to_owned(),
        "sig=SECRET".to_owned(),
        "Ocp-Apim-Subscription-Key: SECRET0123456789".to_owned(),
        "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uSECRETv".to_owned(),
        // Few capitals and digits, but a lowercase letter after a digit; or many of them.
        "SECRETkeyoflettersandthenonedigit7andmore".to_owned(),
        "SECRETXKQDkfJwPbTzVmNcRsLyHgWaXtuBv1MdEo".to_owned(),
        "AAECAwQFBgcICQoLDA0O/w8QERITFBUWFxgZGhscHR4f+iAhIiMkJSYnKCkqKywtLi8wMTI/MzQ1Njc4OTo7PD0+SECRET==".to_owned(),
    ] {
        let said = none.quoted(&text);
        for part in ["SECRET", "eyJ", "c2ln", "U0VDUkVU", "dXNlcjp", "0aB1c"] {
            assert!(!said.contains(part), "{text}: {said}");
        }
    }
}

#[test]
fn services_messages_are_left_unchanged() {
    for said in [
        "The client '33333333-3333-3333-3333-333333333333' with object id 'o' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/read' over scope '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-Prod-WestEurope-01-applicationGateway2' or the scope is invalid.",
        "The access token is missing or invalid.",
        "Bearer authentication failed. Basic authentication is disabled.",
        "Invalid token: ExpiredAuthenticationToken",
        "The field access_token is missing.",
        "No registered resource provider found for location 'westeurope' and API version '2024-01-01' for type 'sites'. The supported api-versions are '2015-08-01, 2016-03-01'.",
        "Call https://management.azure.com/subscriptions?api-version=2022-12-01 or login.microsoftonline.com.",
        "Secret not found: name. The key 'k-1' of vault.azure.net isn't there.",
        "AADSTS7000215: Invalid client secret provided. Trace ID: 0a1b2c3d-0000-1111-2222-333344445555 Timestamp: 2024-01-01 10:00:00Z",
        "failed to acquire token: AADSTS70021: No matching federated identity record found. token=AADSTS500011.",
        "Conflict409BecauseOfSomethingLong2: OperationNotAllowedBecauseSku2IsNotAvailable",
        "Gr\u{f6}\u{df}e \u{2705}",
    ] {
        assert_eq!(Secrets::default().quoted(said), said);
    }
}

#[test]
fn a_body_with_a_token_is_not_quoted() {
    for body in [
        r#"{"access_token":"opaque","error":"x"}"#,
        r#"{"a":[{"accessToken":"opaque"}]}"#,
        r#"{"\u0061ccess_token":"opaque"}"#,
        r#" [{"refresh_token":"opaque""#,
        r#"{"access_token":"opaque"#,
    ] {
        assert_eq!(Secrets::default().quoted_body(body.as_bytes()), WITHHELD);
    }
    let escaped = br#"{"m":"https://x/?a=1\u0026sig=SECRET"}"#;
    let said = Secrets::default().quoted_body(escaped);
    assert!(!said.contains("SECRET"), "{said}");
    assert_eq!(Secrets::default().quoted_body(b"<p>No  access_token</p>"), "<p>No access_token</p>");
}

#[test]
fn invisible_characters_are_removed() {
    let said =
        Secrets::default().quoted("a\x1b[31m\u{202e}b\u{2066}\u{200b}c\u{feff}\u{2028}d\u{e0041}\r\n e\u{85}\u{7f}");
    assert_eq!(said, "a[31mbc d e");
    assert_eq!(guarded(format!("line\n\u{202e}{TOKEN}")), format!("line\n{REMOVED}"));
}

#[test]
fn long_foreign_text_is_cut_at_a_character_boundary() {
    let said = Secrets::default().quoted(&"\u{e4}".repeat(50_000));
    assert_eq!(said.chars().count(), limits::QUOTED_TEXT + 4);
}
