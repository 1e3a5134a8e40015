using ManagedIdentity.Tests.Support;

namespace ManagedIdentity.Tests.Interop;

/// <summary>The parts of the library that the shim doesn't use, one name per line. Other parts must be in the shim.</summary>
internal static class Unused
{
    internal static IEnumerable<string> Names(string prefix) =>
        File.ReadAllLines(Path.Combine(Built.Root, "tests/abi/not_in_shim.txt"))
            .Where(line => line.StartsWith(prefix, StringComparison.Ordinal));
}
