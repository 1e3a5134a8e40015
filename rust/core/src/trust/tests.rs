use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[test]
fn bearer_tokens_are_sent_encrypted_or_stay_on_the_machine() {
    assert!(bearer_target(&url("https://management.azure.com/")).is_ok());
    assert!(bearer_target(&url("http://127.0.0.1:8080/")).is_ok());
    assert_eq!(bearer_target(&url("http://10.0.0.1/")).unwrap_err().code(), Code::UntrustedHost);
}

#[test]
fn emulator_tokens_never_leave_the_machine() {
    assert!(emulated_target(true, &url("https://localhost:1/")).is_ok());
    assert!(emulated_target(false, &url("https://management.azure.com/")).is_ok());
    assert_eq!(emulated_target(true, &url("https://management.azure.com/")).unwrap_err().code(), Code::EmulatedToken);
}

#[test]
fn links_must_lead_to_the_host_that_returned_them() {
    let base = url("https://management.azure.com/subscriptions");
    assert!(same_origin(&base, &url("https://management.azure.com:443/x?y")).is_ok());
    for other in [
        "https://management.azure.com.example.com/",
        "http://management.azure.com/",
        "https://management.azure.com:444/",
    ] {
        assert_eq!(same_origin(&base, &url(other)).unwrap_err().code(), Code::UntrustedLink, "{other}");
    }
}

#[test]
fn an_address_without_a_scheme_is_refused_with_a_message() {
    for text in ["not a url", "//host/path", "/metadata"] {
        let error = identity_endpoint(text, "IDENTITY_ENDPOINT", Reach::Platform).unwrap_err();
        assert_eq!(error.code(), Code::InvalidEndpoint);
        assert!(error.message().contains("https://"), "{error:?}");
        assert!(!error.message().contains("relative URL"), "{error:?}");
    }
}
