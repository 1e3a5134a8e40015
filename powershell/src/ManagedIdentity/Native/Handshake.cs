using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using ManagedIdentity.Errors;

namespace ManagedIdentity.Native;

/// <summary>Verifies that the loaded library is the one beside this assembly, and from the same release.</summary>
internal static class Handshake
{
    /// <summary>Checks the version and the path of the library.</summary>
    /// <param name="shim">Path of this assembly.</param>
    /// <param name="expected">Path of the library that belongs to it.</param>
    /// <param name="windows">Whether paths are compared by Windows rules.</param>
    /// <exception cref="ManagedIdentityException">It's a different library.</exception>
    internal static void Check(string shim, string expected, bool windows)
    {
        try
        {
            uint abi = AskVersion();
            if (VersionRefusal(shim, expected, abi) is ManagedIdentityException mismatch)
            {
                throw mismatch;
            }

            if (PathRefusal(AskPath(), expected, windows) is ManagedIdentityException foreign)
            {
                throw foreign;
            }
        }
        catch (Exception failed) when (failed is DllNotFoundException or BadImageFormatException)
        {
            throw LibraryFailure.NotLoaded(expected, null, failed);
        }
        catch (EntryPointNotFoundException)
        {
            throw LibraryFailure.Foreign("a file of the same name that lacks its functions", expected);
        }
    }

    /// <summary>Checks the version: the major number must be equal, the minor number at least that of this assembly.</summary>
    /// <param name="shim">Path of this assembly.</param>
    /// <param name="library">Path of the library.</param>
    /// <param name="abi">The library's version: major in the upper half, minor in the lower half.</param>
    /// <returns>The failure, or null.</returns>
    internal static ManagedIdentityException? VersionRefusal(string shim, string library, uint abi)
    {
        uint major = abi >> 16;
        uint minor = abi & 0xFFFF;
        return major == NativeMethods.AbiMajor && minor >= NativeMethods.AbiMinor
            ? null
            : LibraryFailure.Mismatch(shim, library, $"{major}.{minor}", $"{NativeMethods.AbiMajor}.{NativeMethods.AbiMinor}");
    }

    /// <summary>Checks the path: it must be the expected one.</summary>
    /// <param name="loaded">The path that the library reports.</param>
    /// <param name="expected">The expected path.</param>
    /// <param name="windows">Whether paths are compared by Windows rules.</param>
    /// <returns>The failure, or null.</returns>
    internal static ManagedIdentityException? PathRefusal(string loaded, string expected, bool windows)
    {
        const string longPath = @"\\?\";
        string plain = windows && loaded.StartsWith(longPath, StringComparison.Ordinal) ? loaded.Substring(longPath.Length) : loaded;
        StringComparison rule = windows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return string.Equals(Path.GetFullPath(plain), Path.GetFullPath(expected), rule)
            ? null
            : LibraryFailure.Foreign(loaded, expected);
    }

    // Not inlined, so that the runtime doesn't bind to the library before it's loaded by its path.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint AskVersion() => NativeMethods.AbiVersion();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe string AskPath()
    {
        AzmiStr path;
        IntPtr error;
        int status = NativeMethods.LibraryPath(&path, &error);
        NativeMethods.ErrorFree(error);
        return status == 0 ? Encoding.UTF8.GetString(path.Data, checked((int)path.Len)) : "an unknown file";
    }
}
