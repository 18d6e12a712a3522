"""600 requests of 40 ms each under a rate limit, on a simulated clock: the time as a multiple of the
minimum, and the number of 429s. The same in each run.

webexrec is measured with its own code, the others as small models of what they do after a 429 (src/tests/peers.rs):
wxc_sdk                sleeps and sends the request again
wxc_sdk, 4 threads     each thread does that alone
libcurl, shared pause  4 threads wait together, and go on at full speed
The part peers measures the same limits in real time.
"""

import json
import subprocess

from .table import OWN, Row

# The goal for this library as a multiple of the minimum.
GOALS = {
    "300 a minute": 1.10,
    "5/s, burst 20": 1.25,
    "5/s, burst 20, Retry-After: 10": 1.25,
    "5/s, burst 20, penalised": 1.25,
}
TEST = "tests::peers::print_comparison"


def measure(bench):
    bench.say("limit: building and running the comparison")
    command = ["cargo", "test", "--locked", "--quiet", "--lib", TEST, "--", "--exact", "--ignored", "--nocapture"]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    lines = [json.loads(line.removeprefix("limit: ")) for line in output.splitlines() if line.startswith("limit: ")]
    if not lines:
        raise SystemExit(f"the test {TEST} printed nothing; is that still its name?")
    for service, goal in GOALS.items():
        measured = {line["client"]: line for line in lines if line["service"] == service}
        ratios = {client: line["ratio"] or "never done" for client, line in measured.items()}
        yield Row(
            "limit, simulated",
            f"{service}: time / minimum",
            "",
            ratios,
            f"at most {goal:.2f}",
            ratios[OWN] <= goal,
        )
        throttled = {client: line["throttled"] if line["ratio"] else "" for client, line in measured.items()}
        yield Row("limit, simulated", f"{service}: 429 responses", "", throttled)
