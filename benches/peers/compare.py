"""Compares how three clients move the same recordings into the recycle bin, each on a simulator of its own:

webexrec        this library, one call
wxc_sdk         the Python SDK, 100 recordings a call
libcurl         a plain C program, 100 recordings a request
libcurl, gate   the same with 4 threads that wait together after a 429 (under rate limits only)

a   every answer takes 100 ms
b1  a token bucket of 5 a second, 20 at once, and `Retry-After: 10`; in real time
b2  300 requests in each 60 s; in real time
c   one id among the recordings is nobody's
d   nothing but the work itself; the best of 5 runs

Run by the script `run`, which builds what this needs. Prints the table in Markdown.
"""

import json
import os
import platform
import shlex
import signal
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
BATCH = 100
# No recording has it: theirs are random.
UNKNOWN_ID = "0123456789abcdef" * 2
UNKNOWN_AT = 5_000
PEERS = ["webexrec", "wxc_sdk", "libcurl"]


@dataclass
class Case:
    about: str
    options: list[str] = field(default_factory=list)
    clients: list[str] = field(default_factory=lambda: PEERS)
    recordings: int = 10_000
    unknown: bool = False
    runs: int = 1
    # The seconds that nobody can beat, as far as there is such a limit.
    least: float | None = None


CASES = {
    "a": Case("100 ms an answer", ["--latency-ms", "100"], least=100 / 4 * 0.1),
    "b1": Case(
        "5/s, burst 20",
        ["--rate-limit", "5/s,burst=20", "--retry-after", "10"],
        clients=[*PEERS, "libcurl, gate"],
        recordings=60_000,
        least=(600 - 20) / 5,
    ),
    # The second 300 may start when the first window ends.
    "b2": Case(
        "300 a minute",
        ["--rate-limit", "300/60s"],
        clients=[*PEERS, "libcurl, gate"],
        recordings=60_000,
        least=60,
    ),
    "c": Case("one unknown id", unknown=True),
    "d": Case("no limit", runs=5),
}


def main():
    target, chosen = Path(sys.argv[1]), sys.argv[2:] or ["a", "b", "c", "d"]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    cases = {name: case for name, case in CASES.items() if name[0] in chosen}
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(target, Path(folder))
        try:
            results = measure(bench, cases)
        finally:
            bench.end_all()
    print_report(results, sys.argv[2:])


def measure(bench, cases):
    """The results of each client in each case."""
    results = {}
    # They only wait: all at once takes as long as the slowest.
    waiting = [
        (name, bench.start(name, case, client))
        for name, case in cases.items()
        if name.startswith("b")
        for client in case.clients
    ]
    for name, run in waiting:
        results[name, run.client] = [run.finish()]
    # One at a time, since they compete for the processor; in turn, so that all have the same conditions.
    for name, case in cases.items():
        if not name.startswith("b"):
            for _ in range(case.runs):
                for client in case.clients:
                    result = bench.start(name, case, client).finish()
                    results.setdefault((name, client), []).append(result)
    return {
        key: Result.best(results[key])
        for key in ((name, client) for name, case in cases.items() for client in case.clients)
    }


class Bench:
    """Starts simulators and clients, and ends those that still run."""

    def __init__(self, target, folder):
        self.simulator = target / "release/webexrec-simulator"
        self.out, self.python = target / "peers", target / "tools/python/bin/python"
        self.folder, self.started, self.files = folder, [], {}

    def spawn(self, command, **options):
        # A process group of its own, which can be ended as one.
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, start_new_session=True, **options
        )
        self.started.append(process)
        return process

    def end(self, process):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()

    def end_all(self):
        for process in self.started:
            self.end(process)

    def start(self, name, case, client):
        print(f"== {name} ({case.about}): {client}", file=sys.stderr)
        options = ["--recordings", str(case.recordings), "--other-recordings", "0", *case.options]
        simulator = self.spawn([self.simulator, "--port", "0", *options])
        variables = dict(simulator.stdout.readline().strip().split("=", 1) for _ in range(2))
        origin = variables["WEBEXREC_BASE_URL"].removesuffix("/v1")
        lines, array, ids = self.input(case, origin)
        command = {
            "webexrec": [self.out / "webexrec", array],
            "wxc_sdk": [self.python, HERE / "wxc_sdk_client.py", array],
            "libcurl": [self.out / "libcurl", lines],
            "libcurl, gate": [self.out / "libcurl_gate", lines],
        }[client]
        process = self.spawn([self.out / "measure", *command], env=os.environ | variables)
        return Run(self, client, simulator, origin, ids, process)

    def input(self, case, origin):
        """The ids as lines and as a JSON array; every simulator with that many recordings has the same."""
        key = case.recordings, case.unknown
        if key not in self.files:
            ids = [recording["id"] for recording in get(origin, "recordings")]
            if case.unknown:
                ids[UNKNOWN_AT - 1] = UNKNOWN_ID
            lines, array = (self.folder / f"{len(self.files)}.{kind}" for kind in ("txt", "json"))
            lines.write_text("".join(id + "\n" for id in ids))
            array.write_text(json.dumps(ids))
            self.files[key] = lines, array, set(ids)
        return self.files[key]


