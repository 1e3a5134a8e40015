//! The stable ids of errors and their categories. Users' scripts match the ids, so none is ever reused.

/// The category of an error. The numbers are part of the C ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Status {
    /// An argument is wrong; nothing was sent.
    InvalidArgument = 1,
    /// No managed-identity endpoint responds on this machine.
    NoIdentityEndpoint = 2,
    /// The endpoint responds, but the requested identity isn't assigned to this machine.
    IdentityNotAssigned = 3,
    /// The endpoint returned a token of another identity.
    WrongIdentity = 4,
    /// The service refused to authenticate the identity.
    AuthenticationFailed = 5,
    /// The identity lacks a role.
    Forbidden = 6,
    /// The resource doesn't exist, or the identity can't see it.
    NotFound = 7,
    /// The service received too many requests.
    Throttled = 8,
    /// The call's time limit elapsed.
    Timeout = 9,
    /// The connection failed or broke.
    Connection = 10,
    /// The proxy failed or can't be used.
    Proxy = 11,
    /// The TLS handshake failed, or the certificate isn't trusted.
    Tls = 12,
    /// The response is invalid.
    BadResponse = 13,
    /// The request conflicts with the state of the resource (HTTP 409, 412).
    Conflict = 14,
    /// Any other error response.
    ServiceError = 15,
    /// A long-running operation failed.
    OperationFailed = 16,
    /// The connection was closed, or belongs to another process.
    NotConnected = 17,
    /// A trust rule forbids the call; nothing was sent.
    Untrusted = 18,
    /// The caller cancelled.
    Cancelled = 19,
    /// A bug in this library.
    Internal = 20,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident => $status:ident,)+) => {
        /// The stable id of an error.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// All codes.
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            /// The id as users see it, in PascalCase.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Code::$name => stringify!($name),)+ }
            }

            /// The category of the id.
            #[must_use]
            pub const fn status(self) -> Status {
                match self { $(Code::$name => Status::$status,)+ }
            }
        }
    };
}

