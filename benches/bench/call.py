"""One move of 100 recordings on an open connection, over http and https: this library's Client API with the report, its
Simple API, a C program on libcurl with a reused handle and a prepared body, and wxc_sdk.

callgrind counts the instructions of a run with n calls and of one with 2n calls; the difference is that of n calls. The
counts vary slightly, since thread scheduling does. The programs measure time themselves, after a first call that opens
the connection; the table has the best of several rounds, in which the clients take turns."""

import json

from .machine import BATCH, CLIENTS
from .table import OWN, Row

SIMPLE = "webexrec, Simple API"
LIBCURL, WXC_SDK = "libcurl", "wxc_sdk"
# Under callgrind Python would take minutes.
COUNTED = [OWN, SIMPLE, LIBCURL]


def measure(bench):
    return [row for scheme in ("http", "https") for row in over(bench, scheme)]


def over(bench, scheme):
    counted, timed, rounds = (20, 100, 2) if bench.quick else (200, 1000, 7)
    tls = ["--tls"] if scheme == "https" else []
    with bench.simulator("--recordings", BATCH, "--other-recordings", 0, *tls) as simulator:
        ids = simulator.ids()
        array, lines = bench.file(json.dumps(ids)), bench.file("".join(id + "\n" for id in ids))

        def command(client, times):
            return {
                OWN: [bench.out / "webexrec_calls", array, times, "report"],
                SIMPLE: [bench.out / "webexrec_calls", array, times],
                LIBCURL: [bench.out / "libcurl_calls", lines, times],
                WXC_SDK: [bench.python, CLIENTS / "wxc_sdk_calls.py", array, times],
            }[client]

        instructions, took = {}, {client: [] for client in [*COUNTED, WXC_SDK]}
        for client in COUNTED:
            bench.say(f"call, {scheme}: instructions of {client}")
            few, many = (count(bench, command(client, times), simulator) for times in (counted, 2 * counted))
            instructions[client] = (many - few) / counted
        for number in range(rounds):
            bench.say(f"call, {scheme}: round {number + 1} of {rounds}")
            for client, times in took.items():
                _, output = bench.run(command(client, timed), simulator.environment)
                times.append([float(seconds) * 1e6 for seconds in output[0].split()])
        # Each process must have used a single connection.
        connections = len({request["connection"] for request in simulator.control("requests")})
    runs = 2 * len(COUNTED) + rounds * len(took)
    if connections != runs:
        raise RuntimeError(f"{connections} connections in {runs} runs: connections were not reused")
    wall, cpu = ({client: min(each[at] for each in times) for client, times in took.items()} for at in (0, 1))
    yield Row(
        "one call",
        f"{scheme}: instructions",
        "",
        instructions,
        "no more than libcurl",
        instructions[OWN] <= instructions[LIBCURL],
        panel="One call with 100 recordings, instructions",
        x=scheme,
    )
    yield Row("one call", f"{scheme}: time", "µs", wall)
    yield Row("one call", f"{scheme}: CPU time", "µs", cpu, "at most 1/20 of wxc_sdk", cpu[OWN] <= cpu[WXC_SDK] / 20)


def count(bench, command, simulator):
    """The number of instructions of a whole run."""
    profile = bench.file("")
    callgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", "--quiet"]
    bench.run([*callgrind, *command], simulator.environment)
    return int(next(line for line in profile.read_text().splitlines() if line.startswith("totals:")).split()[1])
