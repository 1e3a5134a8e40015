use super::*;

fn reason(body: &str, address: &str) -> Reason {
    let url = Url::parse(address).unwrap();
    let is_arm = url.host_str() == Some("management.azure.com");
    Reason::of(&Words::read(body.as_bytes(), false), Service::of(&url, None, is_arm))
}

const ARM: &str = "https://management.azure.com/subscriptions";
const VAULT: &str = "https://kv1.vault.azure.net/secrets/s";
const BLOB: &str = "https://acc.blob.core.windows.net/c/b";
const GRAPH: &str = "https://graph.microsoft.com/v1.0/users";
const OTHER: &str = "https://x.example.com/";

#[test]
fn each_services_way_to_state_the_reason_is_recognized() {
    let coded = |code: &str, text: &str| format!(r#"{{"error":{{"code":"{code}","message":"{text}"}}}}"#);
    for (body, address, expected) in [
        (
            coded(
                "AuthorizationFailed",
                "does not have authorization to perform action 'Microsoft.Sql/servers/firewallRules/write'",
            ),
            ARM,
            Reason::Role,
        ),
        (coded("LinkedAuthorizationFailed", "x"), ARM, Reason::Role),
        (coded("RequestDisallowedByPolicy", "x"), ARM, Reason::Policy),
        (coded("RequestDisallowedByAzure", "x"), ARM, Reason::Policy),
        (
            coded("InvalidTemplateDeployment", "x\",\"details\":[{\"code\":\"RequestDisallowedByPolicy\"}],\"y\":\""),
            ARM,
            Reason::Policy,
        ),
        (coded("DenyAssignmentAuthorizationFailed", "x"), ARM, Reason::DenyAssignment),
        (coded("ReadOnlyDisabledSubscription", "x"), ARM, Reason::DisabledSubscription),
        (coded("InvalidAuthenticationTokenTenant", "x"), ARM, Reason::OtherTenant),
        (coded("SomethingNew", "x"), ARM, Reason::Other),
        (
            coded("Forbidden", "Client address is not authorized and caller is not a trusted service."),
            VAULT,
            Reason::Network,
        ),
        (
            coded("Forbidden", "x\",\"innererror\":{\"code\":\"ForbiddenByConnection\"},\"y\":\""),
            VAULT,
            Reason::Network,
        ),
        (coded("Forbidden", "x\",\"innererror\":{\"code\":\"AccessDenied\"},\"y\":\""), VAULT, Reason::AccessPolicy),
        (coded("Forbidden", "does not have secrets get permission on key vault 'kv1'"), VAULT, Reason::AccessPolicy),
        (
            coded(
                "Forbidden",
                "Caller is not authorized. DenyAssignmentId: null\",\"innererror\":{\"code\":\"ForbiddenByRbac\"},\"y\":\"",
            ),
            VAULT,
            Reason::DataRole,
        ),
        (
            coded(
                "Forbidden",
                "Operation get is not allowed on a disabled secret.\",\"innererror\":{\"code\":\"SecretDisabled\"},\"y\":\"",
            ),
            VAULT,
            Reason::Other,
        ),
        (coded("Unauthorized", "AKV10032: Invalid issuer."), VAULT, Reason::OtherTenant),
        (coded("AuthorizationPermissionMismatch", "x"), BLOB, Reason::DataRole),
        (
            coded("AuthorizationFailure", "This request is not authorized to perform this operation."),
            BLOB,
            Reason::NetworkOrDataRole,
        ),
        (
            coded("Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
            GRAPH,
            Reason::ApplicationPermission,
        ),
        (coded("Forbidden", "x"), GRAPH, Reason::ApplicationPermission),
        (coded("AccessDenied", "Your access is blocked by Conditional Access"), GRAPH, Reason::ConditionalAccess),
        (
            coded(
                "Forbidden",
                "Request originated from IP 203.0.113.9 through public internet. This is blocked by your Cosmos DB account firewall settings.",
            ),
            "https://a.documents.azure.com/dbs",
            Reason::Network,
        ),
        (
            coded("Forbidden", "principal [x] does not have required RBAC permissions to perform action"),
            "https://a.documents.azure.com/dbs",
            Reason::OwnPermission,
        ),
        (
            r#"{"errors":[{"code":"DENIED","message":"client with IP '203.0.113.9' is not allowed access."}]}"#
                .to_owned(),
            "https://r.azurecr.io/v2/",
            Reason::Network,
        ),
        (
            coded("x", "Client with IP address '203.0.113.9' is not allowed to access the server."),
            OTHER,
            Reason::Network,
        ),
        (
            r#"{"error_code":"permission_denied","message":"no"}"#.to_owned(),
            "https://adb-1.azuredatabricks.net/api",
            Reason::OwnPermission,
        ),
        (
            coded(
                "PermissionDenied",
                "The principal `x` lacks the required data action `Microsoft.CognitiveServices/accounts/x/action`",
            ),
            OTHER,
            Reason::DataRole,
        ),
        (
            "<Error><Code>401</Code><Detail>'Send' claim(s) are required</Detail></Error>".to_owned(),
            OTHER,
            Reason::DataRole,
        ),
    ] {
        assert_eq!(reason(&body, address), expected, "{body}");
    }
}

#[test]
fn a_service_is_recognized_by_its_address_or_its_audience() {
    let of = |address: &str, audience: Option<&str>| Service::of(&Url::parse(address).unwrap(), audience, false);
    assert_eq!(of(VAULT, None), Service::KeyVault);
    assert_eq!(of(OTHER, Some("https://vault.azure.net")), Service::KeyVault);
    assert_eq!(of("https://h.managedhsm.azure.net/keys", None), Service::KeyVault);
    assert_eq!(of("https://a.dfs.core.windows.net/f", None), Service::Storage);
    assert_eq!(of("https://a.z6.blob.storage.azure.net/f", None), Service::Storage);
    assert_eq!(of(OTHER, Some("https://storage.azure.com/")), Service::Storage);
    assert_eq!(of(GRAPH, None), Service::Graph);
    assert_eq!(of(OTHER, Some("https://graph.microsoft.com/.default")), Service::Graph);
    assert_eq!(of("https://n1.servicebus.windows.net/q1/messages", None), Service::Messaging);
    assert_eq!(of(OTHER, Some("https://eventhubs.azure.net")), Service::Messaging);
    assert_eq!(of("https://file.example.com/", None), Service::Other);
    assert_eq!(Service::of(&Url::parse(OTHER).unwrap(), None, true), Service::ResourceManager);
}
