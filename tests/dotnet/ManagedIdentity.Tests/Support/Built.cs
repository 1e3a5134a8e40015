using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Tests.Support;

/// <summary>The files under test. Variables name them, so that the tests can run with any build.</summary>
internal static class Built
{
    /// <summary>The root of the sources.</summary>
    internal static string Root { get; } = Path.GetFullPath(
        typeof(Built).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Root").Value!);

    /// <summary>The program that contains the emulator.</summary>
    internal static string Azmi => Named("AZMI_TEST_AZMI", "the azmi program");

    /// <summary>The native library.</summary>
    internal static string Library => Named("AZMI_TEST_LIBRARY", "the native library");

    /// <summary>Copies the library to where the shim loads it from. The shim doesn't accept any other location.</summary>
#pragma warning disable CA2255 // Runs before the shim, and only once: two copies of the library would be two libraries.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void PlaceLibrary()
    {
        if (Environment.GetEnvironmentVariable("AZMI_TEST_LIBRARY") is { Length: > 0 } library)
        {
            bool windows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
            string to = Path.Combine(AppContext.BaseDirectory, windows ? "azmi.dll" : "azmi.so");

            // Replaced instead of overwritten: another run may have mapped the file.
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
