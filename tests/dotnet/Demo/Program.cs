using System;
using System.IO;
using System.Runtime.InteropServices;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Demo;

/// <summary>
/// Uses the shim without PowerShell: signs in, and prints the principal id of this machine, found by its own token and by its
/// name. The last line is only the id.
/// </summary>
internal static class Program
{
    private const int TimeoutSec = 60;

    private static int Main()
    {
        try
        {
            PlaceLibrary();
            Run();
            return 0;
        }
        catch (ManagedIdentityException failure)
        {
            Console.Error.WriteLine($"{failure.Code}: {failure.Message}");
            Console.Error.WriteLine(failure.Hint);
            return 1;
        }
    }

    private static void Run()
    {
        using Client client = Client.Create(new ClientSettings(), EnvironmentVariables.OfProcess());
        CallSettings call = new() { TimeoutSec = TimeoutSec, OnEvent = told => Console.Error.WriteLine(told.Message) };
        ManagedIdentityConnection connection = client.Connect(call);
        Console.WriteLine($"signed in: {connection}");

        string own = client.GetVmPrincipal(new VmQuery(), call).PrincipalId;
        Console.WriteLine($"this machine: {own}");
        string named = client.GetVmPrincipal(
            new VmQuery { Name = connection.VmName, ResourceGroupName = connection.ResourceGroupName },
            call).PrincipalId;
        Console.WriteLine($"by name, {connection.VmName}: {named}");
        Console.WriteLine(own);
    }

    // A program has the library beside itself. A variable selects the build to copy.
    private static void PlaceLibrary()
    {
        if (Environment.GetEnvironmentVariable("AZMI_TEST_LIBRARY") is { Length: > 0 } library)
        {
            string file = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "azmi.dll" : "azmi.so";
            File.Copy(library, Path.Combine(AppContext.BaseDirectory, file), overwrite: true);
        }
    }
}
