using ManagedIdentity.Commands;
using Xunit;

namespace ManagedIdentity.Tests.Declarations;

/// <summary>
/// Every type and member that the shim names in netstandard exists in .NET Framework 4.7.2, for Windows PowerShell 5.1: netstandard
/// only forwards, and what it forwards nowhere fails when it is first called.
/// </summary>
public sealed class FrameworkTests
{
    // Debian's mono-devel brings the reference assemblies; on Windows, the targeting pack does.
    private static readonly string[] s_folders =
    [
        "/usr/lib/mono/4.7.2-api",
        @"C:\Program Files (x86)\Reference Assemblies\Microsoft\Framework\.NETFramework\v4.7.2",
    ];

    private static readonly string? s_folder = s_folders.FirstOrDefault(Directory.Exists);

    [ReferencedFact]
    public void Every_type_and_member_is_there()
    {
        FrameworkReferences framework = new(s_folder!);
        IReadOnlyList<string> missing = framework.Missing(typeof(ManagedIdentityCommand).Assembly.Location);
        Assert.Empty(missing);
    }

    [ReferencedFact]
    public void What_is_newer_is_found()
    {
        // This very assembly is built for .NET 10, and names what .NET Framework never had.
        FrameworkReferences framework = new(s_folder!);
        Assert.NotEmpty(framework.Missing(typeof(FrameworkTests).Assembly.Location, everyReference: true));
    }

    private sealed class ReferencedFactAttribute : FactAttribute
    {
        public ReferencedFactAttribute()
        {
            if (s_folder is null)
            {
                Skip = "the reference assemblies of .NET Framework 4.7.2 are not here (Debian: mono-devel)";
            }
        }
    }
}
