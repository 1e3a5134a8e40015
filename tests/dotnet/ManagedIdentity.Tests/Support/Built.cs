using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Tests.Support;

/// <summary>What the tests need and don't build: named by variables, so that the same tests run on any build of it.</summary>
internal static class Built
{
    /// <summary>The root of the sources.</summary>
    internal static string Root { get; } = Path.GetFullPath(
        typeof(Built).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Root").Value!);

    /// <summary>The program that holds the emulator.</summary>
    internal static string Azmi => Named("AZMI_TEST_AZMI", "the azmi program");

    /// <summary>The native library.</summary>
    internal static string Library => Named("AZMI_TEST_LIBRARY", "the native library");

    /// <summary>Puts the library where the shim looks. Nothing else may choose it, a variable least of all.</summary>
#pragma warning disable CA2255 // Before anything of the shim runs, and only once: two copies of one library would be two libraries.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void PlaceLibrary()
    {
        if (Environment.GetEnvironmentVariable("AZMI_TEST_LIBRARY") is { Length: > 0 } library)
        {
            bool windows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
            string to = Path.Combine(AppContext.BaseDirectory, windows ? "azmi.dll" : "azmi.so");

            // Replaced, not overwritten: another run may have mapped the file.
            string fresh = to + "." + Environment.ProcessId;
            File.Copy(library, fresh, overwrite: true);
            File.Move(fresh, to, overwrite: true);
        }
    }

    private static string Named(string variable, string what)
    {
        string? path = Environment.GetEnvironmentVariable(variable);
        return File.Exists(path)
            ? path
            : throw new InvalidOperationException(
                $"{variable} must name {what} (it is '{path}'). `cargo xtask test --only dotnet` builds both and sets it.");
    }
}
