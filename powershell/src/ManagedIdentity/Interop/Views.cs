using System;
using System.Security;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>Copies the library's records into models.</summary>
internal static class Views
{
    // The maximum length of a SecureString.
    private const int MaxSecret = 65_536;

    internal static unsafe ManagedIdentityConnection Connection(IntPtr connection, Client client)
    {
        AzmiConnectionView view = new() { Size = (uint)sizeof(AzmiConnectionView) };
        IntPtr error;
        Failure.ThrowIfFailed(NativeMethods.ConnectionView(connection, &view, &error), error);
        return new(client)
        {
            Source = ((IdentitySource)view.Source).ToString(),
            SourceReason = StrictUtf8.Decode(view.SourceReason),
            Endpoint = StrictUtf8.Decode(view.Endpoint),
            IdentityType = ((IdentityType)view.IdentityType).ToString(),
            IdentityVerified = view.IdentityVerified != 0,
            Emulated = view.Emulated != 0,
            PrincipalId = StrictUtf8.Decode(view.PrincipalId),
            ClientId = StrictUtf8.Decode(view.ClientId),
            TenantId = StrictUtf8.Decode(view.TenantId),
            IdentityResourceId = StrictUtf8.Decode(view.IdentityResourceId),
            Environment = StrictUtf8.Decode(view.Environment),
            SubscriptionId = StrictUtf8.Decode(view.SubscriptionId),
            ResourceGroupName = StrictUtf8.Decode(view.ResourceGroup),
            VmName = StrictUtf8.Decode(view.VmName),
            VmId = StrictUtf8.Decode(view.VmId),
        };
    }

    internal static unsafe ManagedIdentityToken Token(IntPtr token)
    {
        AzmiTokenView view = new() { Size = (uint)sizeof(AzmiTokenView) };
        IntPtr error;
        Failure.ThrowIfFailed(NativeMethods.TokenView(token, &view, &error), error);
        return new(
            Secret(view.Secret),
            StrictUtf8.DecodeRequired(view.Resource),
            expiresOn: Clamped(view.ExpiresOn),
            issuedOn: Time(view.IssuedOn),
            refreshOn: Time(view.RefreshOn),
            principalId: StrictUtf8.Decode(view.PrincipalId),
            clientId: StrictUtf8.Decode(view.ClientId),
            tenantId: StrictUtf8.Decode(view.TenantId),
            identityResourceId: StrictUtf8.Decode(view.IdentityResourceId),
            source: ((IdentitySource)view.Source).ToString(),
            fromCache: view.FromCache != 0);
    }

    internal static unsafe VmPrincipal VmPrincipal(IntPtr principal)
    {
        AzmiVmPrincipalView view = new() { Size = (uint)sizeof(AzmiVmPrincipalView) };
        IntPtr error;
        Failure.ThrowIfFailed(NativeMethods.VmPrincipalView(principal, &view, &error), error);
        return new(StrictUtf8.DecodeRequired(view.PrincipalId))
        {
            IdentityType = (IdentityType)view.IdentityType,
            ClientId = StrictUtf8.Decode(view.ClientId),
            TenantId = StrictUtf8.Decode(view.TenantId),
            ResourceId = StrictUtf8.Decode(view.ResourceId),
        };
    }

    private static DateTimeOffset? Time(long seconds) => seconds == 0 ? null : Clamped(seconds);

    // A time out of .NET's range is clamped to its limit.
    private static DateTimeOffset Clamped(long seconds) => DateTimeOffset.FromUnixTimeSeconds(
        Math.Min(Math.Max(seconds, 0), DateTimeOffset.MaxValue.ToUnixTimeSeconds()));

    // Never a managed string, which can't be wiped.
    private static unsafe SecureString Secret(AzmiStr secret)
    {
        if (secret.Len > MaxSecret)
        {
            throw new ManagedIdentityException(
                FailureStatus.BadResponse,
                FailureCode.InvalidToken,
                $"The token is {secret.Len} characters long, but a SecureString holds at most {MaxSecret}.");
        }

        char[] copy = new char[(int)secret.Len];
        fixed (char* chars = copy)
        {
            SecureString made = new(chars, StrictUtf8.Decode(secret, chars));
            Array.Clear(copy, 0, copy.Length);
            made.MakeReadOnly();
            return made;
        }
    }
}
