"""Servers that speak HTTP, their answers, and what must hold of what they were asked."""
import json, re, socket, threading, time, traceback
from urllib.parse import parse_qsl, urlsplit

from .checks import any_of, shortened, want


class Answer:
    """What a server answers. A body that isn't text or bytes is sent as JSON."""

    def __init__(self, status=200, body=b"", headers=None, reason="X", version="HTTP/1.1", close=False):
        self.status, self.body, self.headers, self.reason, self.version, self.close = status, body, dict(headers or {}), reason, version, close

    def bytes(self):
        body, headers = self.body, dict(self.headers)
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            headers = {"content-type": "application/json; charset=utf-8", **headers}
        body = body.encode() if isinstance(body, str) else body
        if self.close:
            headers = {**headers, "connection": "close"}
        if self.version == "HTTP/1.1" and self.status != 204:
            headers["content-length"] = str(len(body))
        head = f"{self.version} {self.status} {self.reason}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
        return head.encode("utf-8") + b"\r\n" + body


def error(status, code, message="words of the service", headers=None, **more):
    """A refusal in Resource Manager's format."""
    return Answer(status, {"error": dict(code=code, message=message, **more)}, headers)


def html(status, text="<html><head><title>Blocked</title></head><body>Blocked by the web filter</body></html>", **headers):
    return Answer(status, text, {"content-type": "text/html; charset=utf-8", **headers})


def text(status, body, **headers):
    return Answer(status, body, {"content-type": "text/plain; charset=utf-8", **headers})


BOM = b"\xef\xbb\xbf"


def with_bom(body, status=200):
    return Answer(status, BOM + (body if isinstance(body, bytes) else json.dumps(body).encode()), {"content-type": "application/json"})


class Request:
    def __init__(self, method, target, headers, body, n):
        self.method, self.target, self.headers, self.body, self.n, self.time = method, target, headers, body, n, time.monotonic()
        u = urlsplit(target)
        self.path, self.query = u.path, dict(parse_qsl(u.query, keep_blank_values=True))
        form = dict(parse_qsl(body.decode("latin-1"))) if "urlencoded" in headers.get("content-type", "") else {}
        self.resource = self.query.get("resource") or form.get("resource")

    def __str__(self):
        return f"{self.method} {self.target}"


MISTAKES = []           # exceptions in handlers: the case is wrong, not the program


class Server:
    """Speaks HTTP. `handler(request)` gives an Answer, a dict (200 and JSON), a tuple for Answer, or None: hang up.

    `log` holds the requests; those for which `aside` is true are answered too, but not counted.
    """

    def __init__(self, handler, host="127.0.0.1", port=0, listening=True, aside=None):
        self.handler, self.aside, self.log, self.connections, self.host = handler, aside or (lambda r: False), [], 0, host
        self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((host, port))
        self.port = self.socket.getsockname()[1]
        self.at = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        self.url = f"http://{self.at}"
        if listening:
            self.listen()

    def listen(self):
        """Starts listening. Until then connections are refused."""
        self.socket.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                c, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            c.settimeout(120)
            threading.Thread(target=self._serve, args=(c,), daemon=True).start()

    def _serve(self, c):
        try:
            f = c.makefile("rb")
            while line := f.readline(65536):
                if not re.match(rb"[A-Z]+ \S+ HTTP/1\.[01]\r?\n$", line):
                    return                      # no HTTP: TLS, most likely
                method, target, _ = line.decode("latin-1").split(" ", 2)
                headers = {}
                while (line := f.readline(65536).decode("latin-1").rstrip("\r\n")):
                    k, v = line.split(":", 1)
                    headers[k.strip().lower()] = v.strip()
                body = f.read(int(headers.get("content-length", 0)))
                r = Request(method, target, headers, body, 0)
                if not self.aside(r):
                    self.log.append(r)
                    r.n = len(self.log)
                try:
                    a = self.handler(r)
                except Exception:
                    MISTAKES.append(traceback.format_exc(limit=-2))
                    return
                if a is None:
                    return
                a = a if isinstance(a, Answer) else Answer(*a) if isinstance(a, tuple) else Answer(200, a)
                c.sendall(a.bytes())
                if a.version != "HTTP/1.1" or a.close:
                    return
        except (OSError, ValueError):
            pass
        finally:
            try:
                c.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            c.close()

    # what must hold of what was asked

    def asked(self, *numbers):
        """The number of requests is one of these."""
        want(len(self.log) in numbers, f"{any_of(numbers)} requests at {self.what}", self._seen())
        return self

    def asked_at_least(self, n):
        want(len(self.log) >= n, f"at least {n} requests at {self.what}", self._seen())
        return self

    def asked_at_most(self, n):
        want(len(self.log) <= n, f"at most {n} requests at {self.what}", self._seen())
        return self

    def untouched(self):
        """Not even a connection was opened."""
        want(self.connections == 0, f"no connection to {self.what}", f"{self.connections}: {self._seen()}")
        return self

    def got_no_token(self):
        sent = [str(r) for r in self.log if "authorization" in r.headers]
        want(not sent, f"no token sent to {self.what}", sent[:2])
        return self

    what = "the server"

    def _seen(self):
        return f"{len(self.log)} ({', '.join(shortened(str(r), 70) for r in self.log[:4])})"
