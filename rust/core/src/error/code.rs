//! The stable ids of failures, and the families they belong to. The ids are what users' scripts match, so none is ever reused.

/// The family of a failure. The numbers are part of the C ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Status {
    /// An argument is wrong; nothing was sent.
    InvalidArgument = 1,
    /// No managed-identity endpoint answers on this machine.
    NoIdentityEndpoint = 2,
    /// The endpoint answers, but the identity asked for isn't assigned here.
    IdentityNotAssigned = 3,
    /// Another identity than the one asked for answered.
    WrongIdentity = 4,
    /// The service refused to authenticate the identity.
    AuthenticationFailed = 5,
    /// The identity lacks a role.
    Forbidden = 6,
    /// The thing named does not exist, or can't be seen.
    NotFound = 7,
    /// The service asks to slow down.
    Throttled = 8,
    /// The call's time is up.
    Timeout = 9,
    /// No connection, or it broke.
    Connection = 10,
    /// A proxy is in the way.
    Proxy = 11,
    /// TLS could not be agreed or the certificate isn't trusted.
    Tls = 12,
    /// The answer makes no sense.
    BadResponse = 13,
    /// Something is in the way (HTTP 409, 412).
    Conflict = 14,
    /// Any other answer that reports a failure.
    ServiceError = 15,
    /// A long-running operation ended in failure.
    OperationFailed = 16,
    /// The connection was closed, or belongs to another process.
    NotConnected = 17,
    /// A rule of trust forbids the call; nothing was sent.
    Untrusted = 18,
    /// The caller cancelled.
    Cancelled = 19,
    /// A defect of this library.
    Internal = 20,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident => $status:ident,)+) => {
        /// The stable id of a failure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            /// The id as it is shown: a PascalCase word.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Code::$name => stringify!($name),)+ }
            }

            /// The family the id belongs to.
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
    /// The client id is not a GUID.
    InvalidClientId => InvalidArgument,
    /// The object (principal) id is not a GUID.
    InvalidObjectId => InvalidArgument,
    /// The id of the user-assigned identity is not an ARM id of one.
    InvalidIdentityResourceId => InvalidArgument,
    /// The account id is neither a GUID nor an ARM id.
    InvalidAccountId => InvalidArgument,
    /// The audience is empty or holds characters that no audience has.
    InvalidResource => InvalidArgument,
    /// The name of a service is not known, or has no audience in this cloud.
    UnknownResourceName => InvalidArgument,
    /// The environment is neither a cloud's name nor an ARM endpoint.
    InvalidEnvironment => InvalidArgument,
    /// The subscription id is not a GUID.
    InvalidSubscriptionId => InvalidArgument,
    /// The name of a VM holds characters that no VM name has.
    InvalidVmName => InvalidArgument,
    /// The name of a resource group holds characters that none has.
    InvalidResourceGroupName => InvalidArgument,
    /// The resource id does not name a machine.
    InvalidVmResourceId => InvalidArgument,
    /// The parts of the query contradict each other.
    InvalidQuery => InvalidArgument,
    /// The claims are not a JSON object.
    InvalidClaims => InvalidArgument,
    /// The chosen source can't select an identity that way.
    SelectorNotSupported => InvalidArgument,
    /// The chosen source lacks the variables or files it needs.
    SourceNotConfigured => InvalidArgument,
    /// Several resources have that name.
    AmbiguousName => InvalidArgument,
    /// The proxy named by a variable is not a URL that can be used.
    InvalidProxy => InvalidArgument,
    /// The file of `AZMI_CA_FILE` can't be read or holds no certificate.
    InvalidCaFile => InvalidArgument,
    /// The parts of a request contradict each other, or one is missing.
    InvalidRequest => InvalidArgument,
    /// The method is no HTTP method, or one that can't be used here.
    InvalidMethod => InvalidArgument,
    /// The path or URI of a request is not one.
    InvalidUri => InvalidArgument,
    /// A header of a request is not one, or one that is not the caller's to set.
    InvalidHeader => InvalidArgument,
    /// The body of a request is not JSON.
    InvalidBody => InvalidArgument,
    /// The audience for a host is not known and must be named.
    ResourceRequired => InvalidArgument,
    /// A variable that addresses an identity endpoint is not a URL.
    InvalidEndpoint => InvalidArgument,
    /// A pointer that must not be NULL is NULL, or a number is out of range (C ABI).
    InvalidPointer => InvalidArgument,
    /// Text is not UTF-8 (C ABI).
    InvalidUtf8 => InvalidArgument,

    /// No managed-identity endpoint was found on this machine.
    NoIdentityEndpoint => NoIdentityEndpoint,
    /// A local endpoint was configured, and nothing listens there.
    NothingListening => NoIdentityEndpoint,
    /// Only the variables of AKS workload identity are set.
    WorkloadIdentityOnly => NoIdentityEndpoint,

    /// The identity asked for is not assigned to this machine.
    IdentityNotAssigned => IdentityNotAssigned,
    /// Several user-assigned identities exist and none was named.
    MultipleIdentities => IdentityNotAssigned,
    /// The machine has no system-assigned identity.
    SystemAssignedNotEnabled => IdentityNotAssigned,
    /// The machine has no user-assigned identity of that name.
    UserAssignedNotFound => IdentityNotAssigned,

    /// Another identity than the one asked for answered.
    WrongIdentity => WrongIdentity,
    /// The identity that answered does not belong to a machine.
    NotAVirtualMachine => WrongIdentity,

    /// The identity endpoint refused the request.
    TokenRefused => AuthenticationFailed,
    /// The VM protects its metadata service, and this account or program may not use it.
    MetadataProtected => AuthenticationFailed,
    /// The service asked for is unknown in the identity's tenant.
    AudienceRefused => AuthenticationFailed,
    /// Resource Manager did not accept the token.
    AuthenticationFailed => AuthenticationFailed,
    /// The subscription belongs to another tenant.
    WrongTenant => AuthenticationFailed,
    /// A claims challenge was answered with the same token again.
    ClaimsChallengeUnmet => AuthenticationFailed,
    /// The challenge of the Azure Arc agent is not to be trusted or can't be met.
    ArcChallengeRefused => AuthenticationFailed,
    /// The key file of the Azure Arc agent can't be read by this account.
    ArcAccessDenied => AuthenticationFailed,

    /// The identity lacks a role.
    AuthorizationFailed => Forbidden,
    /// A policy forbids the request.
    DisallowedByPolicy => Forbidden,
    /// The service's network rules refuse this machine.
    NetworkAccessDenied => Forbidden,
    /// The identity lacks an application permission of Microsoft Graph.
    ApplicationPermissionMissing => Forbidden,
    /// A deny assignment forbids the request.
    DeniedByAssignment => Forbidden,
    /// A Conditional Access policy forbids the request.
    ConditionalAccessDenied => Forbidden,
    /// The service forbids the request for another reason, which its words give.
    Forbidden => Forbidden,

    /// No machine of that name can be seen.
    VmNotFound => NotFound,
    /// The resource does not exist.
    ResourceNotFound => NotFound,
    /// The resource group does not exist.
    ResourceGroupNotFound => NotFound,
    /// The subscription does not exist, or the identity can't see it.
    SubscriptionNotFound => NotFound,
    /// The identity can see no subscription at all.
    NoReadableSubscription => NotFound,

    /// Too many requests, and the wait asked for does not fit the call's time.
    Throttled => Throttled,

    /// The call's time is up.
    TimedOut => Timeout,

    /// A connection could not be made.
    ConnectionFailed => Connection,
    /// A host name could not be resolved.
    NameNotResolved => Connection,
    /// A connection broke before the answer was complete.
    ConnectionDropped => Connection,

    /// The proxy could not be used.
    ProxyFailed => Proxy,
    /// The proxy asks for credentials.
    ProxyAuthenticationRequired => Proxy,
    /// The system's proxy is set by a script, which is not supported.
    ProxyAutoConfigUnsupported => Proxy,

    /// TLS could not be agreed.
    TlsFailed => Tls,
    /// The server's certificate is not trusted.
    CertificateNotTrusted => Tls,

    /// The answer is not what the protocol says.
    BadResponse => BadResponse,
    /// The answer is larger than any honest one.
    ResponseTooLarge => BadResponse,
    /// A list ended before all of it had come.
    ResultTruncated => BadResponse,
    /// The token in the answer is missing, empty or can't be a token.
    InvalidToken => BadResponse,
    /// The token in the answer is already (nearly) expired.
    ExpiredToken => BadResponse,

    /// Something is in the way (HTTP 409, 412).
    Conflict => Conflict,

    /// The identity endpoint failed, even after retries.
    IdentityEndpointFailed => ServiceError,
    /// A gateway or proxy answered in place of the identity endpoint.
    IdentityEndpointGateway => ServiceError,
    /// Resource Manager failed, or refused for a reason without an id of its own.
    ServiceFailed => ServiceError,

    /// A long-running operation ended in failure.
    OperationFailed => OperationFailed,
    /// A long-running operation is not known any more where it was followed.
    OperationVanished => OperationFailed,

    /// The connection was closed.
    ConnectionClosed => NotConnected,

    /// The identity endpoint's address is not one that a token may be asked from.
    UntrustedEndpoint => Untrusted,
    /// A host claims the audience of another cloud.
    UntrustedAudience => Untrusted,
    /// A token must not go to that host.
    UntrustedHost => Untrusted,
    /// A next link or redirect points to another host.
    UntrustedLink => Untrusted,
    /// A token of the emulator must not leave loopback.
    EmulatedToken => Untrusted,

    /// The caller cancelled.
    Cancelled => Cancelled,

    /// A defect of this library.
    Internal => Internal,
}