codes! {
    /// More than one of client id, object id and resource id was given.
    ConflictingSelectors => InvalidArgument,
    /// The client id isn't a GUID.
    InvalidClientId => InvalidArgument,
    /// The object (principal) id isn't a GUID.
    InvalidObjectId => InvalidArgument,
    /// The resource id isn't the ARM id of a user-assigned identity.
    InvalidIdentityResourceId => InvalidArgument,
    /// The account id is neither a GUID nor an ARM id.
    InvalidAccountId => InvalidArgument,
    /// The audience is empty or contains invalid characters.
    InvalidResource => InvalidArgument,
    /// The service name is unknown, or the service has no audience in this cloud.
    UnknownResourceName => InvalidArgument,
    /// The environment is neither the name of a cloud nor an ARM endpoint.
    InvalidEnvironment => InvalidArgument,
    /// The subscription id isn't a GUID.
    InvalidSubscriptionId => InvalidArgument,
    /// The VM name contains invalid characters.
    InvalidVmName => InvalidArgument,
    /// The resource group name contains invalid characters.
    InvalidResourceGroupName => InvalidArgument,
    /// The resource id isn't that of a machine.
    InvalidVmResourceId => InvalidArgument,
    /// The parts of the query contradict each other.
    InvalidQuery => InvalidArgument,
    /// The claims aren't a JSON object.
    InvalidClaims => InvalidArgument,
    /// The chosen source can't select an identity that way.
    SelectorNotSupported => InvalidArgument,
    /// The chosen source lacks the variables or files it needs.
    SourceNotConfigured => InvalidArgument,
    /// Several resources have this name.
    AmbiguousName => InvalidArgument,
    /// A variable names a proxy whose URL can't be used.
    InvalidProxy => InvalidArgument,
    /// The file in `AZMI_CA_FILE` can't be read or contains no certificate.
    InvalidCaFile => InvalidArgument,
    /// The parts of a request contradict each other, or one is missing.
    InvalidRequest => InvalidArgument,
    /// The method isn't an HTTP method, or it can't be used here.
    InvalidMethod => InvalidArgument,
    /// The path or URI of a request is invalid.
    InvalidUri => InvalidArgument,
    /// A header of a request is invalid, or the caller can't set it.
    InvalidHeader => InvalidArgument,
    /// The body of a request isn't JSON.
    InvalidBody => InvalidArgument,
    /// The audience for a host is unknown and must be specified.
    ResourceRequired => InvalidArgument,
    /// The address of an identity endpoint in a variable isn't a URL.
    InvalidEndpoint => InvalidArgument,
    /// A pointer that must not be NULL is NULL, or a number is out of range (C ABI).
    InvalidPointer => InvalidArgument,
    /// A text isn't UTF-8 (C ABI).
    InvalidUtf8 => InvalidArgument,

    /// No managed-identity endpoint was found on this machine.
    NoIdentityEndpoint => NoIdentityEndpoint,
    /// A local endpoint is configured, but nothing listens there.
    NothingListening => NoIdentityEndpoint,
    /// Only the variables of AKS workload identity are set.
    WorkloadIdentityOnly => NoIdentityEndpoint,

    /// The requested identity isn't assigned to this machine.
    IdentityNotAssigned => IdentityNotAssigned,
    /// The machine has several user-assigned identities and the caller selected none.
    MultipleIdentities => IdentityNotAssigned,
    /// The machine has no system-assigned identity.
    SystemAssignedNotEnabled => IdentityNotAssigned,
    /// The machine has no user-assigned identity with this name.
    UserAssignedNotFound => IdentityNotAssigned,

    /// The endpoint returned a token of another identity.
    WrongIdentity => WrongIdentity,
    /// The identity doesn't belong to a machine.
    NotAVirtualMachine => WrongIdentity,

    /// The identity endpoint refused the request.
    TokenRefused => AuthenticationFailed,
    /// The VM restricts access to its metadata service, and this account or program isn't allowed.
    MetadataProtected => AuthenticationFailed,
    /// The requested service is unknown in the identity's tenant.
    AudienceRefused => AuthenticationFailed,
    /// Resource Manager rejected the token.
    AuthenticationFailed => AuthenticationFailed,
    /// The subscription belongs to another tenant.
    WrongTenant => AuthenticationFailed,
    /// After a claims challenge, the identity endpoint returned the same token again.
    ClaimsChallengeUnmet => AuthenticationFailed,
    /// The challenge of the Azure Arc agent isn't trustworthy or can't be met.
    ArcChallengeRefused => AuthenticationFailed,
    /// This account can't read the key file of the Azure Arc agent.
    ArcAccessDenied => AuthenticationFailed,

    /// The identity lacks a role.
    AuthorizationFailed => Forbidden,
    /// A policy forbids the request.
    DisallowedByPolicy => Forbidden,
    /// The service's network rules block this machine.
    NetworkAccessDenied => Forbidden,
    /// The identity lacks an application permission of Microsoft Graph.
    ApplicationPermissionMissing => Forbidden,
    /// A deny assignment forbids the request.
    DeniedByAssignment => Forbidden,
    /// A Conditional Access policy forbids the request.
    ConditionalAccessDenied => Forbidden,
    /// The service forbids the request for another reason, which the message quotes.
    Forbidden => Forbidden,

    /// No machine with this name exists, or the identity can't see it.
    VmNotFound => NotFound,
    /// The resource doesn't exist.
    ResourceNotFound => NotFound,
    /// The resource group doesn't exist.
    ResourceGroupNotFound => NotFound,
    /// The subscription doesn't exist, or the identity can't see it.
    SubscriptionNotFound => NotFound,
    /// The identity can't see any subscription.
    NoReadableSubscription => NotFound,

    /// Too many requests, and the wait that the service demands exceeds the call's time limit.
    Throttled => Throttled,

    /// The call's time limit elapsed.
    TimedOut => Timeout,

    /// A connection couldn't be established.
    ConnectionFailed => Connection,
    /// A host name couldn't be resolved.
    NameNotResolved => Connection,
    /// A connection broke before the response was complete.
    ConnectionDropped => Connection,

    /// The proxy couldn't be used.
    ProxyFailed => Proxy,
    /// The proxy requires credentials.
    ProxyAuthenticationRequired => Proxy,
    /// A script sets the system's proxy, which isn't supported.
    ProxyAutoConfigUnsupported => Proxy,

    /// The TLS handshake failed.
    TlsFailed => Tls,
    /// The server's certificate isn't trusted.
    CertificateNotTrusted => Tls,

    /// The response violates the protocol.
    BadResponse => BadResponse,
    /// The response is larger than any legitimate one.
    ResponseTooLarge => BadResponse,
    /// A list ended before it was complete.
    ResultTruncated => BadResponse,
    /// The token in the response is missing, empty or malformed.
    InvalidToken => BadResponse,
    /// The token in the response has expired or is about to.
    ExpiredToken => BadResponse,

    /// The request conflicts with the state of the resource (HTTP 409, 412).
    Conflict => Conflict,

    /// The identity endpoint failed, even after retries.
    IdentityEndpointFailed => ServiceError,
    /// A gateway or proxy responded instead of the identity endpoint.
    IdentityEndpointGateway => ServiceError,
    /// Resource Manager failed, or refused the request for a reason without its own id.
    ServiceFailed => ServiceError,

    /// A long-running operation failed.
    OperationFailed => OperationFailed,
    /// The service no longer knows a long-running operation that was being polled.
    OperationVanished => OperationFailed,

    /// The connection was closed.
    ConnectionClosed => NotConnected,

    /// The identity endpoint's address isn't allowed for token requests.
    UntrustedEndpoint => Untrusted,
    /// A host claims an audience of another cloud.
    UntrustedAudience => Untrusted,
    /// A token must not be sent to this host.
    UntrustedHost => Untrusted,
    /// A next link or redirect points to another host.
    UntrustedLink => Untrusted,
    /// A token of the emulator must not leave loopback.
    EmulatedToken => Untrusted,

    /// The caller cancelled.
    Cancelled => Cancelled,

    /// A bug in this library.
    Internal => Internal,
}
