using System.Text.Json;

namespace ManagedIdentity.Tests.Support;

/// <summary>The compiled interface of the library for other languages: tests/abi/contract.json.</summary>
internal static class Contract
{
    private static readonly JsonElement s_contract =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Built.Root, "tests/abi/contract.json"))).RootElement;

    /// <summary>The names of the functions.</summary>
    internal static IEnumerable<string> Functions => Names("functions");

    /// <summary>The header's constants by name.</summary>
    internal static Dictionary<string, int> Numbers => Pairs("numbers");

    /// <summary>The layout of each struct.</summary>
    internal static JsonElement Structs => s_contract.GetProperty("structs");

    /// <summary>The ids of errors, each with its status.</summary>
    internal static Dictionary<string, int> Errors => Pairs("errors");

    /// <summary>The variables that the library reads, in capitals.</summary>
    internal static IEnumerable<string> Variables => Names("variables");

    private static IEnumerable<string> Names(string part) => s_contract.GetProperty(part).EnumerateArray().Select(name => name.GetString()!);

    private static Dictionary<string, int> Pairs(string part) =>
        s_contract.GetProperty(part).EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetInt32());
}
