using System;
using System.IO;
using System.Threading;

namespace ManagedIdentity.Native;

/// <summary>Loads the native library beside this assembly before its first call.</summary>
/// <remarks>
/// A DllImport by name alone would take whatever the system finds first: an installed libazmi.so, or an azmi.dll that
/// another component has loaded. So the file is loaded by its absolute path, and the name is bound to it: on .NET through the
/// assembly's resolver (<see cref="ResolverBinding"/>), on .NET Framework because a later load by base name finds the loaded
/// module (<see cref="WindowsBinding"/>, which .NET on Windows uses, too). Mono has neither, and searches beside the assembly
/// by itself. The loaded library reports its path, and any other than the expected one is refused (<see cref="Handshake"/>).
/// Loading waits for the first call, so that it doesn't slow down the import, and a failure is a cmdlet's error with an id.
/// </remarks>
internal static class LibraryLoader
{
    // A failure isn't cached: the file can be fixed without a new session.
    private static readonly Lazy<string> s_loaded = new(Load, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Loads the library if it isn't loaded yet.</summary>
    /// <returns>Its path.</returns>
    internal static string EnsureLoaded() => s_loaded.Value;

    private static string Load()
    {
        string shim = typeof(LibraryLoader).Assembly.Location;
        Platform platform = Platform.Current;
        string path = LibraryFile.Locate(shim, platform, File.Exists);
        if (platform.IsWindows)
        {
            // On .NET, too: its own loader searches the current folder and PATH for dependencies.
            WindowsBinding.Bind(path);
        }

        _ = ResolverBinding.TryBind(path);
        Handshake.Check(shim, path, platform.IsWindows);
        return path;
    }
}
