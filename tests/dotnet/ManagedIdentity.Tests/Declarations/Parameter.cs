namespace ManagedIdentity.Tests.Declarations;

/// <summary>How a parameter is declared.</summary>
internal sealed record Parameter(string Type, string[] Aliases, SortedDictionary<string, ParameterInSet> Sets);
