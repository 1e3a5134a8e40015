using System;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>What decides which native library fits this process.</summary>
internal sealed class Platform
{
    /// <summary>Describes a process.</summary>
    /// <param name="system">"win", "linux", or another name for what isn't supported.</param>
    /// <param name="architecture">Architecture of the process, not of the machine.</param>
    /// <param name="runtimeIdentifier">The runtime's own name for what it was built for, if it has one.</param>
    /// <param name="runtime">The runtime's description of itself.</param>
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

    internal string System { get; }

    internal Architecture Architecture { get; }

    internal string? RuntimeIdentifier { get; }

    internal string Runtime { get; }

    internal bool IsWindows => System == Windows;

    internal bool Is64Bit => Architecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>Whether the C library is musl (Alpine), which a library made for glibc can't be loaded with.</summary>
    internal bool IsMusl => RuntimeIdentifier is not null
        && (RuntimeIdentifier.IndexOf("musl", StringComparison.Ordinal) >= 0
            || RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal));
}
