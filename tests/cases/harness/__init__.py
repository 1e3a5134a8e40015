"""Fake Azure endpoints, one run of azmi, and what must hold afterwards.

A case is a function with one argument `t`. It starts servers, runs azmi (or calls the library) and states what must hold.
The first statement that doesn't hold ends it. Its docstring says in one line what happens in the world.

    @case("Azure/azure-sdk-for-net#17425", net=["100.64.100.2"])
    def windows_container(t):
        "App Service gives a Windows container an endpoint in 100.64.0.0/10."
        s = t.endpoint(host="100.64.100.2")
        t.azmi(*TOKEN, env=app_service(s.url)).exits(0).prints_a_token()

Each case runs in its own process and, where the system allows it, in its own network namespace with nothing but loopback:
nothing leaves the machine, and fixed addresses and ports are free. `net` adds addresses to that loopback, `disk` replaces
folders with empty ones, `seconds` limits the whole case, and `library` says that it calls the C ABI.
"""
import json, os, re, signal, socket, threading, time

from .case import *
from .checks import *
from .namespaces import MS_BIND, mount
from .runner import main
from .servers import *
from .tokens import *
