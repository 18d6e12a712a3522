"""600 requests under a rate limit on a simulated clock, where each takes 40 ms: the time as a part of what the limit
itself allows, and the 429s. They are figures of the tests in src/tests/rate_limits.rs, and the same in each run.

Only this library's are those of its own code. The others are those of small models of what the clients do after a 429:
wxc_sdk             sleeps and sends the request again
wxc_sdk, 4 threads  each does that alone
libcurl, gate       4 threads wait together, and go on at full speed
The part peers has the same limits in real time."""

import json
import subprocess

from .table import OWN, Row

# How many times the least time this library may take.
GOALS = {
    "300 a minute": 1.10,
    "5/s, burst 20": 1.25,
    "5/s, burst 20, Retry-After: 10": 1.25,
    "5/s, burst 20, penalised": 1.25,
}


def measure(bench):
    bench.say("limit: building and running the tests")
    command = ["cargo", "test", "--locked", "--quiet", "--lib", "run::limits", "--", "--nocapture"]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    courses = [json.loads(line.split("limit: ")[1]) for line in said.splitlines() if "limit: " in line]
    for service, goal in GOALS.items():
        of = {course["client"]: course for course in courses if course["service"] == service}
        parts = {client: course["part"] or "never done" for client, course in of.items()}
        yield Row(
            "limit, simulated",
            f"{service}: time / least possible",
            "",
            parts,
            f"at most {goal:.2f}",
            parts[OWN] <= goal,
        )
        refused = {client: course["refused"] if course["part"] else "" for client, course in of.items()}
        yield Row("limit, simulated", f"{service}: answers 429", "", refused)
