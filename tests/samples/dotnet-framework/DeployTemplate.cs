using System;
using System.Text;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

/// <summary>Deploys a template with the machine's identity and follows it to its end. Needs the role Contributor.</summary>
internal static class DeployTemplate
{
    private const string Body = @"{
      ""properties"": {
        ""mode"": ""Incremental"",
        ""template"": {
          ""$schema"": ""https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"",
          ""contentVersion"": ""1.0.0.0"",
          ""resources"": [{
            ""type"": ""Microsoft.Compute/disks"",
            ""apiVersion"": ""2023-10-02"",
            ""name"": ""framework-disk"",
            ""location"": ""westeurope"",
            ""properties"": { ""diskSizeGB"": 4, ""creationData"": { ""createOption"": ""Empty"" } }
          }]
        }
      }
    }";

    private static int Main(string[] args)
    {
        if (args.Length != 2)
        {
            Console.Error.WriteLine("usage: DeployTemplate.exe SUBSCRIPTION GROUP");
            return 2;
        }

        try
        {
            using (Client client = Client.Create(new ClientSettings(), EnvironmentVariables.OfProcess()))
            {
                string group = "/subscriptions/" + args[0] + "/resourcegroups/" + args[1];
                var call = new CallSettings { OnEvent = told => Console.Error.WriteLine(told.Message) };
                var request = new RestRequest
                {
                    Method = "PUT",
                    Path = group + "/providers/Microsoft.Resources/deployments/framework-sample",
                    ApiVersion = "2021-04-01",
                    BodyText = Body,
                    Wait = true,
                };
                client.Send(request, call).Dispose();
                var disk = new RestRequest { Path = group + "/providers/Microsoft.Compute/disks/framework-disk", ApiVersion = "2023-10-02" };
                using (RestAnswer answer = client.Send(disk, call))
                {
                    Console.WriteLine("made: " + Encoding.UTF8.GetString(answer.Body()));
                }
            }

            return 0;
        }
        catch (ManagedIdentityException failure)
        {
            Console.Error.WriteLine(failure.Message + " [" + failure.Code + "]");
            Console.Error.WriteLine(failure.Hint);
            return 1;
        }
    }
}
