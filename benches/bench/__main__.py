"""Measures this library and others side by side, and prints one table in Markdown. Each part says at the head of its
file what it measures. Run by the script `run`, which builds what this needs."""

import importlib
import shlex
import sys
from pathlib import Path

from .machine import bench, description
from .plot import plot
from .table import markdown

PARTS = ["call", "first", "size", "million", "threads", "bindings", "limit", "peers"]


def main():
    target, *arguments = sys.argv[1:]
    quick = "--quick" in arguments
    chosen = [part for part in arguments if part != "--quick"] or PARTS
    rows = []
    with bench(Path(target), quick) as started:
        for part in chosen:
            started.say(part)
            rows += importlib.import_module(f"bench.{part}").measure(started)
    print("`" + shlex.join(["benches/run", *arguments]) + "`, " + description() + "\n")
    print(markdown(rows))
    print("\nIn brackets: so many times the value of webexrec. Times and memory are those of the client's process.")
    # The picture has all parts, or stays as it is.
    if not quick and set(chosen) == set(PARTS):
        plot(rows)


if __name__ == "__main__":
    main()
