"""Concurrent callers, each a thread that repeatedly moves its own 100 recordings, for some time after all of them have
connected: this library's Simple API, its Client API with one client for all callers, and libcurl with a handle and a
body for each caller.

One service takes 20 ms per response, so that callers only wait, and none may hold up another. The other has no delay,
so that the processor is the limit, which the service shares. The values are medians of several runs, in which the clients
take turns, each with a service of its own. With 20 ms per response a single caller makes few calls, and its p99 is the
slowest of them."""

import json
from statistics import median

from .machine import BATCH
from .table import OWN, Row

CALLERS = [1, 2, 4, 8, 16, 32]
SHARED = "webexrec, one client"
OWNS = [OWN, SHARED]
PROGRAMS = {OWN: "threads_simple", SHARED: "threads_shared", "libcurl": "threads_libcurl"}
WAITING, BUSY = "20 ms per response", "no delay"


def measure(bench):
    rows = []
    for about, options in ((WAITING, ["--latency-ms", 20]), (BUSY, [])):
        measured = {callers: measure_callers(bench, about, options, callers) for callers in CALLERS}
        rows += [row for callers in CALLERS for row in rows_of(about, callers, measured)]
    return rows


def measure_callers(bench, about, options, callers):
    """For each client: calls per second, and p50 and p99 of a call in milliseconds."""
    seconds, rounds = (0.1, 1) if bench.quick else (0.7, 3)
    runs = {client: [] for client in PROGRAMS}
    bench.say(f"threads, {about}: {callers}")
    for _ in range(rounds):
        for client, program in PROGRAMS.items():
            with bench.simulator("--recordings", callers * BATCH, "--other-recordings", 0, *options) as simulator:
                ids = simulator.ids()
                batches = [json.dumps(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH)]
                command = [bench.out / program, bench.file("\n".join(batches)), callers, seconds]
                _, output = bench.run(command, simulator.environment)
            runs[client].append([float(value) for value in output[0].split()])
    return {client: [median(values) for values in zip(*all_of)] for client, all_of in runs.items()}


def rows_of(about, callers, measured):
    throughput, middle, slow = ({client: all_of[i] for client, all_of in measured[callers].items()} for i in range(3))
    alone = {client: all_of[2] for client, all_of in measured[1].items()}
    # A lock that is held while its owner waits for the service would show here.
    has_goal = about == WAITING and callers == CALLERS[-1]
    part = f"threads, {about}"
    what = f"{callers} caller{'s' if callers > 1 else ''}"
    yield Row(
        part,
        f"{what}: throughput",
        "calls/s",
        throughput,
        "at least 0.9 of libcurl" if has_goal else "",
        all(throughput[own] >= 0.9 * throughput["libcurl"] for own in OWNS) if has_goal else None,
        panel=f"Calls by number of threads, {about}",
        x=callers,
    )
    if callers in (CALLERS[0], CALLERS[-1]):
        yield Row(part, f"{what}: p50", "ms", middle)
    yield Row(
        part,
        f"{what}: p99",
        "ms",
        slow,
        "at most 1.5 times one caller's" if has_goal else "",
        all(slow[own] <= 1.5 * alone[own] for own in OWNS) if has_goal else None,
        panel=f"p99 by number of threads, {about}",
        x=callers,
    )
