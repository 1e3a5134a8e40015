using Xunit;

namespace ManagedIdentity.Tests.Support;

/// <summary>Tests that measure time, and therefore run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
#pragma warning disable CA1711 // xunit's term.
public sealed class Timing
#pragma warning restore CA1711
{
    public const string Name = "timing";
}
