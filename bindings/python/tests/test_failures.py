"""What the service or the way to it refuses: each kind has its class, code and message."""

from __future__ import annotations

import copy
import os
import pickle
import unittest
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from unittest.mock import patch

import webexrec
from webexrec import Client, Progress, Report, ResultCode
from webexrec.errors import error_for

from . import simulator
from .simulator import SITE, USER_TOKEN

BODY = {"message": "Why.", "errors": [{"description": "More."}], "trackingId": "T_1"}
# Beside these, 429 is documented, and waited out.
DOCUMENTED = {
    400: webexrec.HttpStatusError,
    401: webexrec.UnauthorizedError,
    403: webexrec.ForbiddenError,
    404: webexrec.NotFoundError,
    405: webexrec.HttpStatusError,
    409: webexrec.HttpStatusError,
    410: webexrec.HttpStatusError,
    415: webexrec.HttpStatusError,
    423: webexrec.HttpStatusError,
    428: webexrec.HttpStatusError,
    500: webexrec.HttpStatusError,
    502: webexrec.HttpStatusError,
    503: webexrec.HttpStatusError,
    504: webexrec.HttpStatusError,
}


class HttpStatuses(simulator.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client = Client(USER_TOKEN)

    def test_every_documented_status_has_its_class_code_and_message(self) -> None:
        # These are never sent again when the service may have acted on them.
        once: tuple[Callable[[], Report], ...] = (
            lambda: self.client.restore_from_recycle_bin(all=True),
            lambda: self.client.purge_from_recycle_bin(all=True, site_url=SITE),
        )
        changes: tuple[Callable[[], Report], ...] = (
            lambda: self.client.move_to_recycle_bin(["a"]),
            lambda: self.client.restore_from_recycle_bin(["a"]),
            lambda: self.client.purge_from_recycle_bin(["a"]),
        )
        lists: tuple[Callable[[], Any], ...] = (self.client.list_recordings, self.client.list_sites)
        for status, kind in DOCUMENTED.items():
            super().setUp()
            # Longer than what is locked would be waited for.
            simulator.answer(status, BODY, headers={"Retry-After": "3600"} if status == 423 else {})
            # A status of 500 or more the others would wait out, in tries that take seconds.
            for change in once if status >= 500 else once + changes:
                report = change()
                self.assertEqual(report.result, status)
                with self.assertRaises(webexrec.HttpStatusError) as caught:
                    report.raise_for_failures()
                self.assertIs(caught.exception.report, report)
                self.assert_error(caught.exception, status, kind)
            for call in lists if status < 500 else ():
                with self.assertRaises(webexrec.HttpStatusError) as caught:
                    call()
                self.assertIsNone(caught.exception.report)
                self.assert_error(caught.exception, status, kind)

    def assert_error(
        self, error: webexrec.WebexrecError, status: int, kind: type[webexrec.WebexrecError]
    ) -> None:
        self.assertIs(type(error), kind)
        self.assertEqual(error.code, status)
        self.assertIn(f"{status} {HTTPStatus(status).phrase}: Why.; More. (trackingId T_1)", str(error))
        self.assertNotIn(USER_TOKEN, repr(error))

    def test_every_documented_status_has_a_name(self) -> None:
        named = {code.value for code in ResultCode if code.value >= 400}
        self.assertEqual(named, DOCUMENTED.keys() | {429})

    def test_a_status_without_a_name_comes_through_as_its_number(self) -> None:
        simulator.answer(418)
        with self.assertRaises(webexrec.HttpStatusError) as caught:
            self.client.list_sites()
        self.assertEqual(caught.exception.code, 418)

    def test_an_answer_without_a_message_has_the_status_for_one(self) -> None:
        simulator.answer(404, "<html>", contentType="text/html")
        with self.assertRaisesRegex(webexrec.NotFoundError, "^404 Not Found"):
            self.client.list_sites()

    def test_a_rate_limit_that_lasts_too_long_to_be_waited_out_says_how_long(self) -> None:
        simulator.answer(429, headers={"Retry-After": "3600"})
        with self.assertRaisesRegex(webexrec.RateLimitedError, r"wait 360\d seconds") as caught:
            # No other test uses this token, for which the library remembers the limit.
            Client("a-token-of-its-own").list_sites()
        self.assertEqual(caught.exception.code, ResultCode.RATE_LIMITED)

    def test_a_rate_limit_is_waited_out(self) -> None:
        # The library remembers the limit for the token, which the other tests use no more.
        client = Client(simulator.renew_token())
        simulator.answer(429, headers={"Retry-After": "1"}, count=1)
        self.assertTrue(client.list_sites())
        self.assertEqual([each["status"] for each in simulator.requests()], [429, 200])

    def test_what_is_locked_for_too_long_to_be_waited_out_says_how_long(self) -> None:
        simulator.answer(423, headers={"Retry-After": "3600"})
        with self.assertRaisesRegex(webexrec.HttpStatusError, "3600 seconds"):
            self.client.list_sites()

    def test_a_message_in_any_script_arrives_as_the_service_wrote_it(self) -> None:
        simulator.answer(404, {"message": "Größe + 会議 🎬"})
        with self.assertRaisesRegex(webexrec.NotFoundError, r"Größe \+ 会議 🎬"):
            self.client.list_sites()


class Transport(simulator.TestCase):
    def assert_transport_error(self, code: ResultCode, call: Callable[[], Any]) -> None:
        with self.assertRaises(webexrec.TransportError) as caught:
            call()
        self.assertEqual(caught.exception.code, code)
        self.assertNotIn(USER_TOKEN, repr(caught.exception))

    def test_an_answer_of_something_else_is_no_answer(self) -> None:
        simulator.answer(200, "<html>Log in</html>", contentType="text/html")
        self.assert_transport_error(ResultCode.BAD_RESPONSE, Client(USER_TOKEN).list_sites)

    def test_a_connection_that_breaks(self) -> None:
        simulator.drop_every_request()
        # Which is never sent again when the service may have acted on it.
        report = Client(USER_TOKEN).restore_from_recycle_bin(all=True)
        self.assert_transport_error(ResultCode.IO, report.raise_for_failures)

    @unittest.skipUnless(simulator.URL.startswith("https:"), "there is no certificate")
    def test_a_service_whose_certificate_is_not_to_be_trusted_gets_nothing(self) -> None:
        with patch.dict(os.environ, WEBEXREC_CA_FILE=""):
            client = Client(USER_TOKEN)
        self.assert_transport_error(ResultCode.TLS, client.list_sites)
        self.assert_nothing_was_sent()

    @unittest.skipUnless(simulator.URL.startswith("https:"), "there is no certificate")
    def test_the_certificate_to_trust_can_be_a_setting(self) -> None:
        file = Path(os.environ["WEBEXREC_CA_FILE"])
        with patch.dict(os.environ, WEBEXREC_CA_FILE=""):
            client = Client(USER_TOKEN, ca_file=file)
        self.assertTrue(client.list_sites())


class Ends(simulator.TestCase):
    """What ends a call before all is done."""

    def test_a_deadline_ends_a_change_with_a_report_and_a_list_with_an_error(self) -> None:
        ids = simulator.ids(1)
        simulator.behave(latencyMs=30_000)
        client = Client(USER_TOKEN, deadline=0.1)
        report = client.move_to_recycle_bin(ids)
        self.assertEqual((report.result, len(report.unknown)), (ResultCode.DEADLINE, 1))
        self.assertRaises(webexrec.DeadlineError, report.raise_for_failures)
        self.assertRaises(webexrec.DeadlineError, client.list_sites)

    def test_a_rate_limit_that_may_not_be_waited_for_says_how_long_to_wait(self) -> None:
        simulator.answer(429, headers={"Retry-After": "60"})
        # No other test uses this token, for which the library remembers the limit.
        report = Client("another-token-of-its-own", max_wait=0).move_to_recycle_bin(["a"])
        self.assertEqual((report.result, len(report.not_sent)), (ResultCode.RATE_LIMITED, 1))
        assert report.stopped_by is not None
        self.assertEqual(report.stopped_by.code, ResultCode.RATE_LIMITED)
        self.assertIn(report.stopped_by.retry_after_seconds, range(58, 62))
        self.assertRaises(webexrec.RateLimitedError, report.raise_for_failures)

    def test_a_request_that_takes_too_long_is_given_up(self) -> None:
        simulator.behave(latencyMs=30_000)
        client = Client(USER_TOKEN, request_timeout=0.1, max_attempts=1)
        with self.assertRaises(webexrec.TransportError) as caught:
            client.list_sites()
        self.assertEqual(caught.exception.code, ResultCode.TIMEOUT)

    def test_settings_reach_the_service(self) -> None:
        Client(
            USER_TOKEN, user_agent="example-tool/1.0", base_url=os.environ["WEBEXREC_BASE_URL"]
        ).list_sites()
        (request,) = simulator.requests()
        self.assertEqual(request["headers"]["user-agent"], "example-tool/1.0")

    def test_no_more_requests_are_under_way_than_wanted(self) -> None:
        simulator.behave(latencyMs=200)
        for concurrency in (1, 2):
            most = 0

            def look(progress: Progress) -> None:
                nonlocal most
                most = max(most, progress.in_flight)

            Client(USER_TOKEN, concurrency=concurrency).move_to_recycle_bin(
                simulator.ids(250), on_progress=look
            )
            self.assertEqual(most, concurrency)


class Errors(unittest.TestCase):
    def test_each_range_of_codes_has_its_class(self) -> None:
        for codes, kind in (
            (range(1, 20), webexrec.InvalidInputError),
            (range(20, 40), webexrec.TransportError),
            ([40], webexrec.PartialError),
            ([41], webexrec.UncertainError),
            ([42], webexrec.CancelledError),
            ([43], webexrec.DeadlineError),
            ([44], webexrec.RateLimitedError),
            (range(90, 100), webexrec.InternalError),
            ([code for code in range(400, 600) if code not in DOCUMENTED], webexrec.HttpStatusError),
        ):
            for code in codes:
                self.assertIs(type(error_for(code, "")), kind, code)

    def test_any_other_code_is_the_base_class_itself(self) -> None:
        for code in (-1, *range(45, 90), *range(100, 400), 600, 2**31 - 1):
            self.assertIs(type(error_for(code, "")), webexrec.WebexrecError, code)

    def test_an_error_can_be_copied_and_sent_to_another_process(self) -> None:
        report = Client("t", base_url="http://127.0.0.1:9").move_to_recycle_bin(["a"], dry_run=True)
        error = error_for(404, "Größe", report)
        for same in (copy.copy(error), pickle.loads(pickle.dumps(error))):
            self.assertEqual((type(same), same.code, str(same)), (webexrec.NotFoundError, 404, "Größe"))
            self.assertEqual(same.report, report)
        interrupted = pickle.loads(pickle.dumps(webexrec.Interrupted(report)))
        self.assertEqual((type(interrupted), interrupted.report), (webexrec.Interrupted, report))
