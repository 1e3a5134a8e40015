using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using ManagedIdentity.Errors;
using ManagedIdentity.Native;
using Xunit;

namespace ManagedIdentity.Tests.Interop;

public sealed class LibraryFileTests
{
    [Theory]
    [InlineData("win", Architecture.X64, "win-x64", "azmi.dll")]
    [InlineData("win", Architecture.Arm64, "win-arm64", "azmi.dll")]
    [InlineData("linux", Architecture.X64, "linux-x64", "azmi.so")]
    [InlineData("linux", Architecture.Arm64, "linux-arm64", "azmi.so")]
    public void The_packed_library_takes_precedence(string system, Architecture architecture, string rid, string file) =>
        Assert.Equal(Path.Combine(Folder(system), rid, file), LibraryFile.Locate(Shim(system), new(system, architecture, null), _ => true));

    [Theory]
    [InlineData("linux", "", "memory")]
    [InlineData("linux", "ManagedIdentity.dll", "relative")]
    [InlineData("linux", "./ManagedIdentity.dll", "relative")]
    [InlineData("win", "", "memory")]
    [InlineData("win", "ManagedIdentity.dll", "relative")]
    [InlineData("win", @"modules\ManagedIdentity.dll", "relative")]
    [InlineData("win", @"C:ManagedIdentity.dll", "relative")]
    [InlineData("win", @"\ManagedIdentity.dll", "relative")]
    [InlineData("win", "/ManagedIdentity.dll", "relative")]
    public void A_relative_path_is_refused_without_a_search(string system, string shim, string word)
    {
        ManagedIdentityException failure = Assert.Throws<ManagedIdentityException>(() => LibraryFile.Locate(
            shim,
            new(system, Architecture.X64, null),
            path => throw new InvalidOperationException(path)));
        Assert.Equal("NativeLibraryMissing", failure.Code);
        Assert.Contains(word, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Hint);
    }

    [Theory]
    [InlineData(".NET Framework 4.6.1055.0", "4.6.1055.0")]
    [InlineData(".NET Framework 4.7.2558.0", "4.7.2558.0")]
    public void An_older_NET_Framework_is_refused(string runtime, string version)
    {
        ManagedIdentityException failure = Assert.Throws<ManagedIdentityException>(() =>
            LibraryFile.Locate(Shim("win"), new("win", Architecture.X64, null, runtime), _ => true));
        Assert.Equal("PlatformNotSupported", failure.Code);
        Assert.Contains("4.7.2 or newer", failure.Message, StringComparison.Ordinal);
        Assert.Contains(version, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Hint);
    }

    [Theory]
    [InlineData(".NET Framework 4.7.3056.0")]
    [InlineData(".NET Framework 4.8.4645.0 built by: NET48REL1")]
    [InlineData(".NET Framework of a new kind")]
    [InlineData(".NET Core 4.6.28516.3")]
    [InlineData(".NET 8.0.1")]
    [InlineData("Mono 6.8.0.105")]
    public void Other_runtimes_are_accepted(string runtime) =>
        Assert.NotNull(LibraryFile.Locate(Shim("win"), new("win", Architecture.X64, null, runtime), _ => true));

    [Fact]
    public void Dependencies_come_from_the_library_folder_and_the_system_folder() => Assert.Equal(0x900U, WindowsBinding.SearchFlags);

    [Fact]
    public void An_assembly_loaded_from_bytes_is_refused()
    {
        // Another copy of the shim, with an empty location, while the current folder contains a library with the right name.
        AssemblyLoadContext apart = new("apart", isCollectible: true);
        try
        {
            using MemoryStream bytes = new(File.ReadAllBytes(typeof(LibraryFile).Assembly.Location));
            Assembly copy = apart.LoadFromStream(bytes);
            MethodInfo load = copy.GetType("ManagedIdentity.Native.LibraryLoader")!.GetMethod("EnsureLoaded", BindingFlags.Static | BindingFlags.NonPublic)!;
            Exception failure = Assert.Throws<TargetInvocationException>(() => load.Invoke(null, null)).InnerException!;
            Assert.Equal("NativeLibraryMissing", failure.GetType().GetProperty("Code")!.GetValue(failure));
            Assert.Contains("memory", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            apart.Unload();
        }
    }

    [Fact]
    public void Without_a_packed_library_the_one_beside_the_assembly_is_used()
    {
        string beside = Path.Combine(Folder("linux"), "azmi.so");
        Assert.Equal(beside, LibraryFile.Locate(Shim("linux"), new("linux", Architecture.X64, "linux-x64"), path => path == beside));
    }

    [Fact]
    public void A_missing_library_is_an_error_with_its_path()
    {
        ManagedIdentityException failure = Refused(new("win", Architecture.X64, null), exists: false);
        Assert.Equal("NativeLibraryMissing", failure.Code);
        Assert.Contains(Path.Combine(Folder("win"), "win-x64", "azmi.dll"), failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Hint);
    }

    [Theory]
    [InlineData("win", Architecture.X86, null, "X86", "(x86)")]
    [InlineData("linux", Architecture.Arm, null, "Arm", "x64")]
    [InlineData("linux", Architecture.X64, "linux-musl-x64", "musl", "glibc")]
    [InlineData("linux", Architecture.X64, "alpine.3.18-x64", "musl", "glibc")]
    [InlineData("Darwin 24", Architecture.Arm64, null, "Darwin", "Linux")]
    public void An_unsupported_process_is_refused_with_the_reason(string system, Architecture architecture, string? rid, string message, string hint)
    {
        ManagedIdentityException failure = Refused(new(system, architecture, rid), exists: true);
        Assert.Equal("PlatformNotSupported", failure.Code);
        Assert.Equal(FailureStatus.LibraryUnusable, failure.Status);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains(hint, failure.Hint!, StringComparison.Ordinal);
    }

    private static ManagedIdentityException Refused(Platform platform, bool exists) =>
        Assert.Throws<ManagedIdentityException>(() => LibraryFile.Locate(Shim(platform.System), platform, _ => exists));

    // Follows the path rules of the system that runs the test.
    private static string Shim(string system) => system == "win" ? @"C:\module/ManagedIdentity.dll" : "/module/ManagedIdentity.dll";

    private static string Folder(string system) => Path.GetDirectoryName(Shim(system))!;
}
