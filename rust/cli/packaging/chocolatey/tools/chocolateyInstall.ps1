$ErrorActionPreference = 'Stop'

$package = @{
    PackageName    = $env:ChocolateyPackageName
    UnzipLocation  = Split-Path -Parent $MyInvocation.MyCommand.Definition
    Url64bit       = 'URL'
    Checksum64     = 'SHA256'
    ChecksumType64 = 'sha256'
}
# Chocolatey puts the program it finds here on PATH.
Install-ChocolateyZipPackage @package
