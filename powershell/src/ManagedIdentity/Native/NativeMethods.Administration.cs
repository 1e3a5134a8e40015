using System;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <content>Functions for administrators: identities of machines and fleets, and REST requests.</content>
internal static unsafe partial class NativeMethods
{
    [DllImport(Library, EntryPoint = "azmi_vm_identity_get", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int VmIdentityGet(
        IntPtr client,
        AzmiVmQuery* query,
        AzmiCallOptions* call,
        IntPtr* machines,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_vm_identities_len", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern nuint VmIdentitiesLen(IntPtr machines);

    [DllImport(Library, EntryPoint = "azmi_vm_identities_get", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int VmIdentitiesGet(
        IntPtr machines,
        nuint index,
        AzmiVmIdentityView* view,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_vm_identities_user_assigned", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int VmIdentitiesUserAssigned(
        IntPtr machines,
        nuint index,
        nuint which,
        AzmiUserAssignedView* view,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_vm_identities_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void VmIdentitiesFree(IntPtr machines);

    [DllImport(Library, EntryPoint = "azmi_fleet_open", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int FleetOpen(
        IntPtr client,
        AzmiFleetQuery* query,
        IntPtr* fleet,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_fleet_next", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int FleetNext(
        IntPtr fleet,
        AzmiCallOptions* call,
        IntPtr* machines,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_fleet_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void FleetFree(IntPtr fleet);

    [DllImport(Library, EntryPoint = "azmi_rest_send", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int RestSend(
        IntPtr client,
        AzmiRestRequest* request,
        AzmiCallOptions* call,
        IntPtr* answer,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_rest_next", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int RestNext(
        IntPtr answer,
        AzmiCallOptions* call,
        IntPtr* next,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_rest_view", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int RestView(IntPtr answer, AzmiRestView* view, IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_rest_item", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int RestItem(IntPtr answer, nuint index, AzmiStr* item, IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_rest_header", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int RestHeader(
        IntPtr answer,
        nuint index,
        AzmiHeader* header,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_rest_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void RestFree(IntPtr answer);
}
