use super::*;
use azmi_core::doctor::CheckStatus;
use azmi_core::{Code, IdentityType, SourceKind, Status};

#[test]
fn statuses_are_those_of_core() {
    let pairs = [
        (AZMI_STATUS_INVALID_ARGUMENT, Status::InvalidArgument),
        (AZMI_STATUS_NO_IDENTITY_ENDPOINT, Status::NoIdentityEndpoint),
        (AZMI_STATUS_IDENTITY_NOT_ASSIGNED, Status::IdentityNotAssigned),
        (AZMI_STATUS_WRONG_IDENTITY, Status::WrongIdentity),
        (AZMI_STATUS_AUTHENTICATION_FAILED, Status::AuthenticationFailed),
        (AZMI_STATUS_FORBIDDEN, Status::Forbidden),
        (AZMI_STATUS_NOT_FOUND, Status::NotFound),
        (AZMI_STATUS_THROTTLED, Status::Throttled),
        (AZMI_STATUS_TIMEOUT, Status::Timeout),
        (AZMI_STATUS_CONNECTION, Status::Connection),
        (AZMI_STATUS_PROXY, Status::Proxy),
        (AZMI_STATUS_TLS, Status::Tls),
        (AZMI_STATUS_BAD_RESPONSE, Status::BadResponse),
        (AZMI_STATUS_CONFLICT, Status::Conflict),
        (AZMI_STATUS_SERVICE_ERROR, Status::ServiceError),
        (AZMI_STATUS_OPERATION_FAILED, Status::OperationFailed),
        (AZMI_STATUS_NOT_CONNECTED, Status::NotConnected),
        (AZMI_STATUS_UNTRUSTED, Status::Untrusted),
        (AZMI_STATUS_CANCELLED, Status::Cancelled),
        (AZMI_STATUS_INTERNAL, Status::Internal),
    ];
    for (number, status) in pairs {
        assert_eq!(number, status as i32, "{status:?}");
    }
    for code in Code::ALL {
        assert!(pairs.iter().any(|(_, status)| *status == code.status()), "{code:?} has no status of the ABI");
    }
}

#[test]
fn sources_are_those_of_core() {
    let pairs = [
        (AZMI_SOURCE_VM, SourceKind::Vm),
        (AZMI_SOURCE_APP_SERVICE, SourceKind::AppService),
        (AZMI_SOURCE_AUTOMATION, SourceKind::Automation),
        (AZMI_SOURCE_ARC, SourceKind::Arc),
        (AZMI_SOURCE_SERVICE_FABRIC, SourceKind::ServiceFabric),
        (AZMI_SOURCE_CLOUD_SHELL, SourceKind::CloudShell),
        (AZMI_SOURCE_MACHINE_LEARNING, SourceKind::MachineLearning),
        (AZMI_SOURCE_VM_EXTENSION, SourceKind::VmExtension),
    ];
    assert_eq!(pairs.map(|(_, kind)| kind), SourceKind::ALL);
    for (number, kind) in pairs {
        assert_eq!(number, kind as u32, "{kind}");
    }
}

#[test]
fn identity_kinds_are_those_of_core() {
    assert_eq!(AZMI_IDENTITY_UNKNOWN, IdentityType::Unknown as u32);
    assert_eq!(AZMI_IDENTITY_SYSTEM_ASSIGNED, IdentityType::SystemAssigned as u32);
    assert_eq!(AZMI_IDENTITY_USER_ASSIGNED, IdentityType::UserAssigned as u32);
    assert_eq!(AZMI_IDENTITY_USER, IdentityType::User as u32);
}

#[test]
fn outcomes_of_checks_are_those_of_core() {
    assert_eq!(AZMI_CHECK_PASS, CheckStatus::Pass as u32);
    assert_eq!(AZMI_CHECK_WARNING, CheckStatus::Warning as u32);
    assert_eq!(AZMI_CHECK_FAIL, CheckStatus::Fail as u32);
    assert_eq!(AZMI_CHECK_SKIPPED, CheckStatus::Skipped as u32);
}