@dataclass
class Run:
    bench: Bench
    client: str
    simulator: subprocess.Popen
    origin: str
    ids: set[str]
    process: subprocess.Popen

    def finish(self):
        *said, measured = self.process.communicate()[0].splitlines()
        wall, cpu, peak, status = measured.split()
        known = said[0] if status == "0" else f"it ended with {status}"
        if known == "all":
            known = len(self.ids)
        elif known.isdecimal():
            known = int(known)
        requests = get(self.origin, "requests")
        in_bin = {
            recording["id"]
            for recording in get(self.origin, "recordings")
            if recording["status"] == "deleted"
        }
        self.bench.end(self.simulator)
        self.simulator.stdout.close()
        return Result(
            wall=float(wall),
            cpu=float(cpu),
            peak=int(peak) / 1024,
            requests=len(requests),
            limited=sum(request["status"] == 429 for request in requests),
            moved=len(in_bin),
            complete=in_bin == self.ids - {UNKNOWN_ID},
            known=known,
            said=said[1:],
        )


@dataclass
class Result:
    wall: float
    cpu: float
    peak: float
    requests: int
    limited: int
    moved: int
    complete: bool
    known: int | str
    said: list[str]

    @classmethod
    def best(cls, results):
        best = {name: min(getattr(r, name) for r in results) for name in ("wall", "cpu", "peak")}
        # One run that failed is enough to show.
        worst = min(results, key=lambda result: result.complete)
        return cls(**(vars(worst) | best))


def get(origin, what):
    with urllib.request.urlopen(f"{origin}/simulator/{what}") as answer:
        return json.load(answer)


HEAD = [
    "case",
    "client",
    "wall s",
    "/ webexrec",
    "least s",
    "/ least",
    "CPU s",
    "/ webexrec",
    "peak MiB",
    "/ webexrec",
    "requests",
    "over 1 a batch",
    "429s",
    "in the bin",
    "known for certain",
]


def print_report(results, arguments):
    print("`" + shlex.join(["benches/peers/run", *arguments]) + "`, " + machine() + "\n")
    print("| " + " | ".join(HEAD) + " |")
    print("|---|---|" + "---:|" * (len(HEAD) - 2))
    for (name, client), result in results.items():
        print("| " + " | ".join(row(name, client, result, results[name, "webexrec"])) + " |")
    print(NOTES)
    for (name, client), result in results.items():
        for line in result.said:
            print(f"- {name}, {client}: {line}")


NOTES = """
"/ webexrec": so many times what webexrec needed; "/ least": so many times the least possible, which is 4
requests at a time in a, and what the limit allows in b. Ratios only between clients that moved everything.
"In the bin" and "requests" are the simulator's own count. "Known for certain": for how many recordings the
client could say that they were, or were not, moved. Times and memory are those of the client's process from
start to end; in b all clients ran at the same time. What the clients said:
"""


def row(name, client, result, own):
    case = CASES[name]
    batches = -(-case.recordings // BATCH)

    def ratio(value, base):
        return f"{value / base:.2f}" if base and result.complete and own.complete else "–"

    moved = f"{result.moved:,}"
    if not result.complete:
        moved += f", NOT all of {case.recordings - case.unknown:,}"
    return [
        f"{name}: {case.about}",
        client,
        f"{result.wall:.3f}",
        ratio(result.wall, own.wall),
        f"{case.least:g}" if case.least else "–",
        f"{result.wall / case.least:.2f}" if case.least and result.complete else "–",
        f"{result.cpu:.3f}",
        ratio(result.cpu, own.cpu),
        f"{result.peak:.1f}",
        ratio(result.peak, own.peak),
        str(result.requests),
        str(result.requests - batches) if result.requests >= batches else "–",
        str(result.limited),
        moved,
        f"{result.known:,}" if isinstance(result.known, int) else result.known,
    ]


def machine():
    system = platform.uname()
    curl = subprocess.run(["curl-config", "--version"], stdout=subprocess.PIPE, text=True, check=True)
    return (
        f"{os.cpu_count()} cores, {system.system} {system.release} {system.machine}, "
        f"Python {platform.python_version()}, {curl.stdout.strip()}"
    )


if __name__ == "__main__":
    main()
