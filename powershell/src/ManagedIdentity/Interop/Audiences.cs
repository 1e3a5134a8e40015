using System;
using System.Collections.Generic;
using ManagedIdentity.Models;
using ManagedIdentity.Native;

namespace ManagedIdentity.Interop;

/// <summary>The services with a named audience. Doesn't use the network.</summary>
internal static class Audiences
{
    /// <summary>Lists the services that a cloud has.</summary>
    /// <param name="environment">Name of a built-in cloud; null means the public cloud.</param>
    /// <returns>The services, in the library's order.</returns>
    internal static unsafe List<Audience> In(string? environment)
    {
        _ = LibraryLoader.EnsureLoaded();
        using NativeTexts texts = new();
        AzmiStr cloud = texts.Lend(environment, "Environment");
        nuint count = NativeMethods.AudienceLen();
        List<Audience> found = new((int)count);
        for (nuint i = 0; i < count; i++)
        {
            AzmiAudienceView view = new() { Size = (uint)sizeof(AzmiAudienceView) };
            IntPtr error;
            int status = NativeMethods.AudienceGet(i, cloud.Data, cloud.Len, &view, &error);
            NativeMethods.ErrorFree(error);

            // A service without an audience isn't available in that cloud.
            if (status == 0 && StrictUtf8.Decode(view.Audience) is string uri)
            {
                found.Add(new(StrictUtf8.DecodeRequired(view.Name), StrictUtf8.DecodeRequired(view.Description), uri));
            }
        }

        return found;
    }
}
