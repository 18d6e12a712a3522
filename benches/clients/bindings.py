"""Does the same as bindings.c and Bindings.cs, with the Python binding."""

import os
import sys
import time

import webexrec


def move(client, ids):
    report = client.move_to_recycle_bin(ids, site_url="example.webex.com")
    found = sum(result.outcome == "done" for result in report.results)
    if report.counts.done != len(ids) or found != len(ids):
        sys.exit(report.message)


def main():
    with open(sys.argv[1]) as file:
        ids = file.read().split()
    with webexrec.Client(os.environ["WEBEX_ACCESS_TOKEN"]) as client:
        for _ in range(int(sys.argv[2])):
            wall, cpu = time.monotonic(), time.process_time()
            move(client, ids)
            print(f"{time.monotonic() - wall:.6f} {time.process_time() - cpu:.6f}")


main()
