using Xunit;

namespace ManagedIdentity.Tests.Support;

/// <summary>Tests that measure time, and so run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
#pragma warning disable CA1711 // What xunit calls it.
public sealed class Timing
#pragma warning restore CA1711
{
    public const string Name = "timing";
}
