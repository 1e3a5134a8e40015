namespace ManagedIdentity.Models;

/// <summary>The outcome of a check. The numbers are those of the native library.</summary>
#pragma warning disable CA1008 // There is no check without an outcome, and the library has no such number.
public enum CheckStatus
#pragma warning restore CA1008
{
    /// <summary>All is well.</summary>
    Pass = 1,

    /// <summary>It works, and something deserves a look.</summary>
    Warning = 2,

    /// <summary>It does not work.</summary>
    Fail = 3,

    /// <summary>It does not apply, or can't be told before an earlier check passes.</summary>
    Skipped = 4,
}
