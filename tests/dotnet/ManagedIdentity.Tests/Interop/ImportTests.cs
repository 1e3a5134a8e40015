using System.Reflection;
using System.Runtime.InteropServices;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Native;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Interop;

public sealed class ImportTests
{
    private static readonly DllImportAttribute[] s_imports =
    [
        .. typeof(NativeMethods).GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<DllImportAttribute>())
            .OfType<DllImportAttribute>(),
    ];

    [Fact]
    public void The_imports_are_the_library_functions_except_those_for_other_languages()
    {
        IEnumerable<string> imported = s_imports.Select(import => import.EntryPoint!);
        Assert.Equal(Contract.Functions.Order(), imported.Concat(Unused.Names("azmi_")).Order());
    }

    [Fact]
    public void Every_import_uses_the_library_name_without_prefix_or_extension() => Assert.All(s_imports, import =>
    {
        Assert.Equal("azmi", import.Value);
        Assert.Equal(CallingConvention.Cdecl, import.CallingConvention);
        Assert.True(import.ExactSpelling);
    });

    [Theory]
    [InlineData("STATUS", typeof(FailureStatus))]
    [InlineData("SOURCE", typeof(IdentitySource))]
    [InlineData("IDENTITY", typeof(IdentityType))]
    [InlineData("EVENT", typeof(CallEventKind))]
    [InlineData("CHECK", typeof(CheckStatus))]
    public void Enum_values_match_the_library(string family, Type numbers)
    {
        string prefix = $"AZMI_{family}_";
        Dictionary<string, int> expected = Contract.Numbers
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..].Replace("_", string.Empty, StringComparison.Ordinal), pair => pair.Value);
        Assert.NotEmpty(expected);
        Dictionary<string, int> own = Enum.GetValues(numbers).Cast<object>()
            .Where(value => (int)value >= 0)
            .ToDictionary(value => value.ToString()!.ToUpperInvariant().Replace("NONE", "OK", StringComparison.Ordinal), value => (int)value);
        Assert.Equal(expected.OrderBy(pair => pair.Value), own.OrderBy(pair => pair.Value));
    }

    [Fact]
    public void The_ABI_version_matches_the_library() => Assert.Equal(
        (Contract.Numbers["AZMI_ABI_VERSION_MAJOR"], Contract.Numbers["AZMI_ABI_VERSION_MINOR"]),
        ((int)NativeMethods.AbiMajor, (int)NativeMethods.AbiMinor));
}
