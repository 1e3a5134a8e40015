using ManagedIdentity.Errors;
using ManagedIdentity.Native;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Interop;

public sealed class HandshakeTests
{
    [Theory]
    [InlineData(0, 9)]
    [InlineData(2, 0)]
    public void A_different_ABI_version_is_refused(uint major, uint minor)
    {
        ManagedIdentityException? refusal = Handshake.VersionRefusal("/a/shim.dll", "/a/azmi.so", (major << 16) | minor);
        Assert.Equal("NativeLibraryMismatch", refusal?.Code);
        Assert.Contains("/a/shim.dll", refusal!.Message, StringComparison.Ordinal);
        Assert.Contains($"/a/azmi.so speaks version {major}.{minor}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_minor_version_is_accepted() =>
        Assert.Null(Handshake.VersionRefusal("/a/shim.dll", "/a/azmi.so", (NativeMethods.AbiMajor << 16) | (NativeMethods.AbiMinor + 1)));

    [Fact]
    public void A_different_file_is_refused_with_both_paths()
    {
        ManagedIdentityException? refusal = Handshake.PathRefusal("/usr/lib/libazmi.so", "/module/linux-x64/azmi.so", windows: false);
        Assert.Equal("NativeLibraryForeign", refusal?.Code);
        Assert.Contains("/usr/lib/libazmi.so", refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("/module/linux-x64/azmi.so", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/Module/azmi.dll", "/module/AZMI.dll", true)]
    [InlineData(@"\\?\/module/azmi.dll", "/module/azmi.dll", true)]
    [InlineData("/module/azmi.so", "/module/./azmi.so", false)]
    public void A_different_spelling_of_the_path_is_accepted(string loaded, string expected, bool windows) =>
        Assert.Null(Handshake.PathRefusal(loaded, expected, windows));

    [Fact]
    public void Paths_are_case_sensitive_on_Linux() =>
        Assert.NotNull(Handshake.PathRefusal("/Module/azmi.so", "/module/azmi.so", windows: false));

    [Fact]
    public void The_loaded_library_is_the_one_beside_the_shim()
    {
        _ = Built.Library;
        string folder = Path.GetDirectoryName(typeof(Handshake).Assembly.Location)!;
        Assert.Equal(folder, Path.GetDirectoryName(LibraryLoader.EnsureLoaded()));
    }

    [Fact]
    public void A_file_that_is_not_a_library_is_an_error_with_its_path()
    {
        string path = Path.GetTempFileName();
        try
        {
            ManagedIdentityException failure = Assert.Throws<ManagedIdentityException>(() => ResolverBinding.TryBind(path));
            Assert.Equal("NativeLibraryNotLoaded", failure.Code);
            Assert.Contains(path, failure.Message, StringComparison.Ordinal);
            Assert.NotNull(failure.InnerException);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
