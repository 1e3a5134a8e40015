namespace ManagedIdentity.Errors;

/// <summary>The stable ids of failures that the module itself detects. The library uses some of them, too. Ids are never reused.</summary>
internal enum FailureCode
{
    // Native library.
    Internal,
    NativeLibraryForeign,
    NativeLibraryMismatch,
    NativeLibraryMissing,
    NativeLibraryNotLoaded,
    PlatformNotSupported,

    // Connections.
    ConnectionClosed,
    DeserializedConnection,
    NoConnectionInRunspace,
    WrongTenant,

    // Parameters and responses.
    InvalidBody,
    InvalidTenantId,
    InvalidToken,
    InvalidUtf8,
    InvalidVmName,

    // Emulator.
    EmulatorEnded,
    EmulatorNotStarted,
    EmulatorProgramMissing,
    EmulatorRunning,
}
