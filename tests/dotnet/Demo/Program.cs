using System;
using System.IO;
using System.Runtime.InteropServices;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Demo;

/// <summary>
/// The main job through the shim's library, without PowerShell: signs in, and prints the principal id of this machine, by its
/// own token and by its name. The last line is the id alone.
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

    // A program carries the library beside itself; this one is told which build of it to carry.
    private static void PlaceLibrary()
    {
        if (Environment.GetEnvironmentVariable("AZMI_TEST_LIBRARY") is { Length: > 0 } library)
        {
            string file = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "azmi.dll" : "azmi.so";
            File.Copy(library, Path.Combine(AppContext.BaseDirectory, file), overwrite: true);
        }
    }
}
