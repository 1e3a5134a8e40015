"""The library (azmi.h), called wrongly."""
from harness import *
import ctypes


@case(library=True)
def wrong_arguments(t):
    "NULLs, sizes that can't be, text that isn't UTF-8 or has zeros in it, lengths without data. Each is an error and no crash."
    import abi
    L, by = abi.lib(), ctypes.byref
    client = abi.client(pod(t.imds().url))
    def status(function, *arguments):
        h, e = ctypes.c_void_p(), ctypes.c_void_p()
        rc = getattr(L, function)(*arguments, by(h), by(e))
        abi.free("error", e)
        return rc
    made = lambda **o: status("azmi_client_new", by(abi.ClientOptions(**o)))
    sent = lambda **o: status("azmi_rest_send", client, by(abi.RestRequest(**o)), by(abi.CallOptions(timeout_ms=2000)))
    for size in (0, 1, 3, 4, 7, 0xFFFFFFFF):
        options = abi.ClientOptions()
        options.size = size
        want(status("azmi_client_new", by(options)) == 1, f"an error for the size {size}", "none")
    for options in (dict(client_id=abi.Str(b"\xff\xfe\xc3", 3)), dict(client_id=abi.Str(None, 5)), dict(env=None, env_len=5), dict(source=9999)):
        want(made(**options) == 1, f"an error for {options}", "none")
    for request in (dict(path=abi.text("/x"), headers=None, headers_len=7), dict(path=abi.Str(b"/x\0y", 4)), dict(path=abi.Str(None, 2)), dict()):
        want(sent(**request) == 1, f"an error for {request}", "none")
    want(L.azmi_client_new(None, None, None) != 0 and L.azmi_token_get(None, None, None, None, None) != 0 and L.azmi_token_get(client, None, None, None, None) != 0, "errors for NULL", "none")
    for kind in ("client", "error", "token", "cancel", "rest"):
        abi.free(kind, None)


@case(library=True)
def cancelled_before_and_twice(t):
    "A call's cancel handle was triggered before the call, twice. The call ends at once, and nothing is asked."
    import abi
    L, by = abi.lib(), ctypes.byref
    s = t.imds()
    client, cancel, e, h = abi.client(pod(s.url)), ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
    want(L.azmi_cancel_new(by(cancel), by(e)) == 0, "a cancel handle", "none")
    L.azmi_cancel_trigger.argtypes = [ctypes.c_void_p]
    for handle in (cancel, cancel, None):
        L.azmi_cancel_trigger(handle)
    rc = L.azmi_token_get(client, by(abi.TokenOptions()), by(abi.CallOptions(cancel=cancel)), by(h), by(e))
    want(rc == 19 and not h, "the status Cancelled", rc)
    abi.free("error", e)
    abi.free("cancel", cancel)
    s.asked(0)
