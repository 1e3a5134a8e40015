using System.ComponentModel;

namespace System.Runtime.CompilerServices;

/// <summary>What the compiler wants for <c>init</c>, and .NET Standard 2.0 lacks.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
internal static class IsExternalInit
{
}
