namespace ManagedIdentity.Tests.Declarations;

/// <summary>The declaration of a parameter.</summary>
internal sealed record Parameter(string Type, string[] Aliases, SortedDictionary<string, ParameterInSet> Sets);
