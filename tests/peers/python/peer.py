"""Asks azure-identity for a token: peer.py RESOURCE [client-id|object-id|resource-id ID]. One line of JSON."""

import json
import sys

from azure.identity import ManagedIdentityCredential


def answer(resource, selector=None, value=None):
    options = {}
    if selector == "client-id":
        options["client_id"] = value
    elif selector == "object-id":
        options["identity_config"] = {"object_id": value}
    elif selector == "resource-id":
        options["identity_config"] = {"resource_id": value}
    with ManagedIdentityCredential(**options) as credential:
        token = credential.get_token(resource + "/.default")
    return {"token": token.token, "expiresOn": token.expires_on}


try:
    line = answer(*sys.argv[1:])
except Exception as error:  # whatever the client raises is its answer
    line = {"error": f"{type(error).__name__}: {error}"}
print(json.dumps(line))
