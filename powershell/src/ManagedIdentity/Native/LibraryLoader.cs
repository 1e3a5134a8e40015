using System;
using System.IO;
using System.Threading;

namespace ManagedIdentity.Native;

/// <summary>Loads the native library beside this assembly before anything of it is called.</summary>
/// <remarks>
/// A DllImport by name alone would take whatever the system finds first: an installed libazmi.so, or an azmi.dll that
/// someone else has loaded. So the file is loaded by its absolute path, and the name is bound to it: on .NET through the
/// assembly's own resolver (<see cref="ResolverBinding"/>; PowerShell 7 needs nothing else, and neither does a plain .NET
/// program), on .NET Framework because a later load by base name finds the module that is there already
/// (<see cref="WindowsBinding"/>, which .NET on Windows goes through, too). Mono has neither, and looks beside the assembly by itself. Whatever was bound says which
/// file it is, and any other than the expected one is refused (<see cref="Handshake"/>). Loading waits for the first call,
/// so that importing the module costs nothing and a failure is met as an error of a cmdlet, with its id.
/// </remarks>
internal static class LibraryLoader
{
    // A failure is not remembered: the file may be put right without a new session.
    private static readonly Lazy<string> s_loaded = new(Load, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Loads the library unless it is loaded.</summary>
    /// <returns>Its path.</returns>
    internal static string EnsureLoaded() => s_loaded.Value;

    private static string Load()
    {
        string shim = typeof(LibraryLoader).Assembly.Location;
        Platform platform = Platform.Current;
        string path = LibraryFile.Locate(shim, platform, File.Exists);
        if (platform.IsWindows)
        {
            // On .NET, too: its own way of loading a file searches the current folder and PATH for what the file needs.
            WindowsBinding.Bind(path);
        }

        _ = ResolverBinding.TryBind(path);
        Handshake.Check(shim, path, platform.IsWindows);
        return path;
    }
}
