"""One call that moves up to a million recordings of a thousand hosts each, with the report, at a service that
answers at once: how long it takes, and how much memory the process needs beyond the input and the report, for each
recording."""

import json

from .table import OWN, Row


def measure(bench):
    counts = [1_000, 10_000] if bench.quick else [1_000, 10_000, 100_000, 1_000_000]
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


class Taken:
    def __init__(self, usage, given, report):
        self.wall, self.peak = usage.wall, usage.peak_mib
        self.memory = usage.peak_mib * 2**20 - given - report


def run(bench, simulator, count):
    bench.say(f"million: {count:,}")
    hosts = max(count // 1_000, 1)
    recordings = json.dumps(
        [{"id": f"{n:032x}", "hostEmail": f"host{n % hosts}@example.com"} for n in range(count)], separators=(",", ":")
    )
    script = [{"path": "/recordings/softDelete", "status": 204, "count": 1_000_000}]
    simulator.control("reset", {})
    simulator.control("script", script)
    usage, said = bench.run([bench.out / "webexrec", bench.file(recordings), "report"], simulator.environment)
    if said[-1] != "result 0":
        raise RuntimeError(said)
    return Taken(usage, len(recordings), int(said[0]))
