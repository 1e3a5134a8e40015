using System.Collections.Generic;

namespace ManagedIdentity.Models;

/// <summary>A REST request. Null means not given.</summary>
internal class RestRequest
{
    /// <summary>The method; null means GET.</summary>
    internal string? Method { get; init; }

    /// <summary>A path below the Resource Manager endpoint.</summary>
    internal string? Path { get; init; }

    /// <summary>An absolute URI instead of a path.</summary>
    internal string? Uri { get; init; }

    /// <summary>Appended as api-version.</summary>
    internal string? ApiVersion { get; init; }

    /// <summary>The body as text.</summary>
    internal string? BodyText { get; set; }

    /// <summary>The token's audience; null means the audience for the host.</summary>
    internal string? Resource { get; init; }

    /// <summary>Additional headers.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> HeaderTexts { get; set; } = [];

    /// <summary>Whether to treat the response as a list and read the entries of all pages.</summary>
    internal bool Paginate { get; init; }

    /// <summary>Whether to wait for a long-running operation.</summary>
    internal bool Wait { get; init; }

    /// <summary>Whether to return error responses instead of failing.</summary>
    internal bool AnyStatus { get; init; }
}
