using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using ManagedIdentity.Errors;

namespace ManagedIdentity.Native;

/// <summary>Makes sure that the library that was bound is the one beside this assembly, and of its release.</summary>
internal static class Handshake
{
    /// <summary>Asks the library who it is.</summary>
    /// <param name="shim">Path of this assembly.</param>
    /// <param name="expected">Path of the library that belongs to it.</param>
    /// <param name="windows">Whether paths are compared as Windows does.</param>
    /// <exception cref="ManagedIdentityException">It is another library.</exception>
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

    /// <summary>The rule for versions: the same major number, and at least our minor one.</summary>
    /// <param name="shim">Path of this assembly.</param>
    /// <param name="library">Path of the library.</param>
    /// <param name="abi">What it says: major in the upper half, minor in the lower.</param>
    /// <returns>Why it is refused, or null.</returns>
    internal static ManagedIdentityException? VersionRefusal(string shim, string library, uint abi)
    {
        uint major = abi >> 16;
        uint minor = abi & 0xFFFF;
        return major == NativeMethods.AbiMajor && minor >= NativeMethods.AbiMinor
            ? null
            : LibraryFailure.Mismatch(shim, library, $"{major}.{minor}", $"{NativeMethods.AbiMajor}.{NativeMethods.AbiMinor}");
    }

    /// <summary>The rule for files: only the expected one.</summary>
    /// <param name="loaded">The file the library says it is.</param>
    /// <param name="expected">The file it should be.</param>
    /// <param name="windows">Whether paths are compared as Windows does.</param>
    /// <returns>Why it is refused, or null.</returns>
    internal static ManagedIdentityException? PathRefusal(string loaded, string expected, bool windows)
    {
        const string longPath = @"\\?\";
        string plain = windows && loaded.StartsWith(longPath, StringComparison.Ordinal) ? loaded.Substring(longPath.Length) : loaded;
        StringComparison rule = windows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return string.Equals(Path.GetFullPath(plain), Path.GetFullPath(expected), rule)
            ? null
            : LibraryFailure.Foreign(loaded, expected);
    }

    // Not inlined, so that nothing binds to the library before it was loaded by its path.
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
