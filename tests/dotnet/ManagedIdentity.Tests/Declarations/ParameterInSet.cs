namespace ManagedIdentity.Tests.Declarations;

/// <summary>The properties of a parameter in one parameter set.</summary>
internal sealed record ParameterInSet(bool Mandatory, string Position, string Pipeline);
