namespace ManagedIdentity.Operations;

/// <summary>How a token is handed over.</summary>
internal enum TokenForm
{
    /// <summary>As an object that keeps it secret.</summary>
    Token,

    /// <summary>As text.</summary>
    PlainText,

    /// <summary>As the header of a request.</summary>
    Header,
}
