using System.Collections.Generic;

namespace ManagedIdentity.Models;

/// <summary>A request of an administrator. Null means not given.</summary>
internal class RestRequest
{
    /// <summary>The method; null: GET.</summary>
    internal string? Method { get; init; }

    /// <summary>A path below the Resource Manager endpoint.</summary>
    internal string? Path { get; init; }

    /// <summary>An absolute URI, in place of a path.</summary>
    internal string? Uri { get; init; }

    /// <summary>Appended as api-version.</summary>
    internal string? ApiVersion { get; init; }

    /// <summary>The body as text.</summary>
    internal string? BodyText { get; private protected set; }

    /// <summary>The token's audience; null: the one that belongs to the host.</summary>
    internal string? Resource { get; init; }

    /// <summary>Further headers.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> HeaderTexts { get; private protected set; } = [];

    /// <summary>The answer is a list: its entries are wanted, of all pages.</summary>
    internal bool Paginate { get; init; }

    /// <summary>A long-running operation is followed to its end.</summary>
    internal bool Wait { get; init; }

    /// <summary>A service's refusal is an answer, and not an error.</summary>
    internal bool AnyStatus { get; init; }
}
