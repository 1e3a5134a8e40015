"""A case, and what it has at hand."""
import os, shutil, signal, subprocess, time

from .checks import Run
from .servers import Server
from .tokens import AUDIENCE, INSTANCE, THING, VAULT, token


class World:
    """An identity endpoint (IMDS), and Resource Manager of a cloud that isn't built in."""

    def __init__(self, imds, arm, env):
        self.imds, self.arm, self.env = imds, arm, env

    @property
    def tokens(self):
        """The requests for tokens."""
        return [r for r in self.imds.log if "/metadata/instance" not in r.path]


def app_service(url, header="platform-secret"):
    return {"IDENTITY_ENDPOINT": url, "IDENTITY_HEADER": header}


def pod(url):
    return {"AZURE_POD_IDENTITY_AUTHORITY_HOST": url}


CASES = {}


def case(source="", net=(), disk=(), seconds=90, library=False):
    """Marks a case. `source`: the public report, as repository#number, or "" for one that we thought of."""

    def mark(f):
        f.source, f.net, f.disk, f.seconds, f.library = source, tuple(net), tuple(disk), seconds, library
        name = f"{f.__globals__['__name__']}.{f.__name__}"
        assert name not in CASES, f"two cases are named {name}"
        assert f.__doc__, f"{name} doesn't say what happens"
        CASES[name] = f
        return f

    return mark


def program():
    given = os.environ.get("AZMI") or shutil.which("azmi")
    return os.path.abspath(given) if given else None


def library():
    given = os.environ.get("AZMI_LIBRARY")
    beside = os.path.join(os.path.dirname(os.path.realpath(program() or "")), "libazmi.so")
    return os.path.abspath(given) if given else beside if os.path.exists(beside) else None


class Case:
    """What a case has at hand."""

    def __init__(self, folder):
        self.folder = folder

    # servers

    def server(self, handler, what="the server", **kw):
        s = Server(handler, **kw)
        s.what = what
        return s

    def endpoint(self, answer=None, what="the identity endpoint", **kw):
        """An identity endpoint. Without `answer`, it issues the token that is asked for; `answer` may be a function."""
        give = lambda r: token(aud=r.resource or AUDIENCE) if answer is None else answer(r) if callable(answer) else answer
        return self.server(give, what, **kw)

    def imds(self, answer=None, instance=None, **kw):
        """IMDS: `answer` to requests for tokens, `instance` to those for the instance document."""
        def give(r):
            if r.path.startswith("/metadata/instance"):
                return INSTANCE if instance is None else instance(r) if callable(instance) else instance
            return token(aud=r.resource or AUDIENCE) if answer is None else answer(r) if callable(answer) else answer
        return self.server(give, "the metadata service", **kw)

    def cloud(self, handler, audience=AUDIENCE, host="127.0.0.1"):
        """Resource Manager of a cloud that isn't built in. Requests for /metadata/endpoints aren't counted in `log`."""
        def give(r):
            if r.path == "/metadata/endpoints":
                about = dict(name="Fake", resourceManager=s.url, authentication=dict(loginEndpoint="https://login.fake.example/", audiences=[audience]))
                return audience(r) if callable(audience) else about
            return handler(r)
        s = self.server(give, "Resource Manager", aside=lambda r: r.path == "/metadata/endpoints", host=host)
        return s

    def world(self, handler, answer=None, instance=None, audience=AUDIENCE):
        """A VM in such a cloud."""
        i, a = self.imds(answer, instance), self.cloud(handler, audience)
        return World(i, a, {**pod(i.url), "AZMI_ENVIRONMENT": a.url})

    def service(self, handler):
        """A VM in the public cloud, and another service, reached by its whole URL."""
        i, d = self.imds(), self.server(handler, "the service")
        return World(i, d, {**pod(i.url), "AZMI_ENVIRONMENT": "AzureCloud"})

    # azmi

    def _environment(self, env):
        return {"PATH": os.environ.get("PATH", ""), "HOME": self.folder, **{k: v for k, v in env.items() if v is not None}}

    def start(self, *args, env):
        """Starts azmi, to be finished later."""
        return Running(subprocess.Popen([program(), *args], env=self._environment(env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder))

    def azmi(self, *args, env, limit=45):
        return self.start(*args, env=env).finish(limit)

    def rest(self, world, method, *more, path=THING, limit=60, timeout="30"):
        """A request to Resource Manager."""
        return self.azmi("rest", "--method", method, "--path", path, "--timeout", timeout, *more, env=world.env, limit=limit)

    def call(self, world, *more, path="/x?api-version=1", resource=VAULT, limit=60):
        """A request to the service of `service`, with its audience."""
        return self.azmi("rest", "--uri", world.arm.url + path, "--resource", resource, "--timeout", "30", *more, env=world.env, limit=limit)

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as f:
            f.write(content)
        return path


class Running:
    def __init__(self, process):
        self.process, self.began = process, time.monotonic()

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def finish(self, limit=45):
        p = self.process
        try:
            out, err = p.communicate(timeout=max(0.1, limit - (time.monotonic() - self.began)))
            rc = 128 + signal.SIGINT if p.returncode == -signal.SIGINT else p.returncode        # as a shell sees it
        except subprocess.TimeoutExpired:
            p.kill()
            out, err = p.communicate()
            rc = "no end"
        return Run(rc, out, err.decode("utf-8", "replace"), time.monotonic() - self.began)
