#!/bin/sh
# Lists the resource groups of a subscription with curl: once with the token that azmi gets, once with the plain request to
# the VM's identity endpoint. Usage: list_groups.sh SUBSCRIPTION [ENDPOINT]
set -eu
subscription=$1
arm=${2:-https://management.azure.com}
imds=${AZURE_POD_IDENTITY_AUTHORITY_HOST:-http://169.254.169.254}

# The header comes on standard input (-H @-): an argument could be read by every user of the machine.
list_groups() {
  curl --silent --show-error --fail-with-body ${AZMI_CA_FILE:+--cacert "$AZMI_CA_FILE"} --header @- \
    "$arm/subscriptions/$subscription/resourcegroups?api-version=2021-04-01"
}

# Any identity source, with cache, retries and errors that say what to do.
azmi token --output header | list_groups
echo

# A VM only, by hand. No proxy may stand between, and the header keeps browsers and redirects from asking.
curl --silent --show-error --fail-with-body --noproxy '*' --get --header 'Metadata: true' \
  --data-urlencode 'resource=https://management.azure.com/' --data-urlencode 'api-version=2018-02-01' \
  "$imds/metadata/identity/oauth2/token" |
  sed 's/.*"access_token":"\([^"]*\)".*/Authorization: Bearer \1/' | list_groups
echo
