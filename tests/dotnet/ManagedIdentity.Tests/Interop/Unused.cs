using ManagedIdentity.Tests.Support;

namespace ManagedIdentity.Tests.Interop;

/// <summary>What the library has and the shim makes no use of, one name a line: it must be named to be missing.</summary>
internal static class Unused
{
    internal static IEnumerable<string> Names(string prefix) =>
        File.ReadAllLines(Path.Combine(Built.Root, "tests/abi/not_in_shim.txt"))
            .Where(line => line.StartsWith(prefix, StringComparison.Ordinal));
}
