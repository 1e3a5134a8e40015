using System.Text.RegularExpressions;

namespace ManagedIdentity.Tests.Declarations;

/// <summary>The parameters of a help page.</summary>
internal sealed partial class HelpPage
{
    private readonly string _text;

    internal HelpPage(string path)
    {
        _text = File.ReadAllText(path);
    }

    /// <summary>The parameters in the order of the page, each with its properties.</summary>
    internal Dictionary<string, Dictionary<string, string>> Parameters => Section().Matches(_text).ToDictionary(
        match => match.Groups["name"].Value,
        match => match.Groups["facts"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':', 2))
            .ToDictionary(parts => parts[0], parts => parts[1].Trim()));

    /// <summary>The names of the parameter sets; empty if there's only one.</summary>
    internal IEnumerable<string> Sets => Set().Matches(_text.Split("## DESCRIPTION")[0]).Select(match => match.Groups["name"].Value);

    /// <summary>The output types.</summary>
    internal IEnumerable<string> Outputs => OutputName().Matches(_text.Split("## OUTPUTS")[1].Split("## NOTES")[0])
        .Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"^### -(?<name>\w+)\n.*?```yaml\n(?<facts>.*?)```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^### (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Set();

    [GeneratedRegex(@"^### (?<name>[\w.\[\]]+)", RegexOptions.Multiline)]
    private static partial Regex OutputName();
}
