using System;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Copies machines with their identities into models.</summary>
internal static class MachineViews
{
    /// <summary>Copies all machines of a handle.</summary>
    /// <param name="handle">One machine, or a page of a fleet.</param>
    /// <returns>The machines, in the order of the handle.</returns>
    internal static unsafe VmIdentity[] Read(IntPtr handle)
    {
        VmIdentity[] machines = new VmIdentity[(int)NativeMethods.VmIdentitiesLen(handle)];
        for (int i = 0; i < machines.Length; i++)
        {
            AzmiVmIdentityView view = new() { Size = (uint)sizeof(AzmiVmIdentityView) };
            IntPtr error;
            Failure.ThrowIfFailed(NativeMethods.VmIdentitiesGet(handle, (nuint)i, &view, &error), error);
            machines[i] = new(
                StrictUtf8.DecodeRequired(view.Name),
                StrictUtf8.DecodeRequired(view.ResourceId),
                UserAssigned(handle, i, (int)view.UserAssignedLen))
            {
                ResourceGroupName = StrictUtf8.Decode(view.ResourceGroup),
                SubscriptionId = StrictUtf8.Decode(view.SubscriptionId),
                IdentityType = StrictUtf8.Decode(view.IdentityType),
                PrincipalId = StrictUtf8.Decode(view.PrincipalId),
                TenantId = StrictUtf8.Decode(view.TenantId),
            };
        }

        return machines;
    }

    private static unsafe VmUserAssignedIdentityList UserAssigned(IntPtr handle, int machine, int count)
    {
        VmUserAssignedIdentity[] identities = count == 0 ? [] : new VmUserAssignedIdentity[count];
        for (int i = 0; i < count; i++)
        {
            AzmiUserAssignedView view = new() { Size = (uint)sizeof(AzmiUserAssignedView) };
            IntPtr error;
            Failure.ThrowIfFailed(NativeMethods.VmIdentitiesUserAssigned(handle, (nuint)machine, (nuint)i, &view, &error), error);
            identities[i] = new(StrictUtf8.DecodeRequired(view.Name), StrictUtf8.DecodeRequired(view.ResourceId))
            {
                PrincipalId = StrictUtf8.Decode(view.PrincipalId),
                ClientId = StrictUtf8.Decode(view.ClientId),
            };
        }

        return new(identities);
    }
}
