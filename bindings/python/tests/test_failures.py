"""Failures of the service and of the connection: each kind has its class, code and message."""

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
from webexrec import Client, Report, ResultCode
from webexrec.report import error_for

from . import simulator
from .simulator import SITE, USER_TOKEN

BODY = {"message": "Why.", "errors": [{"description": "More."}], "trackingId": "T_1"}
# 429 is documented too, and waited for.
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
        # Not retried, because the service may have done them.
        not_retried: tuple[Callable[[], Report], ...] = (
            lambda: self.client.restore_from_recycle_bin(all=True),
            lambda: self.client.purge_from_recycle_bin(all=True, site_url=SITE),
        )
        retried: tuple[Callable[[], Report], ...] = (
            lambda: self.client.move_to_recycle_bin(["a"]),
            lambda: self.client.restore_from_recycle_bin(["a"]),
            lambda: self.client.purge_from_recycle_bin(["a"]),
        )
        lists: tuple[Callable[[], Any], ...] = (self.client.list_recordings, self.client.list_sites)
        for status, kind in DOCUMENTED.items():
            super().setUp()
            # A call does not wait that long for a lock.
            simulator.respond(status, BODY, headers={"Retry-After": "3600"} if status == 423 else {})
            # Retries after a status of 500 or more would take seconds.
            for change in not_retried if status >= 500 else not_retried + retried:
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
        for part in (str(status), HTTPStatus(status).phrase, "Why.", "More.", "T_1"):
            self.assertIn(part, str(error))
        self.assertNotIn(USER_TOKEN, repr(error))

    def test_every_documented_status_has_a_name(self) -> None:
        named = {code.value for code in ResultCode if code.value >= 400}
        self.assertEqual(named, DOCUMENTED.keys() | {429})

    def test_a_status_without_a_name_comes_through_as_its_number(self) -> None:
        simulator.respond(418)
        with self.assertRaises(webexrec.HttpStatusError) as caught:
            self.client.list_sites()
        self.assertEqual(caught.exception.code, 418)

    def test_a_response_without_a_message_has_its_status_as_message(self) -> None:
        simulator.respond(404, "<html>", contentType="text/html")
        with self.assertRaisesRegex(webexrec.NotFoundError, "^404 Not Found"):
            self.client.list_sites()

    def test_a_rate_limit_that_lasts_too_long_ends_a_list(self) -> None:
        simulator.respond(429, headers={"Retry-After": "3600"})
        with self.assertRaisesRegex(webexrec.RateLimitedError, r"360\d") as caught:
            # The library remembers the rate limit of a token, so no other test uses this one.
            Client("a-token-of-its-own").list_sites()
        self.assertEqual(caught.exception.code, ResultCode.RATE_LIMITED)

    def test_a_message_arrives_as_the_service_wrote_it(self) -> None:
        simulator.respond(404, {"message": "Größe + 会議 🎬"})
        with self.assertRaisesRegex(webexrec.NotFoundError, r"Größe \+ 会議 🎬"):
            self.client.list_sites()


class Transport(simulator.TestCase):
    def assert_transport_error(self, code: ResultCode, call: Callable[[], Any]) -> None:
        with self.assertRaises(webexrec.TransportError) as caught:
            call()
        self.assertEqual(caught.exception.code, code)
        self.assertNotIn(USER_TOKEN, repr(caught.exception))

    def test_a_response_of_something_else_than_the_service_is_refused(self) -> None:
        simulator.respond(200, "<html>Log in</html>", contentType="text/html")
        self.assert_transport_error(ResultCode.BAD_RESPONSE, Client(USER_TOKEN).list_sites)

    def test_a_connection_that_breaks_is_a_transport_error(self) -> None:
        simulator.script(drop="before", count=100_000)
        # Not retried, because the service may have done it.
        report = Client(USER_TOKEN).restore_from_recycle_bin(all=True)
        self.assert_transport_error(ResultCode.IO, report.raise_for_failures)

    @unittest.skipUnless(simulator.URL.startswith("https:"), "there is no certificate")
    def test_a_service_without_a_trusted_certificate_gets_no_request(self) -> None:
        with patch.dict(os.environ, WEBEXREC_CA_FILE=""):
            client = Client(USER_TOKEN)
        self.assert_transport_error(ResultCode.TLS, client.list_sites)
        self.assert_nothing_was_sent()

    @unittest.skipUnless(simulator.URL.startswith("https:"), "there is no certificate")
    def test_the_certificate_to_trust_can_be_an_option(self) -> None:
        file = Path(os.environ["WEBEXREC_CA_FILE"])
        with patch.dict(os.environ, WEBEXREC_CA_FILE=""):
            client = Client(USER_TOKEN, ca_file=file)
        self.assertTrue(client.list_sites())


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

    def test_any_other_code_has_the_base_class_itself(self) -> None:
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
