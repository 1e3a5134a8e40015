"""Runs the cases, each in a process of its own."""
import importlib.util, json, os, select, shutil, signal, tempfile, time, traceback

from .case import CASES, Case, library, program
from .checks import Short, shortened
from .namespaces import isolate
from .servers import MISTAKES


def _child(f, folder, pipe):
    """Runs one case in its own process and writes the result to the pipe."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    result = None
    try:
        if f.library and not library():
            raise Short("a library to load", "AZMI_LIBRARY isn't set, and there is no libazmi.so next to the program")
        try:
            isolate(f.net, f.disk)
        except OSError as e:
            if f.net or f.disk:
                raise Short("its own namespaces, which this case needs", e) from None
        f(Case(folder))
    except Short as e:
        result = [shortened(e.wanted), shortened(e.got)]
    except Exception:
        MISTAKES.append(traceback.format_exc(limit=-2))
    if MISTAKES:
        result = ["a case that works", shortened("; ".join(MISTAKES[0].splitlines()[1:]), 400)]
    os.write(pipe, json.dumps(result).encode())
    os._exit(0)


def run(names, jobs, told):
    """Runs the cases, some at a time, and returns by name what failed."""
    waiting, busy, results = list(names), {}, {}
    while waiting or busy:
        while waiting and len(busy) < jobs:
            name, folder = waiting.pop(0), tempfile.mkdtemp(prefix="azmi-case-")
            r, w = os.pipe()
            pid = os.fork()
            if pid == 0:
                os.close(r)
                try:
                    _child(CASES[name], folder, w)
                finally:
                    os._exit(1)
            os.close(w)
            busy[r] = (name, pid, folder, time.monotonic())
        ready, _, _ = select.select(list(busy), [], [], 0.2)
        now = time.monotonic()
        for fd, (name, pid, folder, began) in list(busy.items()):
            late = now - began > CASES[name].seconds
            if fd not in ready and not late:
                continue
            said = b""
            if fd in ready:
                while part := os.read(fd, 65536):       # until the child has written its result
                    said += part
                    if said.endswith((b"]", b"null")):
                        break
            os.close(fd)
            del busy[fd]
            try:
                os.killpg(pid, signal.SIGKILL)          # whatever the case left running
            except ProcessLookupError:
                pass
            os.waitpid(pid, 0)
            shutil.rmtree(folder, ignore_errors=True)
            result = json.loads(said) if said else ["an end", f"none within {CASES[name].seconds} s" if late else "the process of the case died"]
            results[name] = result
            told(name, result, now - began)
    return results


def load(folder):
    """Reads the case files of a folder. Names become `<file>.<function>`."""
    for file in sorted(os.listdir(folder)):
        stem, ext = os.path.splitext(file)
        if ext != ".py" or stem in ("abi", "run"):
            continue
        spec = importlib.util.spec_from_file_location(stem, os.path.join(folder, file))
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def main(folder, arguments):
    """The command line: names of files or cases, `--list`, `-v`."""
    load(folder)
    words = [a for a in arguments if not a.startswith("-")]
    means = lambda word, name: word in (name, *name.split("."))
    names = [n for n in CASES if not words or any(means(w, n) for w in words)]
    if unknown := [w for w in words if not any(means(w, n) for n in CASES)]:
        print(f"no such file or case: {' '.join(unknown)}")
        return 2
    if "--list" in arguments:
        for n in names:
            print(f"{n}: {' '.join(CASES[n].__doc__.split())}" + (f" ({CASES[n].source})" if CASES[n].source else ""))
        return 0
    if not os.access(program() or "", os.X_OK):
        print(f"no program to run: {'AZMI is ' + os.environ['AZMI'] if os.environ.get('AZMI') else 'set AZMI, or put azmi on PATH'}")
        return 2
    began = time.monotonic()
    loud = "-v" in arguments
    told = lambda name, result, seconds: loud and print(f"{'fails' if result else 'holds'}  {seconds:5.1f} s  {name}", flush=True)
    results = run(names, int(os.environ.get("JOBS", "12")), told)
    for n in names:
        if results[n]:
            print(f"{n}: wanted {results[n][0]}, got {results[n][1]}")
    if loud:
        print(f"{time.monotonic() - began:.0f} s")
    good = sum(not results[n] for n in names)
    print(f"{good} of {len(names)} hold")
    return 0 if good == len(names) and names else 1
