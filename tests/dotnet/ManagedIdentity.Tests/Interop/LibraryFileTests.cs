using System.Runtime.InteropServices;
using ManagedIdentity.Errors;
using ManagedIdentity.Native;
using Xunit;

namespace ManagedIdentity.Tests.Interop;

public sealed class LibraryFileTests
{
    private static readonly string s_folder = Path.Combine(Path.GetTempPath(), "module");

    [Theory]
    [InlineData("win", Architecture.X64, "win-x64", "azmi.dll")]
    [InlineData("win", Architecture.Arm64, "win-arm64", "azmi.dll")]
    [InlineData("linux", Architecture.X64, "linux-x64", "azmi.so")]
    [InlineData("linux", Architecture.Arm64, "linux-arm64", "azmi.so")]
    public void The_packed_library_comes_first(string system, Architecture architecture, string rid, string file) =>
        Assert.Equal(Path.Combine(s_folder, rid, file), LibraryFile.Locate(s_folder, new(system, architecture, null), _ => true));

    [Fact]
    public void Without_it_the_one_beside_the_assembly_counts()
    {
        string beside = Path.Combine(s_folder, "azmi.so");
        Assert.Equal(beside, LibraryFile.Locate(s_folder, new("linux", Architecture.X64, "linux-x64"), path => path == beside));
    }

    [Fact]
    public void Without_any_the_error_names_the_path()
    {
        ManagedIdentityException failure = Refused(new("win", Architecture.X64, null), exists: false);
        Assert.Equal("NativeLibraryMissing", failure.Code);
        Assert.Contains(Path.Combine(s_folder, "win-x64", "azmi.dll"), failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Hint);
    }

    [Theory]
    [InlineData("win", Architecture.X86, null, "X86", "(x86)")]
    [InlineData("linux", Architecture.Arm, null, "Arm", "x64")]
    [InlineData("linux", Architecture.X64, "linux-musl-x64", "musl", "glibc")]
    [InlineData("linux", Architecture.X64, "alpine.3.18-x64", "musl", "glibc")]
    [InlineData("Darwin 24", Architecture.Arm64, null, "Darwin", "Linux")]
    public void An_unsupported_process_is_told_why(string system, Architecture architecture, string? rid, string message, string hint)
    {
        ManagedIdentityException failure = Refused(new(system, architecture, rid), exists: true);
        Assert.Equal("PlatformNotSupported", failure.Code);
        Assert.Equal(FailureStatus.LibraryUnusable, failure.Status);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains(hint, failure.Hint!, StringComparison.Ordinal);
    }

    private static ManagedIdentityException Refused(Platform platform, bool exists) =>
        Assert.Throws<ManagedIdentityException>(() => LibraryFile.Locate(s_folder, platform, _ => exists));
}
