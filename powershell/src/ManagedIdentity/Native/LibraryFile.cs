using System;
using System.IO;
using System.Runtime.InteropServices;
using ManagedIdentity.Errors;

namespace ManagedIdentity.Native;

/// <summary>Finds the native library of this assembly.</summary>
internal static class LibraryFile
{
    /// <summary>
    /// Finds the library in the folder of the platform (the packed module), or beside the assembly (a .NET program that
    /// contains both). Ignores environment variables and search paths.
    /// </summary>
    /// <param name="shim">Path of this assembly as reported by the runtime: empty if it was loaded from memory.</param>
    /// <param name="platform">The process.</param>
    /// <param name="exists">Checks whether a file exists.</param>
    /// <returns>The absolute path.</returns>
    /// <exception cref="ManagedIdentityException">No library supports this process, or the file or its folder isn't found.</exception>
    internal static string Locate(string shim, Platform platform, Func<string, bool> exists)
    {
        RefuseUnsupported(platform);

        // A relative path would depend on the current folder, where anyone could have put a file.
        string folder = IsAbsolute(shim, platform) ? Path.GetDirectoryName(shim) ?? string.Empty : throw LibraryFailure.NoFolder(shim);
        string file = NativeMethods.Library + (platform.IsWindows ? ".dll" : ".so");
        string rid = platform.System + (platform.Architecture == Architecture.Arm64 ? "-arm64" : "-x64");
        string packed = Path.Combine(folder, rid, file);
        string beside = Path.Combine(folder, file);
        if (exists(packed))
        {
            return packed;
        }

        return exists(beside) ? beside : throw LibraryFailure.Missing(packed);
    }

    // Path.IsPathRooted also takes \file and C:file, which depend on the current drive and folder.
    private static bool IsAbsolute(string path, Platform platform) => platform.IsWindows
        ? path.StartsWith(@"\\", StringComparison.Ordinal) || (path.Length > 3 && path[1] == ':' && path[2] is '\\' or '/')
        : path.StartsWith("/", StringComparison.Ordinal);

    private static void RefuseUnsupported(Platform platform)
    {
        if (platform.IsWindows && FrameworkVersion.Refusal(platform.Runtime) is ManagedIdentityException old)
        {
            throw old;
        }

        if (!platform.IsWindows && platform.System != Platform.Linux)
        {
            throw LibraryFailure.Unsupported(
                $"There is no native library for {platform.System}.",
                "Use Windows or Linux on x64 or Arm64.");
        }

        if (!platform.Is64Bit)
        {
            throw LibraryFailure.Unsupported(
                $"This process is {platform.Architecture}, and the native library supports only 64-bit processes.",
                platform.IsWindows
                    ? @"Start the 64-bit PowerShell: C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe, not the one marked (x86)."
                    : "Use a PowerShell built for x64 or Arm64.");
        }

        if (platform.IsMusl)
        {
            throw LibraryFailure.Unsupported(
                $"This PowerShell is built for musl ({platform.RuntimeIdentifier}), but the native library needs glibc.",
                "Use a PowerShell on a distribution with glibc 2.28 or newer, for example Debian, Ubuntu or RHEL 8.");
        }
    }
}
