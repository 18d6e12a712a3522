"""The same 10,000 recordings moved in one call from C, from Python and from C# on Mono and on CoreCLR. The ids begin as
a list of strings, and end with a report whose count of those done, and the outcome of each, are looked at.

Timed inside the process, around the call: the start of a runtime isn't the binding's. The first call of a process has
what is done once, such as compiling; later ones don't. A service that takes 100 ms for an answer stands for the real
one, which takes some hundred: the goal is for that. One that answers at once shows what is the client's alone. Medians
of several processes, in turn, and of a process's later calls first."""

from dataclasses import dataclass
from statistics import median

from .machine import CLIENTS
from .table import OWN, Row

RECORDINGS = 10_000
PYTHON, MONO, CORECLR = "Python", "C# on Mono", "C# on CoreCLR"
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
    waiting = runs(bench, "100 ms an answer", ["--latency-ms", 100], 1, rounds)
    busy = runs(bench, "answers at once", [], 1 + later_calls, rounds)
    first = {client: Call.median([calls[0] for calls in of]) for client, of in waiting.items()}
    first_busy = {client: Call.median([calls[0] for calls in of]) for client, of in busy.items()}
    later = {client: Call.median([Call.median(calls[1:]) for calls in of]) for client, of in busy.items()}
    own = first[OWN].wall

    def row(what, unit, values, goal="", reached=None, **place):
        return Row("10,000 moved (webexrec: from C)", what, unit, values, goal, reached, **place)

    yield row(
        "100 ms an answer: time",
        "s",
        {client: call.wall for client, call in first.items()},
        "at most 1.10 of C",
        all(call.wall <= 1.10 * own for call in first.values()),
        panel="10,000 recordings moved, 100 ms an answer",
        x="first call",
    )
    yield row("100 ms an answer: CPU time", "ms", {client: call.cpu * 1e3 for client, call in first.items()})
    for which, calls in (("first call", first_busy), ("later call", later)):
        times = {client: call.wall * 1e3 for client, call in calls.items()}
        cpu = {client: call.cpu * 1e3 for client, call in calls.items()}
        panel = "10,000 recordings moved, answers at once"
        yield row(f"answers at once, {which}: time", "ms", times, panel=panel, x=which)
        yield row(f"answers at once, {which}: CPU time", "ms", cpu)
    own = later.pop(OWN).wall
    more = {client: (call.wall - own) / RECORDINGS * 1e6 for client, call in later.items()}
    yield row("answers at once, later call: more than C, for each recording", "µs", more)


def runs(bench, about, options, calls, rounds):
    """For each client, the calls of each of its processes."""
    commands = {
        OWN: [bench.out / "bindings"],
        PYTHON: [bench.python, CLIENTS / "bindings.py"],
        MONO: ["mono", bench.out / "Bindings.exe"],
        CORECLR: [coreclr(bench), bench.out / "Bindings.exe"],
    }
    made = {client: [] for client in commands}
    for _ in range(rounds):
        for client, command in commands.items():
            bench.say(f"bindings, {about}: {client}")
            with bench.simulator("--recordings", RECORDINGS, "--other-recordings", 0, *options) as simulator:
                ids = bench.file("".join(id + "\n" for id in simulator.ids()))
                environment = simulator.environment | {
                    "WEBEXREC_LIBRARY": str(bench.library),
                    "PYTHONPATH": str(ROOT / "bindings" / "python"),
                    # The library ICU may be missing.
                    "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",
                }
                _, said = bench.run([*command, ids, calls], environment)
            made[client].append([Call(*map(float, line.split())) for line in said])
    return made


def coreclr(bench):
    """Its program in the Python package that has it."""
    return next(bench.python.parents[1].glob("lib/python3*/site-packages/dotnetcore2/bin/dotnet"))
