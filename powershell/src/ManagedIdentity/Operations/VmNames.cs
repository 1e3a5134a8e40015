using System;
using ManagedIdentity.Errors;
using ManagedIdentity.Models;

namespace ManagedIdentity.Operations;

/// <summary>Checks the name of a machine before a request is sent.</summary>
internal static class VmNames
{
    private static readonly char[] s_wildcards = ['*', '?', '['];

    /// <summary>Whether the name is a pattern.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it has wildcards.</returns>
    internal static bool IsPattern(string? name) => name?.IndexOfAny(s_wildcards) >= 0;

    /// <summary>Refuses an ARM id as a name: the library doesn't know which parameter accepts it.</summary>
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
