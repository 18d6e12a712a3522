"""One move of 100 recordings on a connection that is already there, over http and https: this library's client, a C program
on libcurl with a reused handle and a body built beforehand, and wxc_sdk.

Instructions are counted by callgrind, in a run of so many calls and in one of twice as many: the difference is the calls'
alone. Times are the best of several rounds, in turn."""

import json

from .machine import BATCH, CLIENTS
from .table import OWN, Row


def measure(bench):
    return [row for scheme in ("http", "https") for row in over(bench, scheme)]


def over(bench, scheme):
    calls = 20 if bench.quick else 200
    rounds = 1 if bench.quick else 5
    tls = ["--tls"] if scheme == "https" else []
    with bench.simulator("--recordings", BATCH, "--other-recordings", 0, *tls) as simulator:
        ids = simulator.ids()
        array, lines = bench.file(json.dumps(ids)), bench.file("".join(id + "\n" for id in ids))
        clients = {
            OWN: [bench.out / "webexrec_calls", array],
            "libcurl": [bench.out / "libcurl_calls", lines],
            "wxc_sdk": [bench.python, CLIENTS / "wxc_sdk_calls.py", array],
        }
        bench.say(f"call, {scheme}: instructions")
        counted = {client: instructions(bench, clients[client], calls, simulator) for client in (OWN, "libcurl")}
        took, cpu = {}, {}
        for _ in range(rounds):
            for client, command in clients.items():
                bench.say(f"call, {scheme}: {client}")
                few, _ = bench.run([*command, calls], simulator.environment)
                many, said = bench.run([*command, 5 * calls], simulator.environment)
                took.setdefault(client, []).append(float(said[0]))
                cpu.setdefault(client, []).append((many.cpu - few.cpu) / (4 * calls))
        connections = [request["connection"] for request in simulator.get("requests")]
    runs = 2 * 2 + 2 * 3 * rounds
    if len(set(connections)) != runs:
        raise RuntimeError(f"{len(set(connections))} connections in {runs} runs: they weren't reused")
    least_cpu = {client: max(min(values), 1e-7) * 1e6 for client, values in cpu.items()}
    yield Row(
        "one call",
        f"{scheme}: instructions",
        "",
        counted,
        "no more than libcurl",
        counted[OWN] <= counted["libcurl"],
        panel="One call of 100, instructions",
        x=scheme,
    )
    yield Row("one call", f"{scheme}: time", "µs", {client: min(values) * 1e6 for client, values in took.items()})
    yield Row(
        "one call",
        f"{scheme}: CPU time",
        "µs",
        least_cpu,
        "a twentieth of wxc_sdk",
        least_cpu[OWN] <= least_cpu["wxc_sdk"] / 20,
    )


def instructions(bench, command, calls, simulator):
    def count(times):
        profile = bench.file("")
        callgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", "--quiet"]
        bench.run([*callgrind, *command, times], simulator.environment)
        return int(next(line for line in profile.read_text().splitlines() if line.startswith("totals:")).split()[1])

    return (count(2 * calls) - count(calls)) / calls
