"""The size of the shared library as shipped, in millions of bytes, and the share of each crate in it. The shares come
from the symbols of a build that keeps them; inlined code counts for the crate that it is inlined into."""

import os
import re
import subprocess
import sys
from collections import Counter

from .machine import CLIENTS
from .table import OWN, Row

BUILD = CLIENTS.parents[1] / "bindings" / "build-library"
MAX_MB = 2.0
SHOWN_CRATES = 12


def measure(bench):
    size = bench.library.stat().st_size / 1e6
    yield Row("size", "the shared library", "MB", {OWN: size}, f"at most {MAX_MB} MB", size <= MAX_MB)
    bench.say("size: building with symbols")
    folder = bench.target / "benches" / "with-symbols"
    environment = os.environ | {"CARGO_TARGET_DIR": str(folder), "CARGO_PROFILE_DIST_STRIP": "none"}
    build = [BUILD, folder / "library"]
    subprocess.run(build, env=environment, stdout=sys.stderr, check=True)
    for crate, value in parts(folder / "library" / "libwebexrec.so").most_common(SHOWN_CRATES):
        yield Row("size", f"the part of {crate}", "kB", {OWN: value / 1e3})


def parts(library):
    sizes = Counter()
    names = subprocess.run(["nm", "-C", "-S", library], stdout=subprocess.PIPE, text=True, check=True).stdout
    for line in names.splitlines():
        symbol = re.match(r"[0-9a-f]+ ([0-9a-f]+) [tTwWrRdDbBV] (.*)", line)
        if symbol:
            sizes[crate(symbol[2])] += int(symbol[1], 16)
    return sizes


def crate(name):
    # A trait method is named <type as trait>::method.
    path = re.match(r"[<&*\[(]*(?:mut |dyn |const )*(\w+)::", name)
    if re.search("gimli|addr2line|miniz|backtrace|rustc_demangle", name):
        return "std's backtraces"
    if path is None:
        return "ring (C and assembler)"
    return {"core": "std", "alloc": "std"}.get(path[1], path[1])
