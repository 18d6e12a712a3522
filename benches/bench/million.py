"""One call that moves up to a million recordings of a thousand hosts each, with the report, at a service that
answers at once: how long it takes, how much memory the process needs beyond the input and the report, for each
recording, and whether progress and cancel are on time all the same."""

import json
from dataclasses import dataclass

from .table import OWN, Row

CANCELLED = 42


def measure(bench):
    counts = [1_000, 1_000_000] if bench.quick else [1_000, 10_000, 100_000, 1_000_000]
    with bench.simulator() as simulator:
        empty = run(bench, simulator, 1)
        for count in counts:
            taken = run(bench, simulator, count)
            each = (taken.memory - empty.memory) / count
            panel = "Recordings in one call, seconds"
            yield Row("a million", f"{count:,}: time", "s", {OWN: taken.wall}, panel=panel, x=count)
            yield Row("a million", f"{count:,}: time each", "µs", {OWN: taken.wall / count * 1e6})
            yield Row("a million", f"{count:,}: peak memory", "MiB", {OWN: taken.peak})
            large = count >= 100_000
            goal = "at most 200" if large else ""
            yield Row(
                "a million",
                f"{count:,}: bytes each beyond input and report",
                "",
                {OWN: each},
                goal,
                each <= 200 if large else None,
            )
        bench.say("million: progress and cancel")
        recordings = recordings_of(counts[-1])
        _, silence = call(bench, simulator, "watched", recordings)
        yield on_time("longest time without progress", silence, 250)
        _, late = call(bench, simulator, "watched", recordings, "cancel", result=CANCELLED)
        yield on_time("from a cancel halfway to the return", late, 200)


def on_time(what, milliseconds, promised):
    return Row("a million", what, "ms", {OWN: milliseconds}, f"at most {promised}", milliseconds <= promised)


@dataclass
class Taken:
    wall: float
    peak: float
    # Beyond the input and the report, in bytes.
    memory: float


def run(bench, simulator, count):
    bench.say(f"million: {count:,}")
    recordings = recordings_of(count)
    usage, report = call(bench, simulator, "webexrec", recordings, "report")
    return Taken(usage.wall, usage.peak_mib, usage.peak_mib * 2**20 - len(recordings) - report)


def call(bench, simulator, client, recordings, *arguments, result=0):
    """What a client took, and the figure that it printed first."""
    script = [{"path": "/recordings/softDelete", "status": 204, "count": 1_000_000}]
    simulator.control("reset", {})
    simulator.control("script", script)
    usage, said = bench.run([bench.out / client, bench.file(recordings), *arguments], simulator.environment)
    if not said[-1].startswith(f"result {result}"):
        raise RuntimeError(said[-1])
    return usage, float(said[0])


def recordings_of(count):
    hosts = max(count // 1_000, 1)
    return json.dumps(
        [{"id": f"{n:032x}", "hostEmail": f"host{n % hosts}@example.com"} for n in range(count)], separators=(",", ":")
    )
