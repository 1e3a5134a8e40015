namespace ManagedIdentity.Tests.Support;

/// <summary>A machine with all permissions, a fleet of three pages in two subscriptions, and a key vault.</summary>
public sealed class OwnerEmulator : Emulator
{
    public const string First = "22222222-2222-4222-8222-222222222222";
    public const string Second = "22222222-2222-4222-8222-222222222223";

    /// <summary>The number of machines in the fleet and besides.</summary>
    public const int Machines = 2_506;

    protected override string? Scenario => """
        {
          "subscriptions": [
            { "subscriptionId": "22222222-2222-4222-8222-222222222222" },
            { "subscriptionId": "22222222-2222-4222-8222-222222222223" }
          ],
          "userAssignedIdentities": [{ "name": "uai1", "resourceGroup": "rg1" }, { "name": "uai2", "resourceGroup": "rg1" }],
          "virtualMachines": [
            { "name": "vm1", "resourceGroup": "rg1", "identity": { "systemAssigned": true, "userAssigned": ["uai1", "uai2"] } },
            { "name": "double", "resourceGroup": "rg1" },
            { "name": "double", "resourceGroup": "rg2" },
            { "name": "twin", "resourceGroup": "rg1" },
            { "name": "twin", "resourceGroup": "rg1", "subscriptionId": "22222222-2222-4222-8222-222222222223" }
          ],
          "virtualMachineScaleSets": [
            { "name": "uniform", "resourceGroup": "rg1", "instances": ["0", "1"], "identity": { "systemAssigned": true } }
          ],
          "resources": [
            { "type": "Microsoft.HybridCompute/machines", "name": "arc1", "resourceGroup": "rg2", "identity": { "systemAssigned": true } }
          ],
          "thisVm": "vm1",
          "roleAssignments": [
            { "principal": "vm1", "role": "Owner" },
            { "principal": "vm1", "role": "Owner", "scope": "/subscriptions/22222222-2222-4222-8222-222222222223" },
            { "principal": "vm1", "role": "Key Vault Secrets User" }
          ],
          "arm": { "fleet": { "count": 2500 }, "vaults": { "vault1": { "greeting": "hello" } }, "graphQuota": 1000000 }
        }
        """;

    /// <summary>The address of a key vault.</summary>
    public string Vault(string name) => $"https://{name}.vault.localhost:{new Uri(Facts.GetProperty("arm").GetString()!).Port}";
}
