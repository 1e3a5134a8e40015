"""What must hold."""
import json, re


class Short(Exception):
    """Something that must hold doesn't."""

    def __init__(self, wanted, got):
        super().__init__(wanted, got)
        self.wanted, self.got = wanted, got


def want(holds, wanted, got):
    if not holds:
        raise Short(wanted, got)


def any_of(values):
    return " or ".join(str(v) for v in values)


def shortened(value, limit=240):
    line = re.sub(r"eyJ[\w-]+\.[\w-]+\.[\w-]*", "<token>", " ".join(str(value).split()))
    line = "".join(c if c.isprintable() else "?" for c in line)
    return line if len(line) <= limit else line[:limit] + "..."


GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class Run:
    """How azmi ended. Each statement returns the run, so that statements can be chained."""

    def __init__(self, rc, raw, err, seconds):
        self.rc, self.raw, self.err, self.seconds = rc, raw, err, seconds
        self.out = raw.decode("utf-8", "replace")

    def _want(self, holds, wanted, got=None):
        want(holds, wanted, f"exit {self.rc} after {self.seconds:.1f} s: " + shortened(self.err or self.out or "nothing printed") if got is None else got)
        return self

    def exits(self, *codes):
        self._sound()
        return self._want(self.rc in codes, f"exit {any_of(codes)}")

    def _error(self, ids):
        self._sound()
        named = f"[{any_of(ids)}]" if ids else ""
        self._want(self.rc != 0, f"an error {named}".rstrip(), f"exit 0: {shortened(self.out) or 'nothing printed'}")
        return self._want(self.err.strip() and (not ids or any(self.has_id(i) for i in ids)), named or "words on standard error")

    def fails(self, *ids):
        """Ends with an error (one of these ids), says so on standard error, and prints nothing else."""
        return self._error(ids).prints_nothing()

    def breaks_off(self, *ids):
        """Ends with an error (one of these ids) and says so. The output before it is empty or valid JSON."""
        self._error(ids)
        if self.out.strip():
            self.json()
        return self

    def has_id(self, id):
        """The error id stands in brackets, alone or followed by the service's code and the like."""
        return re.search(rf"\[{id}(;[^\]]*)?\]", self.err) is not None

    def _sound(self):
        self._want(self.rc != "no end", "an end", f"none within {self.seconds:.0f} s")
        self._want(isinstance(self.rc, int) and 0 <= self.rc <= 130 and self.rc != 101 and not self.has_id("Internal"), "no crash")

    def prints(self, text):
        return self._want(self.out.strip() == text, f"'{text}' printed", f"exit {self.rc}: {shortened(self.out.strip() or self.err)}")

    def prints_nothing(self):
        return self._want(not self.out.strip(), "nothing printed", f"printed: {shortened(self.out)}")

    def prints_a_token(self):
        return self._want(len(self.out.strip().split(".")) == 3 or self.out.strip() == "opaque", "a token printed", f"exit {self.rc}: {shortened(self.out or self.err)}")

    def shows(self, *texts):
        """Standard output contains these."""
        for x in texts:
            self._want(x in self.out, f"'{x}' in what is printed", f"exit {self.rc}: {shortened(self.out or self.err)}")
        return self

    def says(self, *texts):
        """Standard error contains these, in any case."""
        for x in texts:
            self._want(x.lower() in self.err.lower(), f"'{x}' said")
        return self

    def says_one_of(self, *texts):
        return self._want(any(x.lower() in self.err.lower() for x in texts), f"one of {list(texts)} said")

    def says_not(self, *texts):
        for x in texts:
            self._want(x.lower() not in self.err.lower(), f"'{x}' not said")
        return self

    def says_nothing(self):
        return self._want(not self.err.strip(), "nothing said on standard error")

    def hides(self, *texts):
        """Neither standard output nor standard error contains these."""
        for x in texts:
            self._want(x not in self.out + self.err, f"'{x}' nowhere", shortened(re.sub(r"(?s).*?(.{0,60}%s.{0,20}).*" % re.escape(x), r"...\1...", self.out + self.err)))
        return self

    def within(self, seconds):
        return self._want(self.seconds <= seconds, f"an end within {seconds} s")

    def json(self):
        try:
            return json.loads(self.raw)
        except ValueError:
            raise Short("JSON printed", f"exit {self.rc}: {shortened(self.out) or shortened(self.err)}") from None

    def expires(self):
        """Of `token -o json`: the expiry, in seconds since 1970."""
        found = {k.lower().replace("_", ""): v for k, v in self.json().items()}.get("expireson")
        want(isinstance(found, str), "expiresOn printed", found)
        import datetime
        return int(datetime.datetime.fromisoformat(found.replace("Z", "+00:00")).timestamp())

    def advises_only_arm_ids(self):
        """In a command that grants a role, the scope is an ARM id or a placeholder."""
        for scope in re.findall(r"-scope\s+(\S+)", self.err, re.I):
            self._want(re.match(rf"['\"]?/subscriptions/{GUID}(/[\w.()/-]+)?['\"]?[.,;)]?$", scope) or scope.startswith("<") or scope.strip("'\"").startswith("/providers/Microsoft."),
                       "no scope that isn't an ARM id", f"--scope {scope}")
        return self
