"""10,000 recordings moved in one call from C, from Python, and from C# on Mono and on CoreCLR. Each client starts with
a list of strings, and reads the count of `done` and each outcome in the report.

The clients measure around the call, without the start of their runtime. The first call of a process includes one-time
work such as JIT compilation. A service with 100 ms per response resembles the real one, and the goal is for that; a
service without delay shows the cost of the client alone. The values are medians of several processes, in which the
clients take turns; those of later calls are medians of the medians of each process."""

from dataclasses import dataclass
from statistics import median

from .machine import CLIENTS
from .table import OWN, Row

RECORDINGS = 10_000
PYTHON, MONO, CORECLR = "Python", "C# on Mono", "C# on CoreCLR"
WAITING, BUSY = "100 ms per response", "no delay"
ROOT = CLIENTS.parents[1]


@dataclass
class Call:
    wall: float
    cpu: float

    @classmethod
    def median(cls, calls):
        return cls(median(call.wall for call in calls), median(call.cpu for call in calls))


def measure(bench):
    rounds, later_calls = (1, 3) if bench.quick else (5, 10)
    waiting = runs(bench, WAITING, ["--latency-ms", 100], 1, rounds)
    busy = runs(bench, BUSY, [], 1 + later_calls, rounds)
    first = {client: Call.median([calls[0] for calls in of]) for client, of in waiting.items()}
    first_busy = {client: Call.median([calls[0] for calls in of]) for client, of in busy.items()}
    later = {client: Call.median([Call.median(calls[1:]) for calls in of]) for client, of in busy.items()}
    own = first[OWN].wall

    def row(what, unit, values, goal="", reached=None, **place):
        return Row("10,000 moved (webexrec: from C)", what, unit, values, goal, reached, **place)

    yield row(
        f"{WAITING}: time",
        "s",
        {client: call.wall for client, call in first.items()},
        "at most 1.10 of C",
        all(call.wall <= 1.10 * own for call in first.values()),
        panel=f"10,000 recordings moved, {WAITING}",
        x="first call",
    )
    yield row(f"{WAITING}: CPU time", "ms", {client: call.cpu * 1e3 for client, call in first.items()})
    for which, calls in (("first call", first_busy), ("later call", later)):
        times = {client: call.wall * 1e3 for client, call in calls.items()}
        cpu = {client: call.cpu * 1e3 for client, call in calls.items()}
        panel = f"10,000 recordings moved, {BUSY}"
        yield row(f"{BUSY}, {which}: time", "ms", times, panel=panel, x=which)
        yield row(f"{BUSY}, {which}: CPU time", "ms", cpu)
    own = later.pop(OWN).wall
    more = {client: (call.wall - own) / RECORDINGS * 1e6 for client, call in later.items()}
    yield row(f"{BUSY}, later call: time per recording beyond C", "µs", more)


def runs(bench, about, options, calls, rounds):
    """For each client, a list of calls for each of its processes."""
    commands = {
        OWN: [bench.out / "bindings"],
        PYTHON: [bench.python, CLIENTS / "bindings.py"],
        MONO: ["mono", bench.out / "Bindings.exe"],
        CORECLR: [coreclr(bench), bench.out / "Bindings.exe"],
    }
    measured = {client: [] for client in commands}
    for _ in range(rounds):
        for client, command in commands.items():
            bench.say(f"bindings, {about}: {client}")
            with bench.simulator("--recordings", RECORDINGS, "--other-recordings", 0, *options) as simulator:
                ids = bench.file("".join(id + "\n" for id in simulator.ids()))
                environment = simulator.environment | {
                    "WEBEXREC_LIBRARY": str(bench.library),
                    "PYTHONPATH": str(ROOT / "bindings" / "python"),
                    # Without it, .NET needs ICU.
                    "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",
                }
                _, output = bench.run([*command, ids, calls], environment)
            measured[client].append([Call(*map(float, line.split())) for line in output])
    return measured


def coreclr(bench):
    """The path of CoreCLR in its Python package."""
    return next(bench.python.parents[1].glob("lib/python3*/site-packages/dotnetcore2/bin/dotnet"))
