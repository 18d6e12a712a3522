"""Several clients move the same recordings to the recycle bin, each on a simulator of its own.

webexrec               this library, one call
wxc_sdk                the Python SDK, 100 recordings in a call
libcurl                a plain C program, 100 recordings in a request
libcurl, shared pause  the same with 4 threads that all wait after a 429 (under rate limits only)
"""

import json
from dataclasses import dataclass, field

from .machine import BATCH, CLIENTS, ClientFailed
from .table import Row

PEERS = ["webexrec", "wxc_sdk", "libcurl"]
SHARED_PAUSE = "libcurl, shared pause"
UNDER_LIMITS = [*PEERS, SHARED_PAUSE]
# The simulator's ids are random.
UNKNOWN_ID = "0123456789abcdef" * 2
RELATIVE_TIME = "time / minimum"


@dataclass
class Case:
    about: str
    options: list[str] = field(default_factory=list)
    clients: list[str] = field(default_factory=lambda: PEERS)
    recordings: int = 10_000
    unknown: bool = False
    runs: int = 1
    # The minimum time in seconds, and the goal for this library as a multiple of it.
    minimum: float | None = None
    goal: float | None = None


def cases(quick):
    limited = 2_000 if quick else 60_000
    requests = limited // BATCH
    return [
        Case("100 ms per response", ["--latency-ms", "100"], minimum=10_000 / BATCH / 4 * 0.1),
        Case(
            "5/s, burst 20",
            ["--rate-limit", "5/s,burst=20", "--retry-after", "10"],
            UNDER_LIMITS,
            limited,
            minimum=(requests - 20) / 5,
            goal=1.25,
        ),
        # The next 300 requests may start when the first window ends.
        Case(
            "300 a minute",
            ["--rate-limit", "300/60s"],
            UNDER_LIMITS,
            limited,
            minimum=(requests - 1) // 300 * 60,
            goal=1.10,
        ),
        Case(
            "5/s, burst 20, penalised",
            ["--rate-limit", "5/s,burst=20,penalty=10"],
            UNDER_LIMITS,
            limited,
            minimum=(requests - 20) / 5,
            goal=1.25,
        ),
        Case("one unknown id", unknown=True),
        Case("no limit", runs=1 if quick else 5),
    ]


def measure(bench):
    chosen = cases(bench.quick)
    # Under rate limits clients mostly wait, so all of them run at the same time.
    limited = [(case, client) for case in chosen if case.clients is UNDER_LIMITS for client in case.clients]
    waiting = [(case, Run(bench, case, client)) for case, client in limited]
    results = {}
    for case, run in waiting:
        results.setdefault((case.about, run.client), []).append(run.finish())
    # The others compete for the processor, so they run one at a time, and take turns.
    for case in chosen:
        if case.clients is not UNDER_LIMITS:
            for _ in range(case.runs):
                for client in case.clients:
                    results.setdefault((case.about, client), []).append(Run(bench, case, client).finish())
    return [
        row
        for case in chosen
        for row in rows(case, {client: results[case.about, client] for client in case.clients})
    ]


class Run:
    """One client in one case, started at once; `finish` waits for it."""

    def __init__(self, bench, case, client):
        bench.say(f"peers, {case.about}: {client}")
        options = ["--recordings", case.recordings, "--other-recordings", 0, *case.options]
        self.bench, self.client, self.simulator = bench, client, bench.start_simulator(*options)
        ids = self.simulator.ids()
        if case.unknown:
            ids[len(ids) // 2] = UNKNOWN_ID
        self.ids = set(ids)
        lines, array = ("".join(id + "\n" for id in ids), json.dumps(ids))
        command = {
            "webexrec": [bench.out / "webexrec", bench.file(array)],
            "wxc_sdk": [bench.python, CLIENTS / "wxc_sdk_client.py", bench.file(array)],
            "libcurl": [bench.out / "libcurl", bench.file(lines)],
            SHARED_PAUSE: [bench.out / "libcurl_pause", bench.file(lines)],
        }[client]
        self.process = bench.start(command, self.simulator.environment)

    def finish(self):
        usage, output = self.bench.finish(self.process)
        requests = self.simulator.control("requests")
        recordings = self.simulator.control("recordings")
        self.bench.stop(self.simulator.process)
        in_bin = {recording["id"] for recording in recordings if recording["status"] == "deleted"}
        # With an unknown id the number of moved recordings is measured.
        if in_bin != self.ids and UNKNOWN_ID not in self.ids:
            raise ClientFailed(f"{self.client} moved {len(in_bin)} of {len(self.ids)}: {output}")
        throttled = sum(request["status"] == 429 for request in requests)
        certain = len(self.ids) if output[0] == "all" else int(output[0])
        return Result(usage.wall, usage.cpu, usage.peak_mib, len(requests), throttled, len(in_bin), certain)


@dataclass
class Result:
    wall: float
    cpu: float
    peak: float
    requests: int
    throttled: int
    moved: int
    # Recordings whose outcome the client knows.
    certain: int

    @classmethod
    def best(cls, results):
        best = {name: min(getattr(result, name) for result in results) for name in ("wall", "cpu", "peak")}
        return cls(**(vars(results[0]) | best))


def rows(case, results):
    best = {client: Result.best(all_of) for client, all_of in results.items()}
    own = best["webexrec"]

    def row(what, unit, value, goal="", reached=None):
        values = {client: value(result) for client, result in best.items()}
        panel = "Time / minimum" if what == RELATIVE_TIME else ""
        return Row(
            f"{case.recordings:,} moved",
            f"{case.about}: {what}",
            unit,
            values,
            goal,
            reached,
            panel=panel,
            x=case.about,
        )

    if case.unknown:
        yield row("moved", "", lambda result: result.moved)
        yield row("outcome certain", "", lambda result: result.certain)
        yield row("requests", "", lambda result: result.requests)
        return
    # With --quick the rate limits allow all requests at once, and the minimum is 0.
    if case.minimum:
        goal = f"at most {case.goal:.2f}" if case.goal else ""
        reached = own.wall <= case.goal * case.minimum if case.goal else None
        yield row(RELATIVE_TIME, "", lambda result: result.wall / case.minimum, goal, reached)
    else:
        yield row("time", "s", lambda result: result.wall)
        yield row("CPU time", "s", lambda result: result.cpu)
        yield row("peak memory", "MiB", lambda result: result.peak)
    if case.clients is UNDER_LIMITS:
        yield row("429 responses", "", lambda result: result.throttled)
