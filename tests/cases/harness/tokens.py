"""The names of the fake world, and its tokens."""
import base64, json, os, time


TEN = "11111111-1111-1111-1111-111111111111"            # tenant
SUB = "22222222-2222-2222-2222-222222222222"            # subscription
OID, CID = "33333333-3333-3333-3333-333333333333", "44444444-4444-4444-4444-444444444444"       # the machine's own identity
UOID, UCID = "55555555-5555-5555-5555-555555555555", "66666666-6666-6666-6666-666666666666"     # its user-assigned one
NODE = "99999999-9999-9999-9999-999999999999"           # somebody else
GROUP = f"/subscriptions/{SUB}/resourceGroups/rg1"
VM = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/vm1"
UAMI = f"/subscriptions/{SUB}/resourcegroups/rg1/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uami1"
AUDIENCE = "https://arm.fake.example/"                  # of the fake cloud's Resource Manager
VAULT = "https://vault.azure.net"
TOKEN = ("token", "--resource", VAULT, "-o", "tsv")
ID = f"{GROUP}/providers/Microsoft.X/things/t1"         # the thing that requests are about
THING = ID + "?api-version=2024-01-01"
INSTANCE = dict(azEnvironment="AzurePublicCloud", name="vm1", resourceGroupName="rg1", subscriptionId=SUB, resourceId=VM, vmId="77777777-7777-7777-7777-777777777777")


def jwt(**claims):
    """An unsigned token; a claim that is None is left out."""
    now = int(time.time())
    c = dict(aud=AUDIENCE, iat=now, nbf=now, exp=now + 86000, oid=OID, appid=CID, tid=TEN, xms_mirid=VM, idtyp="app")
    c.update(claims)
    part = lambda o: base64.urlsafe_b64encode(json.dumps(o).encode()).rstrip(b"=").decode()
    return part({"alg": "none"}) + "." + part({k: v for k, v in c.items() if v is not None}) + ".c2ln"


def token(**claims):
    """The answer of an identity endpoint, each time with a new access token."""
    token.n += 1
    return dict(access_token=jwt(**{"uti": f"{os.getpid()}-{token.n}", **claims}), expires_in="86000", expires_on=str(claims.get("exp") or int(time.time()) + 86000),
                resource=claims.get("aud", AUDIENCE), token_type="Bearer", client_id=claims.get("appid", CID))


token.n = 0


def claims_of(text):
    """The claims of a token, or of a header with one."""
    part = text.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
