"""Signs in with the machine's identity and lists the resource groups that it can read."""
import ctypes as c
import json
import os
import sys


class Str(c.Structure):
    _fields_ = [("data", c.c_char_p), ("len", c.c_size_t)]

    def __str__(self):
        return c.string_at(self.data, self.len).decode() if self.len else ""


def text(value):
    data = value.encode()
    return Str(data, len(data))


class Sized(c.Structure):
    """A struct that begins with its size, so that an older program works with a newer library."""

    def __init__(self, **fields):
        super().__init__(size=c.sizeof(self), **fields)


class EnvVar(c.Structure):
    _fields_ = [("name", Str), ("value", Str)]


class ClientOptions(Sized):
    _fields_ = [("size", c.c_uint32), ("source", c.c_uint32), ("client_id", Str), ("object_id", Str),
                ("identity_resource_id", Str), ("account_id", Str), ("environment", Str), ("subscription_id", Str),
                ("env", c.POINTER(EnvVar)), ("env_len", c.c_size_t), ("skip_identity_check", c.c_uint8)]


class RestRequest(Sized):
    _fields_ = [("size", c.c_uint32), ("paginate", c.c_uint8), ("wait", c.c_uint8), ("method", Str), ("path", Str),
                ("uri", Str), ("api_version", Str), ("body", Str), ("resource", Str), ("headers", c.c_void_p),
                ("headers_len", c.c_size_t)]


class ErrorView(Sized):
    _fields_ = [("size", c.c_uint32), ("status", c.c_int32), ("http_status", c.c_uint32), ("retryable", c.c_uint8),
                ("code", Str), ("message", Str), ("hint", Str)]


azmi = c.CDLL(os.environ.get("AZMI_LIBRARY", "libazmi.so"))
for name in ("azmi_client_free", "azmi_rest_free", "azmi_error_free"):
    getattr(azmi, name).argtypes = [c.c_void_p]


def make(function, *arguments):
    """Calls a function that makes a handle; a failure becomes an exception with the library's words."""
    handle, error = c.c_void_p(), c.c_void_p()
    if function(*arguments, c.byref(handle), c.byref(error)) == 0:
        return handle
    view = ErrorView()
    azmi.azmi_error_view(error, c.byref(view))
    message = f"{view.message}\n{view.hint}"
    azmi.azmi_error_free(error)
    raise RuntimeError(message)


env = (EnvVar * len(os.environ))(*(EnvVar(text(k), text(v)) for k, v in os.environ.items()))
client = make(azmi.azmi_client_new, c.byref(ClientOptions(env=env, env_len=len(env))))
subscription = sys.argv[1]
request = RestRequest(paginate=1, path=text(f"/subscriptions/{subscription}/resourcegroups"), api_version=text("2021-04-01"))
page = make(azmi.azmi_rest_send, client, c.byref(request), None)
while page:
    item, index = Str(), 0
    while azmi.azmi_rest_item(page, c.c_size_t(index), c.byref(item), None) == 0:
        print(json.loads(str(item))["name"])
        index += 1
    following = make(azmi.azmi_rest_next, page, None)
    azmi.azmi_rest_free(page)
    page = following
azmi.azmi_client_free(client)
