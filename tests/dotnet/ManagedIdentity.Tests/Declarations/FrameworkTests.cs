using ManagedIdentity.Commands;
using Xunit;

namespace ManagedIdentity.Tests.Declarations;

/// <summary>
/// Every type and member that the shim uses from netstandard exists in .NET Framework 4.7.2, for Windows PowerShell 5.1: netstandard
/// only forwards types, and a missing one fails on its first use.
/// </summary>
public sealed class FrameworkTests
{
    // The reference assemblies come from Debian's mono-devel, or from the targeting pack on Windows.
    private static readonly string[] s_folders =
    [
        "/usr/lib/mono/4.7.2-api",
        @"C:\Program Files (x86)\Reference Assemblies\Microsoft\Framework\.NETFramework\v4.7.2",
    ];

    private static readonly string? s_folder = s_folders.FirstOrDefault(Directory.Exists);

    [ReferencedFact]
    public void Every_type_and_member_exists()
    {
        FrameworkReferences framework = new(s_folder!);
        IReadOnlyList<string> missing = framework.Missing(typeof(ManagedIdentityCommand).Assembly.Location);
        Assert.Empty(missing);
    }

    [ReferencedFact]
    public void Newer_members_are_detected()
    {
        // This assembly is built for .NET 10, and uses members that .NET Framework lacks.
        FrameworkReferences framework = new(s_folder!);
        Assert.NotEmpty(framework.Missing(typeof(FrameworkTests).Assembly.Location, everyReference: true));
    }

    private sealed class ReferencedFactAttribute : FactAttribute
    {
        public ReferencedFactAttribute()
        {
            if (s_folder is null)
            {
                Skip = "the reference assemblies of .NET Framework 4.7.2 aren't installed (Debian: mono-devel)";
            }
        }
    }
}
