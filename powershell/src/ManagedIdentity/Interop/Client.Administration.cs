using System;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <content>Functions for administrators: identities of machines and fleets, and REST requests.</content>
internal sealed partial class Client
{
    /// <summary>Gets all identities of a machine.</summary>
    /// <param name="query">Which machine.</param>
    /// <param name="call">The settings of the call.</param>
    /// <returns>The machine with its identities.</returns>
    internal unsafe VmIdentity GetVmIdentity(VmQuery query, CallSettings call)
    {
        using CallScope scope = new(_handle, call);
        AzmiVmQuery options = Lend(query, scope.Texts);
        AzmiCallOptions how = scope.Options;
        IntPtr machines;
        IntPtr error;
        int status = NativeMethods.VmIdentityGet(scope.Handle, &options, &how, &machines, &error);
        try
        {
            scope.Finish(status, error);
            return MachineViews.Read(machines)[0];
        }
        finally
        {
            NativeMethods.VmIdentitiesFree(machines);
        }
    }

    /// <summary>Starts to read the identities of many machines. Checks the query; sends no request.</summary>
    /// <param name="query">Which machines.</param>
    /// <returns>A fleet that reads them page by page.</returns>
    internal unsafe Fleet OpenFleet(FleetQuery query)
    {
        using CallScope scope = new(_handle, new CallSettings());
        AzmiStr[] subscriptions = scope.Texts.Lend(query.SubscriptionIds, "SubscriptionId");
        fixed (AzmiStr* ids = subscriptions)
        {
            AzmiFleetQuery options = new()
            {
                Size = (uint)sizeof(AzmiFleetQuery),
                All = query.All ? (byte)1 : (byte)0,
                NamePattern = scope.Texts.Lend(query.NamePattern, "Name"),
                ResourceGroup = scope.Texts.Lend(query.ResourceGroupName, "ResourceGroupName"),
                SubscriptionIds = ids,
                SubscriptionIdsLen = (nuint)subscriptions.Length,
            };
            IntPtr fleet;
            IntPtr error;
            int status = NativeMethods.FleetOpen(scope.Handle, &options, &fleet, &error);
            scope.Finish(status, error);
            return new Fleet(new FleetHandle(fleet));
        }
    }

    /// <summary>Sends a request with a token for this client's identity.</summary>
    /// <param name="request">The request.</param>
    /// <param name="call">The settings of the call.</param>
    /// <returns>The response, or its first page.</returns>
    internal unsafe RestAnswer Send(RestRequest request, CallSettings call)
    {
        using CallScope scope = new(_handle, call);
        AzmiHeader[] headers = scope.Texts.Lend(request.HeaderTexts);
        fixed (AzmiHeader* first = headers)
        {
            AzmiRestRequest options = new()
            {
                Size = (uint)sizeof(AzmiRestRequest),
                Paginate = request.Paginate ? (byte)1 : (byte)0,
                Wait = request.Wait ? (byte)1 : (byte)0,
                Method = scope.Texts.Lend(request.Method, "Method"),
                Path = scope.Texts.Lend(request.Path, "Path"),
                Uri = scope.Texts.Lend(request.Uri, "Uri"),
                ApiVersion = scope.Texts.Lend(request.ApiVersion, "ApiVersion"),
                Body = scope.Texts.Lend(request.BodyText, "Body"),
                Resource = scope.Texts.Lend(request.Resource, "Resource"),
                Headers = first,
                HeadersLen = (nuint)headers.Length,
                AnyStatus = request.AnyStatus ? (byte)1 : (byte)0,
            };
            AzmiCallOptions how = scope.Options;
            IntPtr answer;
            IntPtr error;
            int status = NativeMethods.RestSend(scope.Handle, &options, &how, &answer, &error);
            return RestAnswer.Read(answer, scope, status, error);
        }
    }

    private static unsafe AzmiVmQuery Lend(VmQuery query, NativeTexts texts) => new()
    {
        Size = (uint)sizeof(AzmiVmQuery),
        Name = texts.Lend(query.Name, "Name"),
        ResourceGroup = texts.Lend(query.ResourceGroupName, "ResourceGroupName"),
        SubscriptionId = texts.Lend(query.SubscriptionId, "SubscriptionId"),
        ResourceId = texts.Lend(query.ResourceId, "ResourceId"),
        IdentityName = texts.Lend(query.IdentityName, "IdentityName"),
    };
}
