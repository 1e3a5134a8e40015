using System;
using System.Collections;
using System.Linq;
using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Sends a request, and writes the response by pages and entries.</summary>
internal static class RestOperation
{
    internal static void Run(OperationContext context, ManagedIdentityConnection? connection, RestCommandLine asked) =>
        context.Guard(FailurePhase.Begin, asked.Target, () =>
        {
            asked.Complete(context.Json);
            if (asked.Changes && !context.Output.Approve(asked.Place, asked.MethodName))
            {
                return;
            }

            Client client = context.State.Resolve(connection, context.Environment);
            CallSequence calls = new(context);
            try
            {
                Read(context, client, calls, asked);
            }
            catch (ManagedIdentityException failure) when (IsAnswer(failure))
            {
                Set(context.Output, asked.StatusCodeVariable, failure.HttpStatus);
                throw;
            }
        });

    private static void Read(OperationContext context, Client client, CallSequence calls, RestCommandLine asked)
    {
        RestAnswer? answer = calls.Call(call => client.Send(asked, call));
        while (answer is not null)
        {
            using RestAnswer page = answer;
            if (!page.IsList)
            {
                calls.End();
            }

            SetVariables(context.Output, asked, page);
            RestContent.Write(context, page);
            answer = calls.Call(page.Next);
        }

        calls.End();
    }

    // The response must come from the service, not from an identity endpoint.
    private static bool IsAnswer(ManagedIdentityException failure) => failure.HttpStatus > 0 && failure.IdentitySource is null;

    private static void Set(IOutput output, string? variable, object value)
    {
        if (variable is not null)
        {
            output.SetVariable(variable, value);
        }
    }

    // Before the content, so that the next command in the pipeline can use them.
    private static void SetVariables(IOutput output, RestCommandLine asked, RestAnswer answer)
    {
        Set(output, asked.StatusCodeVariable, answer.StatusCode);
        if (asked.ResponseHeadersVariable is string headers)
        {
            output.SetVariable(headers, new Hashtable(
                answer.Headers()
                    .GroupBy(header => header.Key)
                    .ToDictionary(same => same.Key, same => string.Join(", ", same.Select(header => header.Value))),
                StringComparer.OrdinalIgnoreCase));
        }
    }
}
