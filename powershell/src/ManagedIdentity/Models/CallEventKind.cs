namespace ManagedIdentity.Models;

/// <summary>What kind of event a call tells. The numbers are those of the native library.</summary>
internal enum CallEventKind
{
    SourceChosen = 1,
    CacheHit = 2,
    Request = 3,
    Retry = 4,
    Progress = 5,
    Notice = 6,
    Warning = 7,
}
