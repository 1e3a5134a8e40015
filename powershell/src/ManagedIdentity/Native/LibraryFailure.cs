using System;
using System.Globalization;
using ManagedIdentity.Errors;

namespace ManagedIdentity.Native;

/// <summary>Failures of the native library, each with its own id and next step.</summary>
internal static class LibraryFailure
{
    private const string Reinstall = "Reinstall the complete module, and start a new session.";

    internal static ManagedIdentityException Unsupported(string message, string hint) => Make(FailureCode.PlatformNotSupported, message, hint);

    internal static ManagedIdentityException Missing(string path) => Make(
        FailureCode.NativeLibraryMissing,
        $"The native library of this module is missing: {path}.",
        Reinstall);

    internal static ManagedIdentityException NoFolder(string shim) => Make(
        FailureCode.NativeLibraryMissing,
        shim.Length == 0
            ? "The folder of the native library isn't known: ManagedIdentity.dll was loaded from memory, or is part of a single-file program."
            : $"The folder of the native library isn't known: ManagedIdentity.dll was loaded by the relative path {shim}.",
        "Load ManagedIdentity.dll by its full path from a file that has the native library beside it. If it's part of a program, publish that without PublishSingleFile.");

    internal static ManagedIdentityException NotLoaded(string path, int? win32, Exception inner)
    {
        string code = win32 is int number ? string.Format(CultureInfo.InvariantCulture, " (Win32 error {0})", number) : string.Empty;
        return Make(
            FailureCode.NativeLibraryNotLoaded,
            $"The native library {path} couldn't be loaded{code}: {inner.Message}",
            "Check that the file is complete, isn't blocked (Unblock-File), and is allowed by the application control policy.",
            inner);
    }

    internal static ManagedIdentityException Mismatch(string shim, string library, string found, string wanted) => Make(
        FailureCode.NativeLibraryMismatch,
        $"{library} speaks version {found} of the interface and {shim} speaks {wanted}: they come from different releases.",
        Reinstall);

    internal static ManagedIdentityException Foreign(string loaded, string expected) => Make(
        FailureCode.NativeLibraryForeign,
        $"Another version is loaded: {loaded} instead of {expected}.",
        "Start a new session, and import this module before whatever loads the other file.");

    private static ManagedIdentityException Make(FailureCode code, string message, string hint, Exception? inner = null) =>
        new(FailureStatus.LibraryUnusable, code, message, inner) { Hint = hint };
}
