"""From the start of a process to the first answer: it loads what it needs, over https reads the certificates it
trusts and makes the connection, and moves 100 recordings. Each client trusts the roots that it has by default, and the
simulator's beside them: this library and libcurl those of the system, wxc_sdk those of the package certifi. Best and
median of several runs, in turn.

What the roots cost is the difference to a run that trusts the simulator's alone. That http and later calls don't pay it
is shown by the files of certificates that a process opens, counted by strace."""

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
        # The system's roots are where they are by default, all of them.
        plain = {name: value for name, value in plain.items() if name not in ("SSL_CERT_FILE", "SSL_CERT_DIR")}
        environments = dict.fromkeys(commands, plain)
        if secure:
            own = Path(plain["WEBEXREC_CA_FILE"])
            # For these a file takes the place of the default; for this library it comes beside it.
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
        once, often = (opened(bench, array, calls, plain, system.parent) for calls in (2, 12))

    clients = [OWN, LIBCURL, PYTHON, WXC_SDK]

    def figure(of, name, client, factor=1):
        return of(getattr(usage, name) for usage in usages[client]) * factor

    def row(what, unit, of, name, factor=1, **more):
        values = {client: figure(of, name, client, factor) for client in clients}
        return Row("first call", f"{scheme}: {what}", unit, values, **more)

    yield row("time", "ms", min, "wall", 1e3, panel="First call, milliseconds", x=scheme)
    yield row("time, median", "ms", median, "wall", 1e3)
    yield row("CPU time", "ms", min, "cpu", 1e3)
    yield row("peak memory", "MiB", min, "peak_mib")
    if not secure:
        yield Row("first call", "http: root certificates' files opened", "", {OWN: once}, "none", once == 0)
        return
    least = {client: figure(min, "wall", client, 1e3) for client in usages}
    cost = {client: least[client] - least[client, NO_ROOTS] for client in (OWN, LIBCURL)}
    yield Row("first call", "https: of the time, the system's roots", "ms", cost)
    yield Row("first call", "https: root certificates' files opened", "", {OWN: once})
    yield Row("first call", "https: of them by the calls after it", "", {OWN: often - once}, "none", often == once)


def opened(bench, ids, calls, environment, folder):
    """How many files of the system's certificates a process opens for so many calls of the Simple API."""
    trace = bench.file("")
    strace = ["strace", "-f", "-e", "trace=open,openat", "-o", trace]
    bench.run([*strace, bench.out / "webexrec_calls", ids, calls], environment)
    return len(re.findall(rf'"{re.escape(str(folder))}/[^"]*".* = \d', trace.read_text()))
