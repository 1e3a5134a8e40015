use super::*;
use azmi_core::Code;

/// The exit codes as documented for users.
const EXIT_CODES: [(Status, u8); 20] = [
    (Status::InvalidArgument, 2),
    (Status::NoIdentityEndpoint, 3),
    (Status::IdentityNotAssigned, 4),
    (Status::WrongIdentity, 4),
    (Status::AuthenticationFailed, 1),
    (Status::Forbidden, 5),
    (Status::NotFound, 6),
    (Status::Throttled, 7),
    (Status::Timeout, 7),
    (Status::Connection, 1),
    (Status::Proxy, 1),
    (Status::Tls, 1),
    (Status::BadResponse, 1),
    (Status::Conflict, 1),
    (Status::ServiceError, 1),
    (Status::OperationFailed, 1),
    (Status::NotConnected, 1),
    (Status::Untrusted, 1),
    (Status::Cancelled, 130),
    (Status::Internal, 1),
];

#[test]
fn every_status_has_its_exit_code() {
    for code in Code::ALL {
        let (_, expected) = EXIT_CODES.iter().find(|(status, _)| *status == code.status()).unwrap();
        assert_eq!(Failure::from(Error::new(*code, "")).exit_code(), *expected, "{code:?}");
    }
}

#[test]
fn an_invalid_command_line_is_distinguished_from_a_failure() {
    let own = |usage| Failure::Own(Own { id: "X", message: String::new(), hint: "", usage }).exit_code();
    assert_eq!((own(true), own(false)), (2, 1));
}

#[test]
fn a_services_message_cannot_control_the_terminal() {
    assert_eq!(printable("a\u{1b}[31mb\r\nc\u{9b}d"), "a\u{fffd}[31mb\u{fffd}\u{fffd}c\u{fffd}d");
    assert_eq!(printable("Gr\u{fc}n"), "Gr\u{fc}n");
}
