namespace ManagedIdentity.Tests.Declarations;

/// <summary>What it is in one parameter set.</summary>
internal sealed record ParameterInSet(bool Mandatory, string Position, string Pipeline);
