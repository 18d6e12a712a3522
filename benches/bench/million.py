"""One call, with the report, that moves up to a million recordings of hosts with a thousand each, on a service without
delay: its time, the memory of the process for each recording beyond the input and the report, and whether progress and
cancel are on time."""

import json
from dataclasses import dataclass

from .table import OWN, Row

CANCELLED = 42


def measure(bench):
    counts = [1_000, 1_000_000] if bench.quick else [1_000, 10_000, 100_000, 1_000_000]
    with bench.simulator() as simulator:
        empty = run(bench, simulator, 1)
        for count in counts:
            usage = run(bench, simulator, count)
            each = (usage.memory - empty.memory) / count
            panel = "Recordings in one call, seconds"
            yield Row("a million", f"{count:,}: time", "s", {OWN: usage.wall}, panel=panel, x=count)
            yield Row("a million", f"{count:,}: time per recording", "µs", {OWN: usage.wall / count * 1e6})
            yield Row("a million", f"{count:,}: peak memory", "MiB", {OWN: usage.peak})
            large = count >= 100_000
            goal = "at most 200" if large else ""
            yield Row(
                "a million",
                f"{count:,}: bytes per recording beyond input and report",
                "",
                {OWN: each},
                goal,
                each <= 200 if large else None,
            )
        bench.say("million: progress and cancel")
        recordings = recordings_of(counts[-1])
        _, interval = call(bench, simulator, "monitored", recordings)
        yield on_time("longest interval between progress callbacks", interval, 250)
        _, delay = call(bench, simulator, "monitored", recordings, "cancel", result=CANCELLED)
        yield on_time("from a cancel halfway to the return", delay, 200)


def on_time(what, milliseconds, limit):
    return Row("a million", what, "ms", {OWN: milliseconds}, f"at most {limit}", milliseconds <= limit)


@dataclass
class CallUsage:
    wall: float
    peak: float
    # Bytes beyond the input and the report.
    memory: float


def run(bench, simulator, count):
    bench.say(f"million: {count:,}")
    recordings = recordings_of(count)
    usage, report_size = call(bench, simulator, "webexrec", recordings, "report")
    return CallUsage(usage.wall, usage.peak_mib, usage.peak_mib * 2**20 - len(recordings) - report_size)


def call(bench, simulator, client, recordings, *arguments, result=0):
    """The usage of a client, and the number in the first line that it printed."""
    script = [{"path": "/recordings/softDelete", "status": 204, "count": 1_000_000}]
    simulator.control("reset", {})
    simulator.control("script", script)
    usage, output = bench.run([bench.out / client, bench.file(recordings), *arguments], simulator.environment)
    if not output[-1].startswith(f"result {result}"):
        raise RuntimeError(output[-1])
    return usage, float(output[0])


def recordings_of(count):
    hosts = max(count // 1_000, 1)
    return json.dumps(
        [{"id": f"{n:032x}", "hostEmail": f"host{n % hosts}@example.com"} for n in range(count)], separators=(",", ":")
    )
