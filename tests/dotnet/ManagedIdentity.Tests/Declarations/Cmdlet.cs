namespace ManagedIdentity.Tests.Declarations;

/// <summary>How a cmdlet is declared.</summary>
internal sealed record Cmdlet(
    string Class,
    string DefaultSet,
    bool ShouldProcess,
    string[] Output,
    SortedDictionary<string, Parameter> Parameters);
