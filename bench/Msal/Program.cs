// Gets a token with MSAL for .NET and prints it: msal RESOURCE.

using System;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.AppConfig;

IManagedIdentityApplication application = ManagedIdentityApplicationBuilder.Create(ManagedIdentityId.SystemAssigned).Build();
AuthenticationResult answer = await application.AcquireTokenForManagedIdentity(args[0]).ExecuteAsync().ConfigureAwait(false);
Console.WriteLine(answer.AccessToken);
