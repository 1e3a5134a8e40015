use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[test]
fn identity_endpoints_on_this_machine_or_its_own_network_are_trusted() {
    for good in [
        "http://169.254.169.254/metadata",
        "http://localhost:40342/x",
        "http://127.0.0.1:41564/msi/token/",
        "http://172.16.3.4:8081/msi/token",
        "http://10.0.0.4/x",
        "http://[::1]:40342/x",
        "http://[fd00::1]/x",
        "https://localhost:2377/metadata/identity/oauth2/token",
        "https://identity.example.com/x",
    ] {
        assert!(
            identity_endpoint(good, "IDENTITY_ENDPOINT").is_ok(),
            "{good}"
        );
    }
}

#[test]
fn every_other_identity_endpoint_is_refused_before_any_request() {
    for bad in [
        "http://example.com/token",
        "http://8.8.8.8/token",
        "http://172.32.0.1/token",
        "http://localhost.example.com/token",
        "http://user@localhost/token",
        "http://:secret@127.0.0.1/token",
        "ftp://localhost/token",
        "file:///etc/passwd",
        "http://[2001:db8::1]/token",
        "http://[::ffff:8.8.8.8]/token",
    ] {
        let error = identity_endpoint(bad, "IDENTITY_ENDPOINT").unwrap_err();
        assert_eq!(error.code(), Code::UntrustedEndpoint, "{bad}");
        assert!(!error.message().contains("secret"));
    }
    assert_eq!(
        identity_endpoint("not a url", "X").unwrap_err().code(),
        Code::InvalidEndpoint
    );
}

#[test]
fn bearer_tokens_travel_encrypted_or_stay_on_the_machine() {
    assert!(bearer_target(&url("https://management.azure.com/")).is_ok());
    assert!(bearer_target(&url("http://127.0.0.1:8080/")).is_ok());
    assert_eq!(
        bearer_target(&url("http://10.0.0.1/")).unwrap_err().code(),
        Code::UntrustedHost
    );
}

#[test]
fn tokens_of_the_emulator_never_leave_the_machine() {
    assert!(emulated_target(true, &url("https://localhost:1/")).is_ok());
    assert!(emulated_target(false, &url("https://management.azure.com/")).is_ok());
    assert_eq!(
        emulated_target(true, &url("https://management.azure.com/"))
            .unwrap_err()
            .code(),
        Code::EmulatedToken
    );
}

#[test]
fn links_stay_with_the_host_that_answered() {
    let base = url("https://management.azure.com/subscriptions");
    assert!(same_origin(&base, &url("https://management.azure.com:443/x?y")).is_ok());
    for other in [
        "https://management.azure.com.example.com/",
        "http://management.azure.com/",
        "https://management.azure.com:444/",
    ] {
        assert_eq!(
            same_origin(&base, &url(other)).unwrap_err().code(),
            Code::UntrustedLink,
            "{other}"
        );
    }
}

#[test]
fn an_address_without_a_scheme_is_told_in_words() {
    for text in ["not a url", "//host/path", "/metadata"] {
        let error = identity_endpoint(text, "IDENTITY_ENDPOINT").unwrap_err();
        assert_eq!(error.code(), Code::InvalidEndpoint);
        assert!(error.message().contains("https://"), "{error:?}");
        assert!(!error.message().contains("relative URL"), "{error:?}");
    }
}
