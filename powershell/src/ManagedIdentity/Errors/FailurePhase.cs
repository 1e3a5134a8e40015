namespace ManagedIdentity.Errors;

/// <summary>When a failure was met.</summary>
internal enum FailurePhase
{
    /// <summary>Before any item: a wrong argument is wrong for all of them.</summary>
    Begin,

    /// <summary>With one item of possibly many.</summary>
    Item,
}
