namespace ManagedIdentity.Errors;

/// <summary>The stable ids of failures that the module itself finds. Some are ids of the library too; none is ever reused.</summary>
internal enum FailureCode
{
    // Of the native library.
    Internal,
    NativeLibraryForeign,
    NativeLibraryMismatch,
    NativeLibraryMissing,
    NativeLibraryNotLoaded,
    PlatformNotSupported,

    // Of connections.
    ConnectionClosed,
    DeserializedConnection,
    NoConnectionInRunspace,
    WrongTenant,

    // Of parameters and answers.
    InvalidBody,
    InvalidTenantId,
    InvalidToken,
    InvalidUtf8,
    InvalidVmName,

    // Of the emulator.
    EmulatorEnded,
    EmulatorNotStarted,
    EmulatorProgramMissing,
    EmulatorRunning,
}
