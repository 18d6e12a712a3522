"""From the start of a process to the first answer: it loads what it needs, over https reads the certificates it
trusts and makes the connection, and moves 100 recordings. Best of several runs, in turn."""

import json

from .machine import BATCH, CLIENTS
from .table import OWN, Row

PYTHON = "Python"


def measure(bench):
    for scheme in "http", "https":
        tls = ["--tls"] if scheme == "https" else []
        with bench.simulator("--recordings", BATCH, "--other-recordings", 0, *tls) as simulator:
            bench.say(f"first, {scheme}")
            ids = simulator.ids()
            array, lines = bench.file(json.dumps(ids)), bench.file("".join(id + "\n" for id in ids))
            clients = {
                OWN: [bench.out / "webexrec", array],
                "libcurl": [bench.out / "libcurl", lines],
                PYTHON: [bench.python, CLIENTS / "webexrec_client.py", array],
                "wxc_sdk": [bench.python, CLIENTS / "wxc_sdk_client.py", array],
            }
            environment = simulator.environment | {
                "WEBEXREC_LIBRARY": str(bench.library),
                "PYTHONPATH": str(CLIENTS.parents[1] / "bindings" / "python"),
            }
            usages = {client: [] for client in clients}
            for _ in range(1 if bench.quick else 15):
                for client, command in clients.items():
                    usages[client].append(bench.run(command, environment)[0])

        def best(figure):
            return {client: min(getattr(usage, figure) for usage in all_of) for client, all_of in usages.items()}

        yield Row("first call", f"{scheme}: time", "s", best("wall"), panel="First call, seconds", x=scheme)
        yield Row("first call", f"{scheme}: peak memory", "MiB", best("peak_mib"))
