//! The error messages of every source: failures before any request, and identities that are missing or don't match.

use crate::source_rules::{answer, client, complete, world};
use crate::sources::machine::{Lab, Machine};
use crate::sources::*;
use crate::support::*;
use azmi_core::{Code, Identity, SourceKind, VmQuery};
use azmi_emulator::Endpoint;

#[tokio::test]
async fn failures_before_any_request_name_their_source() {
    let lab = Lab::new();
    let emulator = world(&lab, "");
    for (endpoint, source) in BY_VARIABLES {
        let right = variables(&emulator, endpoint);
        let address = if endpoint == Endpoint::Imds {
            "AZURE_POD_IDENTITY_AUTHORITY_HOST"
        } else if right.contains_key("IDENTITY_ENDPOINT") {
            "IDENTITY_ENDPOINT"
        } else {
            "MSI_ENDPOINT"
        };
        for (value, expected) in [
            ("http://203.0.113.1/token", Code::UntrustedEndpoint),
            ("http://evil.example/token", Code::UntrustedEndpoint),
            ("http://user@127.0.0.1/token", Code::UntrustedEndpoint),
            ("ftp://127.0.0.1/token", Code::UntrustedEndpoint),
            ("no address", Code::InvalidEndpoint),
        ] {
            let wrong = changed(right.clone(), address, value);
            let error = made(with_variables(wrong, Identity::SystemAssigned), Machine::with_agent(&lab)).err().unwrap();
            assert_eq!(error.code(), expected, "{endpoint:?} {value}");
            complete(&error, source);
        }
        // Chosen by name, with none of its variables set.
        if source != SourceKind::Vm {
            let mut options = with_variables([], Identity::SystemAssigned);
            options.source = Some(source);
            let error = made(options, Machine::plain()).err().unwrap();
            assert_eq!(error.code(), Code::SourceNotConfigured);
            complete(&error, source);
        }
        // A secret that isn't a valid header value.
        for secret in ["IDENTITY_HEADER", "MSI_SECRET"] {
            if right.contains_key(secret) {
                let wrong = changed(right.clone(), secret, "a\r\nb");
                let client = made(with_variables(wrong, Identity::SystemAssigned), Machine::with_agent(&lab)).unwrap();
                if let Err(error) = client.token(&request(ARM), &quick()).await {
                    assert_eq!(error.code(), Code::SourceNotConfigured);
                    complete(&error, source);
                }
            }
        }
    }
    assert!(emulator.requests().iter().all(|sent| !format!("{sent:?}").contains("a\\r\\nb")));
}

#[tokio::test]
async fn a_missing_or_different_identity_is_reported_with_its_source() {
    let lab = Lab::new();
    let emulator = world(&lab, r#","unknownResources":["https://nowhere.example"]"#);
    for (endpoint, source) in BY_VARIABLES {
        // With the selector that the source supports.
        let nobody = match source {
            SourceKind::CloudShell => continue,
            SourceKind::ServiceFabric => Identity::ObjectId(NOBODY.to_owned()),
            _ => Identity::ClientId(NOBODY.to_owned()),
        };
        let error = client(&emulator, &lab, endpoint, nobody.clone()).token(&request(ARM), &quick()).await.unwrap_err();
        assert_eq!(error.code(), Code::IdentityNotAssigned, "{endpoint:?}");
        complete(&error, source);

        let claims = serde_json::json!({ "appid": "someone else", "oid": "someone else" });
        emulator.set_faults(vec![answer(
            endpoint,
            200,
            &format!(r#"{{"access_token":"{}","expires_in":"3600"}}"#, azmi_emulator::unsigned_token(&claims)),
        )]);
        let error = client(&emulator, &lab, endpoint, nobody).token(&request(VAULT), &quick()).await.unwrap_err();
        assert_eq!(error.code(), Code::WrongIdentity, "{endpoint:?}");
        complete(&error, source);
        emulator.set_faults(Vec::new());
    }
    for (endpoint, source) in BY_VARIABLES {
        if matches!(endpoint, Endpoint::Imds | Endpoint::Arc) {
            continue;
        }
        let error = client(&emulator, &lab, endpoint, Identity::SystemAssigned)
            .vm_principal(&VmQuery::default(), &quick())
            .await
            .unwrap_err();
        assert_eq!(error.code(), Code::NotAVirtualMachine);
        complete(&error, source);
    }
}
