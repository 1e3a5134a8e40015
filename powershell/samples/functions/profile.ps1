# Profile of an Azure Functions app: runs once for each worker, before the first function. The module is in the app's Modules folder.
#
# It doesn't need Az or other modules. Functions call Get-ManagedIdentityToken each time they need a token: the worker caches it. In a
# separate runspace, a function passes the connection, or uses the default one.

# Only if the app has an identity; locally these variables aren't set.
if ($env:IDENTITY_ENDPOINT -and $env:IDENTITY_HEADER) {
    Import-Module -Name ManagedIdentity
    $null = Connect-ManagedIdentity -Source AppService -ErrorAction Stop
}
