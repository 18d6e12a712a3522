"""Measures this library beside others, and prints one Markdown table. The docstring of each part says what it
measures. The script `run` builds what this needs, and runs it."""

import importlib
import shlex
import sys
from pathlib import Path

from .machine import create_bench, description
from .plot import plot
from .table import markdown

PARTS = ["call", "first", "size", "million", "threads", "bindings", "limit", "peers"]


def main():
    target, *arguments = sys.argv[1:]
    quick = "--quick" in arguments
    chosen = [part for part in arguments if part != "--quick"] or PARTS
    rows = []
    with create_bench(Path(target), quick) as bench:
        for part in chosen:
            bench.say(part)
            rows += importlib.import_module(f"bench.{part}").measure(bench)
    print("`" + shlex.join(["benches/run", *arguments]) + "`, " + description() + "\n")
    print(markdown(rows))
    print("\nIn brackets: relative to webexrec. Times and memory are those of the client's process.")
    # The picture shows all parts of one run.
    if not quick and set(chosen) == set(PARTS):
        plot(rows)


if __name__ == "__main__":
    main()
