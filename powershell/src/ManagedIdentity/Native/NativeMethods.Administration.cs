using System;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <content>What administrators do: identities of machines and fleets, and any request.</content>
internal static unsafe partial class NativeMethods
{
    [DllImport(Library, EntryPoint = "azmi_vm_identity_get", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int VmIdentityGet(
        ClientHandle client,
        in AzmiVmQuery query,
        in AzmiCallOptions call,
        out VmIdentitiesHandle machines,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_vm_identities_len", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern nuint VmIdentitiesLen(VmIdentitiesHandle machines);

    [DllImport(Library, EntryPoint = "azmi_vm_identities_get", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int VmIdentitiesGet(
        VmIdentitiesHandle machines,
        nuint index,
        ref AzmiVmIdentityView view,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_vm_identities_user_assigned", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int VmIdentitiesUserAssigned(
        VmIdentitiesHandle machines,
        nuint index,
        nuint which,
        ref AzmiUserAssignedView view,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_vm_identities_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void VmIdentitiesFree(IntPtr machines);

    [DllImport(Library, EntryPoint = "azmi_fleet_open", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int FleetOpen(
        ClientHandle client,
        in AzmiFleetQuery query,
        out FleetHandle fleet,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_fleet_next", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int FleetNext(
        FleetHandle fleet,
        in AzmiCallOptions call,
        out VmIdentitiesHandle machines,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_fleet_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void FleetFree(IntPtr fleet);

    [DllImport(Library, EntryPoint = "azmi_rest_send", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int RestSend(
        ClientHandle client,
        in AzmiRestRequest request,
        in AzmiCallOptions call,
        out RestAnswerHandle answer,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_rest_next", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int RestNext(
        RestAnswerHandle answer,
        in AzmiCallOptions call,
        out RestAnswerHandle next,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_rest_view", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int RestView(RestAnswerHandle answer, ref AzmiRestView view, out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_rest_item", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int RestItem(RestAnswerHandle answer, nuint index, out AzmiStr item, out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_rest_header", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int RestHeader(
        RestAnswerHandle answer,
        nuint index,
        out AzmiHeader header,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_rest_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void RestFree(IntPtr answer);
}
