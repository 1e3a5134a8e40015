// Asks MSAL for .NET for a token: msal RESOURCE. Prints the token.

using System;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.AppConfig;

IManagedIdentityApplication application = ManagedIdentityApplicationBuilder.Create(ManagedIdentityId.SystemAssigned).Build();
AuthenticationResult answer = await application.AcquireTokenForManagedIdentity(args[0]).ExecuteAsync().ConfigureAwait(false);
Console.WriteLine(answer.AccessToken);
