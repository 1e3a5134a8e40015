using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>Loads the library on Windows, which binds its name to that file on .NET Framework.</summary>
internal static class WindowsBinding
{
    /// <summary>
    /// LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR and LOAD_LIBRARY_SEARCH_SYSTEM32: Windows searches for dependencies in the library's
    /// folder and the system folder, but not in the current folder or PATH.
    /// </summary>
    internal const uint SearchFlags = 0x100 | 0x800;

    /// <summary>Loads the file, and never unloads it.</summary>
    /// <param name="path">Absolute path of the file.</param>
    internal static void Bind(string path)
    {
        if (LoadLibraryEx(path, IntPtr.Zero, SearchFlags) == IntPtr.Zero)
        {
            int code = Marshal.GetLastWin32Error();
            throw LibraryFailure.NotLoaded(path, code, new Win32Exception(code));
        }
    }

    [DllImport("kernel32", EntryPoint = "LoadLibraryExW", CharSet = CharSet.Unicode, SetLastError = true, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern IntPtr LoadLibraryEx(string path, IntPtr reserved, uint flags);
}
