"""From the start of a process to its first response: it loads its libraries, for https also the trusted root
certificates, connects, and moves 100 recordings. Each client trusts its default roots (this library and libcurl the
system's, wxc_sdk those of the package certifi) and the simulator's. Best and median of several runs, in which the
clients take turns.

The cost of the system's roots is the difference to a run that trusts the simulator's root only. strace counts the
certificate files that a process opens, to show that http and later calls open none."""

import json
import re
import subprocess
from pathlib import Path
from statistics import median

import certifi

from .machine import BATCH, CLIENTS
from .table import OWN, Row

LIBCURL, PYTHON, WXC_SDK = "libcurl", "Python", "wxc_sdk"
NO_ROOTS = "without the system's roots"


def measure(bench):
    return [row for scheme in ("http", "https") for row in over(bench, scheme)]


def over(bench, scheme):
    secure = scheme == "https"
    rounds = 3 if bench.quick else 20
    curl = subprocess.run(["curl-config", "--ca"], stdout=subprocess.PIPE, text=True, check=True)
    system = Path(curl.stdout.strip())
    with bench.simulator("--recordings", BATCH, "--other-recordings", 0, *["--tls"] * secure) as simulator:
        ids = simulator.ids()
        array, lines = bench.file(json.dumps(ids)), bench.file("".join(id + "\n" for id in ids))
        commands = {
            OWN: [bench.out / "webexrec", array],
            LIBCURL: [bench.out / "libcurl", lines],
            PYTHON: [bench.python, CLIENTS / "webexrec_client.py", array],
            WXC_SDK: [bench.python, CLIENTS / "wxc_sdk_client.py", array],
        }
        plain = simulator.environment | {
            "WEBEXREC_LIBRARY": str(bench.library),
            "PYTHONPATH": str(CLIENTS.parents[1] / "bindings" / "python"),
        }
        # Without these variables all of the system's roots are read.
        plain = {name: value for name, value in plain.items() if name not in ("SSL_CERT_FILE", "SSL_CERT_DIR")}
        environments = dict.fromkeys(commands, plain)
        if secure:
            own = Path(plain["WEBEXREC_CA_FILE"])
            # For these clients a file replaces the default roots; for this library it is added to them.
            for client, roots in (LIBCURL, system), (WXC_SDK, Path(certifi.where())):
                both = bench.file(roots.read_text() + own.read_text())
                environments[client] = plain | {"WEBEXREC_CA_FILE": str(both)}
            for client, alone in (OWN, plain | {"SSL_CERT_FILE": str(own)}), (LIBCURL, plain):
                commands[client, NO_ROOTS], environments[client, NO_ROOTS] = commands[client], alone
        usages = {client: [] for client in commands}
        for number in range(rounds):
            bench.say(f"first, {scheme}: round {number + 1} of {rounds}")
            for client, command in commands.items():
                usages[client].append(bench.run(command, environments[client])[0])
        few_calls, more_calls = (count_opened(bench, array, calls, plain, system.parent) for calls in (2, 12))

    clients = [OWN, LIBCURL, PYTHON, WXC_SDK]

    def aggregate(function, name, client, factor=1):
        return function(getattr(usage, name) for usage in usages[client]) * factor

    def row(what, unit, function, name, factor=1, **more):
        values = {client: aggregate(function, name, client, factor) for client in clients}
        return Row("first call", f"{scheme}: {what}", unit, values, **more)

    yield row("time", "ms", min, "wall", 1e3, panel="First call, milliseconds", x=scheme)
    yield row("time, median", "ms", median, "wall", 1e3)
    yield row("CPU time", "ms", min, "cpu", 1e3)
    yield row("peak memory", "MiB", min, "peak_mib")
    if not secure:
        goal = "none", few_calls == 0
        yield Row("first call", "http: certificate files opened", "", {OWN: few_calls}, *goal)
        return
    best = {client: aggregate(min, "wall", client, 1e3) for client in usages}
    cost = {client: best[client] - best[client, NO_ROOTS] for client in (OWN, LIBCURL)}
    yield Row("first call", "https: time for the system's roots", "ms", cost)
    yield Row("first call", "https: certificate files opened", "", {OWN: few_calls})
    later = more_calls - few_calls
    yield Row("first call", "https: certificate files opened by later calls", "", {OWN: later}, "none", later == 0)


def count_opened(bench, ids, calls, environment, folder):
    """The number of the system's certificate files that a process opens for some calls of the Simple API."""
    trace = bench.file("")
    strace = ["strace", "-f", "-e", "trace=open,openat", "-o", trace]
    bench.run([*strace, bench.out / "webexrec_calls", ids, calls], environment)
    return len(re.findall(rf'"{re.escape(str(folder))}/[^"]*".* = \d', trace.read_text()))
