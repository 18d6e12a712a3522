"""What the service or the way to it refuses: each kind has its class, code and message."""

from __future__ import annotations

import copy
import functools
import os
import pickle
import unittest
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

import webexrec
from webexrec import ResultCode
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
    def test_every_documented_status_has_its_class_code_and_message(self) -> None:
        # These are never sent again when the service may have acted on them.
        once: tuple[Callable[[], Any], ...] = (
            lambda: webexrec.restore_from_recycle_bin(USER_TOKEN, all=True),
            lambda: webexrec.purge_from_recycle_bin(USER_TOKEN, all=True, site_url=SITE),
        )
        # A status of 500 or more these would wait out, in tries that take seconds.
        others: tuple[Callable[[], Any], ...] = (
            lambda: webexrec.move_to_recycle_bin(USER_TOKEN, ["a"]),
            lambda: webexrec.restore_from_recycle_bin(USER_TOKEN, ["a"]),
            lambda: webexrec.purge_from_recycle_bin(USER_TOKEN, ["a"]),
            lambda: webexrec.list_recordings(USER_TOKEN),
            lambda: webexrec.list_sites(USER_TOKEN),
        )
        for status, kind in DOCUMENTED.items():
            self.setUp()
            # Longer than what is locked would be waited for.
            simulator.answer(status, BODY, headers={"Retry-After": "3600"} if status == 423 else {})
            for call in once if status >= 500 else once + others:
                with self.subTest(status=status), self.assertRaises(webexrec.HttpStatusError) as caught:
                    call()
                error = caught.exception
                self.assertIs(type(error), kind)
                self.assertEqual(error.code, status)
                self.assertIn(
                    f"{status} {HTTPStatus(status).phrase}: Why.; More. (trackingId T_1)", str(error)
                )
                self.assertNotIn(USER_TOKEN, repr(error))

    def test_every_documented_status_has_a_name(self) -> None:
        named = {code.value for code in ResultCode if code.value >= 400}
        self.assertEqual(named, DOCUMENTED.keys() | {429})

    def test_a_status_without_a_name_comes_through_as_its_number(self) -> None:
        simulator.answer(418)
        with self.assertRaises(webexrec.HttpStatusError) as caught:
            webexrec.list_sites(USER_TOKEN)
        self.assertEqual(caught.exception.code, 418)

    def test_an_answer_without_a_message_has_the_status_for_one(self) -> None:
        simulator.answer(404, "<html>", contentType="text/html")
        with self.assertRaisesRegex(webexrec.NotFoundError, "^404 Not Found"):
            webexrec.list_sites(USER_TOKEN)

    def test_a_rate_limit_that_lasts_too_long_to_be_waited_out_says_how_long(self) -> None:
        simulator.answer(429, headers={"Retry-After": "3600"})
        with self.assertRaisesRegex(webexrec.RateLimitedError, r"wait 360\d seconds") as caught:
            # No other test uses this token, for which the library remembers the limit.
            webexrec.list_sites("a-token-of-its-own")
        self.assertEqual(caught.exception.code, ResultCode.RATE_LIMITED)

    def test_a_rate_limit_is_waited_out(self) -> None:
        simulator.answer(429, headers={"Retry-After": "1"}, count=1)
        self.assertTrue(webexrec.list_sites(USER_TOKEN))
        self.assertEqual([each["status"] for each in simulator.requests()], [429, 200])

    def test_what_is_locked_for_too_long_to_be_waited_out_says_how_long(self) -> None:
        simulator.answer(423, headers={"Retry-After": "3600"})
        with self.assertRaisesRegex(webexrec.HttpStatusError, "3600 seconds"):
            webexrec.list_sites(USER_TOKEN)

    def test_a_message_in_any_script_arrives_as_the_service_wrote_it(self) -> None:
        simulator.answer(404, {"message": "Größe + 会議 🎬"})
        with self.assertRaisesRegex(webexrec.NotFoundError, r"Größe \+ 会議 🎬"):
            webexrec.list_sites(USER_TOKEN)


class Transport(simulator.TestCase):
    def assert_transport_error(
        self, code: ResultCode, call: Callable[[], Any] = lambda: webexrec.list_sites(USER_TOKEN)
    ) -> None:
        with self.assertRaises(webexrec.TransportError) as caught:
            call()
        self.assertEqual(caught.exception.code, code)
        self.assertNotIn(USER_TOKEN, repr(caught.exception))

    def test_an_answer_of_something_else_is_no_answer(self) -> None:
        simulator.answer(200, "<html>Log in</html>", contentType="text/html")
        self.assert_transport_error(ResultCode.BAD_ANSWER)

    def test_a_connection_that_breaks(self) -> None:
        simulator.drop_every_request()
        # Which is never sent again when the service may have acted on it.
        restore = functools.partial(webexrec.restore_from_recycle_bin, USER_TOKEN, all=True)
        self.assert_transport_error(ResultCode.IO, restore)

    @unittest.skipUnless(simulator.URL.startswith("https:"), "there is no certificate")
    def test_a_service_whose_certificate_is_not_to_be_trusted_gets_nothing(self) -> None:
        with patch.dict(os.environ, WEBEXREC_CA_FILE=""):
            self.assert_transport_error(ResultCode.TLS)
        self.assert_nothing_was_sent()


class Errors(unittest.TestCase):
    def test_each_range_of_codes_has_its_class(self) -> None:
        for codes, kind in (
            (range(1, 20), webexrec.InvalidInputError),
            (range(20, 40), webexrec.TransportError),
            ([40], webexrec.PartialError),
            ([41], webexrec.UncertainError),
            ([44], webexrec.RateLimitedError),
            (range(90, 100), webexrec.InternalError),
            ([code for code in range(400, 600) if code not in DOCUMENTED], webexrec.HttpStatusError),
        ):
            for code in codes:
                self.assertIs(type(error_for(code, "")), kind, code)

    def test_any_other_code_is_the_base_class_itself(self) -> None:
        for code in (-1, 42, 43, *range(45, 90), *range(100, 400), 600, 2**31 - 1):
            self.assertIs(type(error_for(code, "")), webexrec.WebexrecError, code)

    def test_an_error_can_be_copied_and_sent_to_another_process(self) -> None:
        error = error_for(404, "Größe")
        for same in (copy.copy(error), pickle.loads(pickle.dumps(error))):
            self.assertEqual((type(same), same.code, str(same)), (webexrec.NotFoundError, 404, "Größe"))
