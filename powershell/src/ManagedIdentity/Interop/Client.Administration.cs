using System.Runtime.InteropServices;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <content>What administrators do: identities of machines and fleets, and any request.</content>
internal sealed partial class Client
{
    /// <summary>Gets all identities of a machine.</summary>
    /// <param name="query">Which machine.</param>
    /// <param name="call">What the call brings with it.</param>
    /// <returns>The machine with its identities.</returns>
    internal VmIdentity GetVmIdentity(VmQuery query, CallSettings call)
    {
        using CallScope scope = new(_handle, call);
        AzmiVmQuery options = Lend(query, scope.Texts);
        int status = NativeMethods.VmIdentityGet(_handle, options, scope.Options, out VmIdentitiesHandle handle, out ErrorHandle error);
        using (handle)
        {
            scope.Finish(status, error);
            return MachineViews.Read(handle)[0];
        }
    }

    /// <summary>Begins to read the identities of many machines. Checks the query; sends nothing.</summary>
    /// <param name="query">Which machines.</param>
    /// <returns>What reads them, page by page.</returns>
    internal unsafe Fleet OpenFleet(FleetQuery query)
    {
        using CallScope scope = new(_handle, new CallSettings());
        AzmiStr[] subscriptions = scope.Texts.Lend(query.SubscriptionIds, "SubscriptionId");
        fixed (AzmiStr* ids = subscriptions)
        {
            AzmiFleetQuery options = new()
            {
                Size = (uint)Marshal.SizeOf<AzmiFleetQuery>(),
                All = query.All ? (byte)1 : (byte)0,
                NamePattern = scope.Texts.Lend(query.NamePattern, "Name"),
                ResourceGroup = scope.Texts.Lend(query.ResourceGroupName, "ResourceGroupName"),
                SubscriptionIds = ids,
                SubscriptionIdsLen = (nuint)subscriptions.Length,
            };
            int status = NativeMethods.FleetOpen(_handle, options, out FleetHandle handle, out ErrorHandle error);
            scope.Finish(status, error);
            return new Fleet(handle);
        }
    }

    /// <summary>Sends a request with a token of this client's identity.</summary>
    /// <param name="request">The request.</param>
    /// <param name="call">What the call brings with it.</param>
    /// <returns>The answer, or its first page.</returns>
    internal unsafe RestAnswer Send(RestRequest request, CallSettings call)
    {
        using CallScope scope = new(_handle, call);
        AzmiHeader[] headers = scope.Texts.Lend(request.Headers);
        fixed (AzmiHeader* first = headers)
        {
            AzmiRestRequest options = new()
            {
                Size = (uint)Marshal.SizeOf<AzmiRestRequest>(),
                Paginate = request.Paginate ? (byte)1 : (byte)0,
                Wait = request.Wait ? (byte)1 : (byte)0,
                Method = scope.Texts.Lend(request.Method, "Method"),
                Path = scope.Texts.Lend(request.Path, "Path"),
                Uri = scope.Texts.Lend(request.Uri, "Uri"),
                ApiVersion = scope.Texts.Lend(request.ApiVersion, "ApiVersion"),
                Body = scope.Texts.Lend(request.Body, "Body"),
                Resource = scope.Texts.Lend(request.Resource, "Resource"),
                Headers = first,
                HeadersLen = (nuint)headers.Length,
            };
            int status = NativeMethods.RestSend(_handle, options, scope.Options, out RestAnswerHandle handle, out ErrorHandle error);
            return RestAnswer.Read(handle, () => scope.Finish(status, error));
        }
    }

    private static AzmiVmQuery Lend(VmQuery query, NativeTexts texts) => new()
    {
        Size = (uint)Marshal.SizeOf<AzmiVmQuery>(),
        Name = texts.Lend(query.Name, "Name"),
        ResourceGroup = texts.Lend(query.ResourceGroupName, "ResourceGroupName"),
        SubscriptionId = texts.Lend(query.SubscriptionId, "SubscriptionId"),
        ResourceId = texts.Lend(query.ResourceId, "ResourceId"),
        IdentityName = texts.Lend(query.IdentityName, "IdentityName"),
    };
}
