# Profile of an Azure Functions app: runs once for each worker, before the first function. The module lies below Modules of the app.
#
# Nothing is asked of the app's other modules; Az need not be installed. Functions get tokens with Get-ManagedIdentityToken, each time
# anew: the worker's cache answers. A function that runs in a runspace of its own passes the connection, or uses the default one.

# Only where the app has an identity; locally these variables are not set.
if ($env:IDENTITY_ENDPOINT -and $env:IDENTITY_HEADER) {
    Import-Module -Name ManagedIdentity
    $null = Connect-ManagedIdentity -Source AppService -ErrorAction Stop
}
