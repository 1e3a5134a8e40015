using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Native;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Interop;

public sealed partial class ImportTests
{
    private static readonly DllImportAttribute[] s_imports =
    [
        .. typeof(NativeMethods).GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<DllImportAttribute>())
            .OfType<DllImportAttribute>(),
    ];

    private static readonly string s_header = File.ReadAllText(Path.Combine(Built.Root, "include/azmi.h"));

    [Fact]
    public void The_imports_are_the_library_s_symbols_but_those_for_other_languages()
    {
        string[] symbols = File.ReadAllLines(Path.Combine(Built.Root, "tests/abi/symbols.txt"));
        IEnumerable<string> imported = s_imports.Select(import => import.EntryPoint!);
        Assert.Equal(symbols.Where(line => line.Length > 0).Order(), imported.Concat(Unused.Names("azmi_")).Order());
    }

    [Fact]
    public void Every_import_names_the_library_without_prefix_or_extension() => Assert.All(s_imports, import =>
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
    public void The_numbers_are_the_header_s(string family, Type numbers)
    {
        Dictionary<string, int> header = Constants().Matches(s_header)
            .Where(match => match.Groups["family"].Value == family)
            .ToDictionary(match => match.Groups["name"].Value.Replace("_", string.Empty, StringComparison.Ordinal), Number);
        Assert.NotEmpty(header);
        Dictionary<string, int> own = Enum.GetValues(numbers).Cast<object>()
            .Where(value => (int)value >= 0)
            .ToDictionary(value => value.ToString()!.ToUpperInvariant().Replace("NONE", "OK", StringComparison.Ordinal), value => (int)value);
        Assert.Equal(header.OrderBy(pair => pair.Value), own.OrderBy(pair => pair.Value));
    }

    [Fact]
    public void The_version_of_the_interface_is_the_header_s()
    {
        Match Version(string half) => Regex.Match(s_header, $@"AZMI_ABI_VERSION_{half}\s+(\d+)");
        Assert.Equal($"{NativeMethods.AbiMajor}.{NativeMethods.AbiMinor}", $"{Version("MAJOR").Groups[1].Value}.{Version("MINOR").Groups[1].Value}");
    }

    private static int Number(Match match) => int.Parse(match.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"#define AZMI_(?<family>STATUS|SOURCE|IDENTITY|EVENT|CHECK)_(?<name>[A-Z_]+)\s+(?<number>\d+)")]
    private static partial Regex Constants();
}
