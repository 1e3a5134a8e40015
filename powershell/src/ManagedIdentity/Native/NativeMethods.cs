using System;
using System.Runtime.InteropServices;

// The library lies beside this assembly and nowhere else: see LibraryLoader.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]

namespace ManagedIdentity.Native;

/// <summary>The functions of the library, as <c>include/azmi.h</c> declares and documents them.</summary>
internal static unsafe partial class NativeMethods
{
    /// <summary>Major half of the ABI this assembly was written for.</summary>
    internal const uint AbiMajor = 1;

    /// <summary>Minor half: the library may be newer, not older.</summary>
    internal const uint AbiMinor = 1;

    /// <summary>Without "lib" and without an extension: the runtimes add what the system wants.</summary>
    internal const string Library = "azmi";

    [DllImport(Library, EntryPoint = "azmi_abi_version", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern uint AbiVersion();

    [DllImport(Library, EntryPoint = "azmi_version_string", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int VersionString(out AzmiStr version);

    [DllImport(Library, EntryPoint = "azmi_library_path", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int LibraryPath(out AzmiStr path, out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_error_view", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int ErrorView(ErrorHandle error, ref AzmiErrorView view);

    [DllImport(Library, EntryPoint = "azmi_error_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void ErrorFree(IntPtr error);

    [DllImport(Library, EntryPoint = "azmi_cancel_new", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int CancelNew(out CancelHandle cancel, out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_cancel_trigger", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void CancelTrigger(CancelHandle cancel);

    [DllImport(Library, EntryPoint = "azmi_cancel_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void CancelFree(IntPtr cancel);

    [DllImport(Library, EntryPoint = "azmi_client_new", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int ClientNew(in AzmiClientOptions options, out ClientHandle client, out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_client_connect", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int ClientConnect(
        ClientHandle client,
        in AzmiCallOptions call,
        out ConnectionHandle connection,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_client_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void ClientFree(IntPtr client);

    [DllImport(Library, EntryPoint = "azmi_connection_view", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int ConnectionView(ConnectionHandle connection, ref AzmiConnectionView view, out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_connection_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void ConnectionFree(IntPtr connection);

    [DllImport(Library, EntryPoint = "azmi_token_get", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int TokenGet(
        ClientHandle client,
        in AzmiTokenOptions options,
        in AzmiCallOptions call,
        out TokenHandle token,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_token_view", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int TokenView(TokenHandle token, ref AzmiTokenView view, out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_token_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void TokenFree(IntPtr token);

    [DllImport(Library, EntryPoint = "azmi_vm_principal_get", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int VmPrincipalGet(
        ClientHandle client,
        in AzmiVmQuery query,
        in AzmiCallOptions call,
        out VmPrincipalHandle principal,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_vm_principal_view", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int VmPrincipalView(
        VmPrincipalHandle principal,
        ref AzmiVmPrincipalView view,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_vm_principal_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void VmPrincipalFree(IntPtr principal);

    [DllImport(Library, EntryPoint = "azmi_audience_len", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern nuint AudienceLen();

    [DllImport(Library, EntryPoint = "azmi_audience_get", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int AudienceGet(
        nuint index,
        byte* environment,
        nuint environmentLen,
        ref AzmiAudienceView view,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_doctor_run", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int DoctorRun(
        in AzmiClientOptions options,
        byte* resource,
        nuint resourceLen,
        in AzmiCallOptions call,
        out DoctorReportHandle report,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_doctor_report_len", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern nuint DoctorReportLen(DoctorReportHandle report);

    [DllImport(Library, EntryPoint = "azmi_doctor_report_get", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern int DoctorReportGet(
        DoctorReportHandle report,
        nuint index,
        ref AzmiCheckView view,
        out ErrorHandle error);

    [DllImport(Library, EntryPoint = "azmi_doctor_report_is_healthy", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern byte DoctorReportIsHealthy(DoctorReportHandle report);

    [DllImport(Library, EntryPoint = "azmi_doctor_report_free", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    internal static extern void DoctorReportFree(IntPtr report);
}
