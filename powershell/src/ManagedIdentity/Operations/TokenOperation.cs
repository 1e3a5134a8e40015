using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Gets an access token.</summary>
internal static class TokenOperation
{
    internal static void Run(
        OperationContext context,
        ManagedIdentityConnection? connection,
        TokenRequest request,
        TokenForm form) =>
        context.Guard(FailurePhase.Begin, request.Resource, () =>
        {
            TenantCheck? tenant = request.TenantId is string expected ? new(expected) : null;
            Client client = context.State.Resolve(connection, context.Environment);
            ManagedIdentityToken token = context.Call(call => client.GetToken(request, call));
            tenant?.Confirm(token.TenantId);
            context.Output.Result(form switch
            {
                TokenForm.PlainText => token.ToPlainText(),
                TokenForm.Header => token.ToHeader(),
                _ => token,
            });
        });
}

/// <summary>The form in which a token is written.</summary>
internal enum TokenForm
{
    /// <summary>An object that protects the token.</summary>
    Token,

    /// <summary>Text.</summary>
    PlainText,

    /// <summary>A request header.</summary>
    Header,
}
