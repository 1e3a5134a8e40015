//! The metadata service (`protocols.md`, 2.4): each of its known errors that `imds_token.rs` and `faults.rs` don't cover.

use crate::sources::machine::Machine;
use crate::sources::*;
use crate::support::*;
use azmi_core::{Code, Identity, SourceKind, VmQuery};
use azmi_emulator::Endpoint;

const OF: Endpoint = Endpoint::Imds;

#[tokio::test]
async fn each_documented_refusal_is_identified() {
    let flat = |error: &str, text: &str| format!(r#"{{"error":"{error}","error_description":"{text}"}}"#);
    let emulator = emulator();
    let client = client_of(&emulator, OF, Identity::SystemAssigned);
    for (status, body, expected) in [
        (400, flat("invalid_request", "Identity not found"), Code::IdentityNotAssigned),
        (
            400,
            flat(
                "invalid_request",
                "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request",
            ),
            Code::MultipleIdentities,
        ),
        (
            400,
            flat(
                "invalid_resource",
                "AADSTS500011: The resource principal named x was not found in the tenant named y.",
            ),
            Code::AudienceRefused,
        ),
        (400, flat("invalid_request", "Required metadata header not specified"), Code::TokenRefused),
        (400, flat("bad_request_102", "Required metadata header not specified"), Code::TokenRefused),
        (401, flat("unknown_source", "Unknown Source http://169.254.169.254"), Code::TokenRefused),
        (401, flat("unauthorized_client", "no"), Code::TokenRefused),
        (403, flat("access_denied", "no"), Code::TokenRefused),
        (405, flat("method_not_allowed", "no"), Code::TokenRefused),
        (
            403,
            "connecting to 169.254.169.254:80: dial tcp: network is unreachable".to_owned(),
            Code::NoIdentityEndpoint,
        ),
        (403, "<html>Blocked</html>".to_owned(), Code::BadResponse),
        (511, "<html>Sign in</html>".to_owned(), Code::IdentityEndpointFailed),
    ] {
        // faults.rs covers the retries; one status of each kind is enough here.
        emulator.clear_requests();
        emulator.set_faults(refusal(OF, status, &body));
        let error = client.token(&request(ARM), &quick()).await.unwrap_err();
        assert_eq!(
            (error.code(), error.http_status(), error.source_kind()),
            (expected, Some(status), Some(SourceKind::Vm)),
            "{body}"
        );
        assert!(error.next_step().is_some());
        assert_eq!(asked(&emulator, OF).len(), if status == 511 { 4 } else { 1 });
    }
}

#[tokio::test]
async fn a_trailing_slash_after_the_host_is_not_doubled() {
    let emulator = emulator();
    let variables = variables(&emulator, OF);
    let host = format!("{}/", variables["AZURE_POD_IDENTITY_AUTHORITY_HOST"]);
    let options =
        with_variables(changed(variables, "AZURE_POD_IDENTITY_AUTHORITY_HOST", &host), Identity::SystemAssigned);
    made(options, Machine::plain()).unwrap().token(&request(ARM), &quick()).await.unwrap();
    assert_eq!(emulator.requests()[0].path, "/metadata/identity/oauth2/token");
}

#[tokio::test]
async fn only_a_machine_has_a_machine_principal() {
    let emulator = emulator();
    for (endpoint, is_machine) in [
        (Endpoint::Imds, true),
        (Endpoint::AppService, false),
        (Endpoint::Automation, false),
        (Endpoint::MachineLearning, false),
        (Endpoint::ServiceFabric, false),
        (Endpoint::CloudShell, false),
    ] {
        let result =
            client_of(&emulator, endpoint, Identity::SystemAssigned).vm_principal(&VmQuery::default(), &quick()).await;
        match result {
            Ok(_) => assert!(is_machine),
            Err(error) => {
                assert!(!is_machine);
                assert_eq!(error.code(), Code::NotAVirtualMachine, "{endpoint:?}");
                if endpoint != Endpoint::CloudShell {
                    let (own, _) = identities(&emulator, endpoint);
                    assert!(error.message().contains(&own.resource_id));
                }
            }
        }
    }
}
