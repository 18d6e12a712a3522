"""What the service or the way to it refuses: each kind has its class, code and message."""

from __future__ import annotations

import copy
import os
import pickle
import socket
import unittest
from http import HTTPStatus
from unittest.mock import patch

import webexrec
from webexrec import ResultCode
from webexrec.errors import error_for

from . import simulator
from .simulator import USER_TOKEN

BODY = {"message": "Why.", "errors": [{"description": "More."}], "trackingId": "T_1"}
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
    429: webexrec.TooManyRequestsError,
    500: webexrec.HttpStatusError,
    502: webexrec.HttpStatusError,
    503: webexrec.HttpStatusError,
    504: webexrec.HttpStatusError,
}


class HttpStatuses(simulator.TestCase):
    def test_every_documented_status_has_its_class_code_and_message(self) -> None:
        calls = (
            lambda: webexrec.move_to_recycle_bin(USER_TOKEN, ["a"]),
            lambda: webexrec.restore_from_recycle_bin(USER_TOKEN, ["a"]),
            lambda: webexrec.purge_from_recycle_bin(USER_TOKEN, ["a"]),
            lambda: webexrec.list_recordings(USER_TOKEN),
            lambda: webexrec.list_sites(USER_TOKEN),
        )
        for status, kind in DOCUMENTED.items():
            self.setUp()
            simulator.answer(status, BODY)
            for call in calls:
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
        self.assertEqual(named, DOCUMENTED.keys())

    def test_a_status_without_a_name_comes_through_as_its_number(self) -> None:
        simulator.answer(418)
        with self.assertRaises(webexrec.HttpStatusError) as caught:
            webexrec.list_sites(USER_TOKEN)
        self.assertEqual(caught.exception.code, 418)

    def test_an_answer_without_a_message_has_the_status_for_one(self) -> None:
        simulator.answer(404, "<html>", contentType="text/html")
        with self.assertRaisesRegex(webexrec.NotFoundError, "^404 Not Found"):
            webexrec.list_sites(USER_TOKEN)

    def test_too_many_requests_says_how_long_to_wait(self) -> None:
        simulator.answer(429, headers={"Retry-After": "3600"})
        with self.assertRaisesRegex(webexrec.TooManyRequestsError, "3600 seconds"):
            webexrec.list_sites(USER_TOKEN)

    def test_a_message_in_any_script_arrives_as_the_service_wrote_it(self) -> None:
        simulator.answer(404, {"message": "Größe + 会議 🎬"})
        with self.assertRaisesRegex(webexrec.NotFoundError, r"Größe \+ 会議 🎬"):
            webexrec.list_sites(USER_TOKEN)


class Transport(simulator.TestCase):
    def assert_transport_error(self, code: ResultCode) -> None:
        with self.assertRaises(webexrec.TransportError) as caught:
            webexrec.list_sites(USER_TOKEN)
        self.assertEqual(caught.exception.code, code)
        self.assertNotIn(USER_TOKEN, repr(caught.exception))

    def test_an_answer_of_something_else_is_no_answer(self) -> None:
        simulator.answer(200, "<html>Log in</html>", contentType="text/html")
        self.assert_transport_error(ResultCode.BAD_ANSWER)

    def test_a_connection_that_breaks(self) -> None:
        simulator.drop_next_request()
        self.assert_transport_error(ResultCode.IO)

    def test_no_connection(self) -> None:
        # A port that is bound and not listened to is nobody else's and refuses.
        with socket.socket() as unheard:
            unheard.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{unheard.getsockname()[1]}/v1"
            with patch.dict(os.environ, WEBEXREC_BASE_URL=url):
                self.assert_transport_error(ResultCode.CONNECT)

    def test_a_service_without_a_certificate_to_be_trusted_gets_nothing(self) -> None:
        url = os.environ["WEBEXREC_BASE_URL"].replace("http://", "https://")
        with patch.dict(os.environ, WEBEXREC_BASE_URL=url, WEBEXREC_CA_FILE=""):
            self.assert_transport_error(ResultCode.TLS)
        self.assert_nothing_was_sent()


class Errors(unittest.TestCase):
    def test_each_range_of_codes_has_its_class(self) -> None:
        for codes, kind in (
            (range(1, 20), webexrec.InvalidInputError),
            (range(20, 40), webexrec.TransportError),
            ([40], webexrec.PartialError),
            ([41], webexrec.UncertainError),
            (range(90, 100), webexrec.InternalError),
            ([code for code in range(400, 600) if code not in DOCUMENTED], webexrec.HttpStatusError),
        ):
            for code in codes:
                self.assertIs(type(error_for(code, "")), kind, code)

    def test_any_other_code_is_the_base_class_itself(self) -> None:
        for code in (-1, *range(42, 90), *range(100, 400), 600, 2**31 - 1):
            self.assertIs(type(error_for(code, "")), webexrec.WebexrecError, code)

    def test_an_error_can_be_copied_and_sent_to_another_process(self) -> None:
        error = error_for(404, "Größe")
        for same in (copy.copy(error), pickle.loads(pickle.dumps(error))):
            self.assertEqual((type(same), same.code, str(same)), (webexrec.NotFoundError, 404, "Größe"))
