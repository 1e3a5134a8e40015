using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ManagedIdentity.Completion;

/// <summary>Base class of the completers. They never throw, and never wait for the network.</summary>
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
#pragma warning disable CA1031 // Completion must not show errors while the user types.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    /// <summary>Returns the possible values.</summary>
    /// <param name="bound">The values of the other parameters.</param>
    /// <returns>Pairs of a value and its description.</returns>
    private protected abstract IEnumerable<KeyValuePair<string, string>> Offers(IDictionary bound);

    /// <summary>Copies and sorts recorded names: completion runs on a separate thread.</summary>
    /// <param name="noted">Names and their descriptions.</param>
    /// <returns>The pairs, sorted by name.</returns>
    private protected static IEnumerable<KeyValuePair<string, string>> Sorted(Dictionary<string, string> noted) =>
        noted.ToArray().OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    // The engine's wildcards compare by the user's culture: in Turkish, I and i are different letters.
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

    // Quoted where needed: names of resource groups can contain parentheses.
    private static string Written(string value) => value.All(IsPlain) ? value : "'" + value.Replace("'", "''") + "'";

    private static bool IsPlain(char letter) => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ':';
}
