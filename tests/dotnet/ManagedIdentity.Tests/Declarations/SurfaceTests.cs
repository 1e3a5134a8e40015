using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using ManagedIdentity.Commands;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Declarations;

/// <summary>The declarations of the cmdlets, their table (surface.json), the manifest and the help agree.</summary>
public sealed class SurfaceTests
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private static readonly string s_table = Path.Combine(Built.Root, "tests/dotnet/ManagedIdentity.Tests/Declarations/surface.json");
    private static readonly string s_manifest = File.ReadAllText(Path.Combine(Built.Root, "powershell/module/ManagedIdentity.psd1"));
    private static readonly SortedDictionary<string, Cmdlet> s_declared = ReadAssembly();

    public static TheoryData<string> Names => [.. s_declared.Keys];

    [Fact]
    public void Declarations_match_the_table() => Assert.Equal(
        Text(JsonSerializer.Deserialize<SortedDictionary<string, Cmdlet>>(File.ReadAllText(s_table), s_json)!),
        Text(s_declared));

    [Fact]
    public void The_manifest_exports_exactly_the_declared_cmdlets()
    {
        string list = Regex.Match(s_manifest, @"CmdletsToExport\s*=\s*@\((?<list>[^)]*)\)").Groups["list"].Value;
        Assert.Equal(s_declared.Keys, Regex.Matches(list, "'(?<name>[^']+)'").Select(match => match.Groups["name"].Value).Order());
    }

    [Fact]
    public void Each_cmdlet_has_a_help_page_and_no_page_is_left_over()
    {
        IEnumerable<string> pages = Directory.GetFiles(Path.Combine(Built.Root, "powershell/docs"), "*-*.md").Select(Path.GetFileNameWithoutExtension)!;
        Assert.Equal(s_declared.Keys, pages.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_help_matches_the_declaration(string name)
    {
        Cmdlet cmdlet = s_declared[name];
        HelpPage page = new(Path.Combine(Built.Root, "powershell/docs", name + ".md"));
        string[] engines = cmdlet.ShouldProcess ? ["Confirm", "WhatIf"] : [];
        Assert.Equal(cmdlet.Parameters.Keys.Concat(engines).Order(StringComparer.Ordinal), page.Parameters.Keys.Order(StringComparer.Ordinal));
        string[] sets = Sets(cmdlet);
        Assert.Equal(sets is ["(All)"] ? [] : sets.Order(), page.Sets.Order());
        foreach ((string parameter, Dictionary<string, string> facts) in page.Parameters.Where(each => !engines.Contains(each.Key)))
        {
            Parameter declared = cmdlet.Parameters[parameter];
            ParameterInSet first = declared.Sets.Values.First();
            Assert.Equal(declared.Type, facts["Type"]);
            Assert.Equal(string.Join(", ", declared.Aliases), facts["Aliases"]);
            Assert.Equal(string.Join(", ", declared.Sets.Keys).Replace("__AllParameterSets", "(All)", StringComparison.Ordinal), facts["Parameter Sets"]);
            Assert.Equal(first.Mandatory.ToString(), facts["Required"]);
            Assert.Equal(first.Position, facts["Position"]);
            Assert.Equal(first.Pipeline.Length == 0 ? "False" : $"True ({first.Pipeline})", facts["Accept pipeline input"]);
        }

        Assert.Equal(
            cmdlet.Output.Select(type => type.Split(' ')[0].Replace("System.Void", "None", StringComparison.Ordinal)).Order(),
            page.Outputs.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cmdlet_follows_the_conventions(string name)
    {
        Cmdlet cmdlet = s_declared[name];
        Assert.Equal(name.Replace("-", string.Empty, StringComparison.Ordinal) + "Command", cmdlet.Class);
        Assert.NotEmpty(cmdlet.Output);
        Assert.InRange(Sets(cmdlet).Length, 1, 4);
        Assert.All(cmdlet.Parameters.Values.SelectMany(parameter => parameter.Aliases), alias => Assert.DoesNotContain(alias, cmdlet.Parameters.Keys));
    }

    [Fact]
    public void The_version_is_the_same_everywhere()
    {
        string cargo = Regex.Match(File.ReadAllText(Path.Combine(Built.Root, "Cargo.toml")), "(?m)^version = \"([^\"]+)\"").Groups[1].Value;
        Assert.Matches(@"^\d+\.\d+\.\d+$", cargo);
        Assert.Contains($"ModuleVersion          = '{cargo}'", s_manifest, StringComparison.Ordinal);
        Assembly shim = typeof(ManagedIdentityCommand).Assembly;
        Assert.Equal(cargo + ".0", shim.GetName().Version!.ToString());
        Assert.Equal(cargo, shim.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
    }

    [Fact]
    public void The_shim_references_no_assembly_that_could_clash() => Assert.Equal(
        ["System.Management.Automation", "netstandard"],
        typeof(ManagedIdentityCommand).Assembly.GetReferencedAssemblies().Select(name => name.Name!).Order());

    private static string Text(SortedDictionary<string, Cmdlet> cmdlets) => JsonSerializer.Serialize(cmdlets, s_json);

    private static string[] Sets(Cmdlet cmdlet)
    {
        string[] named = [.. cmdlet.Parameters.Values.SelectMany(parameter => parameter.Sets.Keys).Append(cmdlet.DefaultSet).Distinct()
            .Where(set => set is not ("__AllParameterSets" or ""))];
        return named.Length == 0 ? ["(All)"] : named;
    }

    private static SortedDictionary<string, Cmdlet> ReadAssembly()
    {
        using CmdletReader reader = new(typeof(ManagedIdentityCommand).Assembly.Location);
        return reader.Read();
    }
}
