using System;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>What can be said of a machine's name before anybody is asked.</summary>
internal static class VmNames
{
    private static readonly char[] s_wildcards = ['*', '?', '['];

    /// <summary>Whether it stands for many.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it has wildcards.</returns>
    internal static bool IsPattern(string? name) => name?.IndexOfAny(s_wildcards) >= 0;

    /// <summary>Refuses an ARM id in place of a name: the library can't know which parameter would take it.</summary>
    /// <param name="query">Which machine.</param>
    /// <exception cref="ManagedIdentityException">The name is an ARM id.</exception>
    internal static void RefuseId(VmQuery query)
    {
        if (query.Name?.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw new ManagedIdentityException(
                FailureStatus.InvalidArgument,
                FailureCode.InvalidVmName,
                $"'{query.Name}' is an ARM id, but -Name takes the name of a VM.")
            {
                Hint = "Pass the id in -ResourceId.",
            };
        }
    }
}
