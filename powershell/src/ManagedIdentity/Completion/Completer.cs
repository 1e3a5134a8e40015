using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ManagedIdentity.Completion;

/// <summary>What completers share: they never throw, and never wait for the network.</summary>
public abstract class Completer : IArgumentCompleter
{
    private protected Completer()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        try
        {
            return Complete(wordToComplete, fakeBoundParameters);
        }
#pragma warning disable CA1031 // A failure while the user types is nothing they asked to see.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    /// <summary>What can stand there.</summary>
    /// <param name="bound">What the other parameters are.</param>
    /// <returns>Pairs of what is written and what it means.</returns>
    private protected abstract IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound);

    /// <summary>Copies what was noted: completion runs on a thread of its own.</summary>
    /// <param name="noted">Names and what they mean.</param>
    /// <returns>The same by name.</returns>
    private protected static IEnumerable<KeyValuePair<string, string>> Sorted(Dictionary<string, string> noted) =>
        noted.ToArray().OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    // Not by the engine's wildcards, which compare letters as the user's language does: in Turkish an I isn't an i.
    private List<CompletionResult> Complete(string word, IDictionary bound)
    {
        string typed = word.Trim('\'', '"');
        return
        [
            .. Offers(bound)
                .Where(offer => offer.Key.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .Select(offer => new CompletionResult(Written(offer.Key), offer.Key, CompletionResultType.ParameterValue, offer.Value)),
        ];
    }

    // As it must stand on a command line: names of resource groups may hold parentheses.
    private static string Written(string value) => value.All(IsPlain) ? value : "'" + value.Replace("'", "''") + "'";

    private static bool IsPlain(char letter) => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ':';
}
