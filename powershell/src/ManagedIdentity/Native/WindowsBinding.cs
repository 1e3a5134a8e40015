using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>Binds the library's name to one file, on .NET Framework.</summary>
internal static class WindowsBinding
{
    // The library's own folder is searched for what it needs, in place of the program's.
    private const uint LoadWithAlteredSearchPath = 0x8;

    /// <summary>Loads the file for good.</summary>
    /// <param name="path">Absolute path of the file.</param>
    internal static void Bind(string path)
    {
        if (LoadLibraryEx(path, IntPtr.Zero, LoadWithAlteredSearchPath) == IntPtr.Zero)
        {
            int code = Marshal.GetLastWin32Error();
            throw LibraryFailure.NotLoaded(path, code, new Win32Exception(code));
        }
    }

    [DllImport("kernel32", EntryPoint = "LoadLibraryExW", CharSet = CharSet.Unicode, SetLastError = true, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern IntPtr LoadLibraryEx(string path, IntPtr reserved, uint flags);
}
