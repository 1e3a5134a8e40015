# Signs a file with Authenticode. Valid in Windows PowerShell 5.1 and PowerShell 7, on Windows.
[CmdletBinding(SupportsShouldProcess)]
param(
    # The file.
    [Parameter(Mandatory)] [string] $Path,
    # Certificate and key, as PKCS #12.
    [Parameter(Mandatory)] [string] $Certificate,
    # A file with the certificate's password.
    [Parameter(Mandatory)] [string] $SecretFile,
    # The timestamp server.
    [string] $TimestampServer
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$password = [IO.File]::ReadAllText($SecretFile).TrimEnd()
$loaded = New-Object -TypeName Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList $Certificate, $password
$more = @{}
if ($TimestampServer) { $more['TimestampServer'] = $TimestampServer }
if ($PSCmdlet.ShouldProcess($Path)) {
    $signature = Set-AuthenticodeSignature -FilePath $Path -Certificate $loaded -HashAlgorithm SHA256 -IncludeChain NotRoot @more
    # A certificate that this machine doesn't trust can sign too; only a missing signature is a failure.
    if (-not $signature.SignerCertificate) { throw "$($signature.Path): $($signature.StatusMessage)" }
}
