using ManagedIdentity.Errors;
using ManagedIdentity.Interop;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Starts the emulator.</summary>
internal static class EmulatorOperation
{
    internal static void Start(OperationContext context, EmulatorSlot slot, EmulatorSettings settings, object?[]? faults) =>
        context.Guard(FailurePhase.Begin, settings.Scenario, () =>
        {
            settings.Faults = faults is null ? null : Written(faults, context.Json);
            context.Output.Result(slot.Start(() => EmulatorProcess.Start(settings, context.Cancel)));
        });

    // A single string is JSON, as in a file.
    private static string Written(object?[] faults, IJson json)
    {
        if (faults.Length == 1 && faults[0] is string text)
        {
            return text;
        }

        return json.TryWrite(faults, out string written) ? written : throw new ManagedIdentityException(
            FailureStatus.InvalidArgument,
            FailureCode.InvalidBody,
            "The faults can't be converted to JSON.")
        {
            Hint = "Pass hashtables that contain text and numbers: @{ endpoint = 'imds'; status = 429 }.",
        };
    }
}
