"""The shared library as it is shipped: its size in millions of bytes, and what each crate linked into it adds. The
crates are told apart by the names of the functions in a build that keeps them; what is inlined counts where it went."""

import os
import re
import subprocess
import sys
from collections import Counter

from .machine import CLIENTS
from .table import OWN, Row

BUILD = CLIENTS.parents[1] / "bindings" / "build-library"
MOST = 2.0
SHOWN = 12


def measure(bench):
    size = bench.library.stat().st_size / 1e6
    yield Row("size", "the shared library", "MB", {OWN: size}, f"at most {MOST} MB", size <= MOST)
    bench.say("size: a build that keeps the names")
    folder = bench.target / "benches" / "named"
    environment = os.environ | {"CARGO_TARGET_DIR": str(folder), "CARGO_PROFILE_DIST_STRIP": "none"}
    build = [BUILD, folder / "library"]
    subprocess.run(build, env=environment, stdout=sys.stderr, check=True)
    for crate, value in parts(folder / "library" / "libwebexrec.so").most_common(SHOWN):
        yield Row("size", f"of it {crate}", "kB", {OWN: value / 1e3})


def parts(library):
    sizes = Counter()
    names = subprocess.run(["nm", "-C", "-S", library], stdout=subprocess.PIPE, text=True, check=True).stdout
    for line in names.splitlines():
        symbol = re.match(r"[0-9a-f]+ ([0-9a-f]+) [tTwWrRdDbBV] (.*)", line)
        if symbol:
            sizes[crate(symbol[2])] += int(symbol[1], 16)
    return sizes


def crate(name):
    # A method of a trait's is named <type as trait>::method.
    path = re.match(r"[<&*\[(]*(?:mut |dyn |const )*(\w+)::", name)
    if re.search("gimli|addr2line|miniz|backtrace|rustc_demangle", name):
        return "std's backtraces"
    if path is None:
        return "ring (in C and assembler)"
    return {"core": "std", "alloc": "std"}.get(path[1], path[1])
