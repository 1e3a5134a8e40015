using System;
using System.Runtime.InteropServices;

// The library is beside this assembly: see LibraryLoader.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]

namespace ManagedIdentity.Native;

/// <summary>The functions of the library, as <c>include/azmi.h</c> declares and documents them.</summary>
/// <remarks>
/// The parameters are only numbers and addresses. For handles and references, which need conversion or pinning, the runtime
/// compiles a stub for each function in each process, which takes longer than most of the calls.
/// </remarks>
internal static unsafe partial class NativeMethods
{
    /// <summary>Major ABI version that this assembly is written for.</summary>
    internal const uint AbiMajor = 1;

    /// <summary>Minor ABI version: the library can be newer, but not older.</summary>
    internal const uint AbiMinor = 2;

    /// <summary>Without "lib" and extension: the runtimes add them.</summary>
    internal const string Library = "azmi";

    [DllImport(Library, EntryPoint = "azmi_abi_version", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern uint AbiVersion();

    [DllImport(Library, EntryPoint = "azmi_library_path", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int LibraryPath(AzmiStr* path, IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_error_view", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int ErrorView(IntPtr error, AzmiErrorView* view);

    [DllImport(Library, EntryPoint = "azmi_error_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void ErrorFree(IntPtr error);

    [DllImport(Library, EntryPoint = "azmi_cancel_new", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int CancelNew(IntPtr* cancel, IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_cancel_trigger", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void CancelTrigger(IntPtr cancel);

    [DllImport(Library, EntryPoint = "azmi_cancel_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void CancelFree(IntPtr cancel);

    [DllImport(Library, EntryPoint = "azmi_client_new", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int ClientNew(AzmiClientOptions* options, IntPtr* client, IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_client_connect", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int ClientConnect(
        IntPtr client,
        AzmiCallOptions* call,
        IntPtr* connection,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_client_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void ClientFree(IntPtr client);

    [DllImport(Library, EntryPoint = "azmi_connection_view", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int ConnectionView(IntPtr connection, AzmiConnectionView* view, IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_connection_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void ConnectionFree(IntPtr connection);

    [DllImport(Library, EntryPoint = "azmi_token_get", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int TokenGet(
        IntPtr client,
        AzmiTokenOptions* options,
        AzmiCallOptions* call,
        IntPtr* token,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_token_view", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int TokenView(IntPtr token, AzmiTokenView* view, IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_token_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void TokenFree(IntPtr token);

    [DllImport(Library, EntryPoint = "azmi_vm_principal_get", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int VmPrincipalGet(
        IntPtr client,
        AzmiVmQuery* query,
        AzmiCallOptions* call,
        IntPtr* principal,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_vm_principal_view", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int VmPrincipalView(
        IntPtr principal,
        AzmiVmPrincipalView* view,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_vm_principal_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void VmPrincipalFree(IntPtr principal);

    [DllImport(Library, EntryPoint = "azmi_audience_len", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern nuint AudienceLen();

    [DllImport(Library, EntryPoint = "azmi_audience_get", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int AudienceGet(
        nuint index,
        byte* environment,
        nuint environmentLen,
        AzmiAudienceView* view,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_doctor_run", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int DoctorRun(
        AzmiClientOptions* options,
        byte* resource,
        nuint resourceLen,
        AzmiCallOptions* call,
        IntPtr* report,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_doctor_report_len", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern nuint DoctorReportLen(IntPtr report);

    [DllImport(Library, EntryPoint = "azmi_doctor_report_get", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int DoctorReportGet(
        IntPtr report,
        nuint index,
        AzmiCheckView* view,
        IntPtr* error);

    [DllImport(Library, EntryPoint = "azmi_doctor_report_is_healthy", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern byte DoctorReportIsHealthy(IntPtr report);

    [DllImport(Library, EntryPoint = "azmi_doctor_report_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void DoctorReportFree(IntPtr report);
}
