using System.ComponentModel;

namespace System.Runtime.CompilerServices;

/// <summary>Type that the compiler needs for <c>init</c>, and that .NET Standard 2.0 lacks.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
internal static class IsExternalInit
{
}
