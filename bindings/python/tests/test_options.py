"""The documented options of a client: their form, their ranges, and their effect."""

from __future__ import annotations

import inspect
import os
import re
from typing import Any, NamedTuple

import webexrec
from webexrec import Client, Progress, ResultCode

from . import simulator
from .simulator import USER_TOKEN

NUMBER = r"\d+(?:\.\d+)?"
OPTION = re.compile(
    rf"^ +(\w+): [^;\n]+; (\w+); ({NUMBER}) to ({NUMBER}); default (?:none|{NUMBER})\.$", re.MULTILINE
)


class Option(NamedTuple):
    name: str
    low: Any
    high: Any
    resolution: Any


def documented() -> list[Option]:
    """The numeric options in the documentation of the class."""
    return [
        Option(name, float(low), float(high), 0.001)
        if unit == "seconds"
        else Option(name, int(low), int(high), 1)
        for name, unit, low, high in OPTION.findall(Client.__doc__ or "")
    ]


class Options(simulator.TestCase):
    def test_each_numeric_option_has_one_line_with_unit_range_and_default(self) -> None:
        numeric = {
            name
            for name, parameter in inspect.signature(Client).parameters.items()
            if parameter.annotation in ("int | None", "float | None")
        }
        self.assertEqual(len(documented()), 6)
        self.assertEqual({option.name for option in documented()}, numeric)

    def test_the_limits_of_each_range_are_accepted_and_values_beyond_are_refused(self) -> None:
        for option in documented():
            for value in (option.low, option.high):
                Client(USER_TOKEN, **{option.name: value})
            for value in (option.low - option.resolution, option.high + 1):
                with self.subTest(option=option.name, value=value):
                    with self.assertRaises(webexrec.InvalidInputError) as caught:
                        Client(USER_TOKEN, **{option.name: value})
                    self.assertEqual(caught.exception.code, ResultCode.INVALID_OPTION)
                    self.assertIn(option.name, str(caught.exception))
        self.assert_nothing_was_sent()

    def test_user_agent_and_base_url_reach_the_service(self) -> None:
        base_url = os.environ["WEBEXREC_BASE_URL"]
        Client(USER_TOKEN, user_agent="example-tool/1.0", base_url=base_url).list_sites()
        (request,) = simulator.requests()
        self.assertEqual(request["headers"]["user-agent"], "example-tool/1.0")

    def test_concurrency_is_the_most_requests_in_flight(self) -> None:
        simulator.behave(latencyMs=200)
        for concurrency in (1, 2):
            in_flight: list[int] = []

            def record(progress: Progress) -> None:
                in_flight.append(progress.in_flight)

            Client(USER_TOKEN, concurrency=concurrency).move_to_recycle_bin(
                simulator.ids(250), on_progress=record
            )
            self.assertEqual(max(in_flight), concurrency)

    def test_a_request_that_exceeds_its_timeout_is_given_up(self) -> None:
        simulator.behave(latencyMs=30_000)
        client = Client(USER_TOKEN, request_timeout=0.1, max_attempts=1)
        with self.assertRaises(webexrec.TransportError) as caught:
            client.list_sites()
        self.assertEqual(caught.exception.code, ResultCode.TIMEOUT)

    def test_a_deadline_ends_a_change_with_a_report_and_a_list_with_an_error(self) -> None:
        ids = simulator.ids(1)
        simulator.behave(latencyMs=30_000)
        client = Client(USER_TOKEN, deadline=0.1)
        report = client.move_to_recycle_bin(ids)
        self.assertEqual((report.result, len(report.unknown)), (ResultCode.DEADLINE, 1))
        self.assertRaises(webexrec.DeadlineError, report.raise_for_failures)
        self.assertRaises(webexrec.DeadlineError, client.list_sites)

    def test_max_wait_ends_a_call_that_says_how_long_to_wait(self) -> None:
        simulator.respond(429, headers={"Retry-After": "60"})
        # The library remembers the rate limit of a token, so no other test uses this one.
        report = Client("another-token-of-its-own", max_wait=0).move_to_recycle_bin(["a"])
        self.assertEqual((report.result, len(report.not_sent)), (ResultCode.RATE_LIMITED, 1))
        assert report.stopped_by is not None
        self.assertEqual(report.stopped_by.code, ResultCode.RATE_LIMITED)
        self.assertIn(report.stopped_by.retry_after_seconds, range(58, 62))
        self.assertRaises(webexrec.RateLimitedError, report.raise_for_failures)
