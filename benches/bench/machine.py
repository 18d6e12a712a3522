"""Starts simulators and clients, measures the client processes, and stops everything at the end."""

import json
import os
import platform
import signal
import ssl
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

CLIENTS = Path(__file__).parents[1] / "clients"
BATCH = 100


@dataclass(frozen=True)
class Usage:
    """What a process used from its start to its end, in seconds and MiB."""

    wall: float
    cpu: float
    peak_mib: float


class ClientFailed(Exception):
    """A client exited with a status other than 0, or did not do its job."""


@dataclass
class Simulator:
    process: subprocess.Popen
    variables: dict[str, str]

    @property
    def origin(self):
        return self.variables["WEBEXREC_BASE_URL"].removesuffix("/v1")

    @property
    def environment(self):
        return os.environ | self.variables

    def control(self, what, body=None):
        """Sends a request to the control interface: a GET, or with a body a POST."""
        # With --tls the control interface uses TLS too.
        file = self.variables.get("WEBEXREC_CA_FILE")
        trust = ssl.create_default_context(cafile=file) if file else None
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.origin}/simulator/{what}", data, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, context=trust) as response:
            return json.loads(response.read() or "null")

    def ids(self):
        return [recording["id"] for recording in self.control("recordings")]


@dataclass
class Bench:
    """Paths, the --quick option, and methods to start programs, for the parts."""

    target: Path
    # Small numbers and few repetitions.
    quick: bool
    folder: Path
    started: list[subprocess.Popen] = field(default_factory=list)
    files: int = 0

    @property
    def out(self):
        """The folder of the clients that benches/run has built."""
        return self.target / "benches"

    @property
    def python(self):
        """The interpreter that has wxc_sdk."""
        return self.target / "tools" / "python" / "bin" / "python"

    @property
    def library(self):
        """The shared library as it is shipped."""
        return self.out / "lib" / "libwebexrec.so"

    def say(self, text):
        print(f"== {text}", file=sys.stderr, flush=True)

    def file(self, text):
        """Writes a new file."""
        self.files += 1
        path = self.folder / str(self.files)
        path.write_text(text)
        return path

    def spawn(self, command, **options):
        # In a process group of its own, which can be stopped as a whole.
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True, **options)
        self.started.append(process)
        return process

    def stop(self, process):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
        process.stdout.close()
        self.started.remove(process)

    def stop_all(self):
        for process in list(self.started):
            self.stop(process)

    @contextmanager
    def simulator(self, *options):
        simulator = self.start_simulator(*options)
        try:
            yield simulator
        finally:
            self.stop(simulator.process)

    def start_simulator(self, *options):
        process = self.spawn([self.target / "release" / "webexrec-simulator", "--port", "0", *map(str, options)])
        lines = 3 if "--tls" in options else 2
        variables = dict(process.stdout.readline().strip().split("=", 1) for _ in range(lines))
        return Simulator(process, variables)

    def start(self, command, environment):
        return self.spawn([self.out / "measure", *map(str, command)], env=environment)

    def finish(self, process):
        """Waits for a client that `start` started. Returns its usage and the lines that it printed."""
        *output, measured = process.communicate()[0].splitlines()
        self.started.remove(process)
        wall, cpu, peak, status = measured.split()
        if status != "0":
            raise ClientFailed(f"{process.args[1:]} exited with status {status}: {output}")
        return Usage(float(wall), float(cpu), int(peak) / 1024), output

    def run(self, command, environment):
        return self.finish(self.start(command, environment))


@contextmanager
def create_bench(target, quick):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(target, quick, Path(folder))
        try:
            yield bench
        finally:
            bench.stop_all()


def description():
    system = platform.uname()
    curl = subprocess.run(["curl-config", "--version"], stdout=subprocess.PIPE, text=True, check=True)
    return (
        f"{os.cpu_count()} cores, {system.system} {system.release} {system.machine}, "
        f"Python {platform.python_version()}, {curl.stdout.strip()}"
    )
