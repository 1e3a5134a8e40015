namespace ManagedIdentity.Tests.Declarations;

/// <summary>The declaration of a cmdlet.</summary>
internal sealed record Cmdlet(
    string Class,
    string DefaultSet,
    bool ShouldProcess,
    string[] Output,
    SortedDictionary<string, Parameter> Parameters);
