using System;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>The properties of a process that determine the native library.</summary>
internal sealed class Platform
{
    /// <summary>Describes a process.</summary>
    /// <param name="system">"win", "linux", or another name for what isn't supported.</param>
    /// <param name="architecture">Architecture of the process, not of the machine.</param>
    /// <param name="runtimeIdentifier">The identifier of the platform that the runtime was built for, if it has one.</param>
    /// <param name="runtime">The runtime's description.</param>
    internal Platform(string system, Architecture architecture, string? runtimeIdentifier, string runtime = "")
    {
        Runtime = runtime;
        System = system;
        Architecture = architecture;
        RuntimeIdentifier = runtimeIdentifier;
    }

    /// <summary>This process.</summary>
    internal static Platform Current => new(
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? Windows :
            RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? Linux : RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture,
        AppDomain.CurrentDomain.GetData("RUNTIME_IDENTIFIER") as string,
        RuntimeInformation.FrameworkDescription);

    internal const string Windows = "win";

    internal const string Linux = "linux";

    internal readonly string System;

    internal readonly Architecture Architecture;

    internal readonly string? RuntimeIdentifier;

    internal readonly string Runtime;

    internal bool IsWindows => System == Windows;

    internal bool Is64Bit => Architecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>Whether the C library is musl (Alpine), which can't load a library built for glibc.</summary>
    internal bool IsMusl => RuntimeIdentifier is not null
        && (RuntimeIdentifier.IndexOf("musl", StringComparison.Ordinal) >= 0
            || RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal));
}
