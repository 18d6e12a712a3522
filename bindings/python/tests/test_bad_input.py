"""Invalid input is refused with its code and a message that names it, and nothing is sent."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from datetime import datetime
from typing import Any
from unittest.mock import patch

import webexrec
from webexrec import Client, ResultCode

from . import simulator
from .simulator import SITE, USER_TOKEN

# A lone surrogate: a str without a UTF-8 form.
SURROGATE = "\ud83c"


class BadInput(simulator.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client = Client(USER_TOKEN)
        self.changes: tuple[Callable[..., webexrec.Report], ...] = (
            self.client.move_to_recycle_bin,
            self.client.restore_from_recycle_bin,
            self.client.purge_from_recycle_bin,
        )

    def assert_refused(
        self, code: ResultCode, named: str, function: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> None:
        with self.subTest(function=function.__name__, code=code, named=named):
            with self.assertRaises(webexrec.InvalidInputError) as caught:
                function(*args, **kwargs)
            self.assertEqual(caught.exception.code, code)
            self.assertIn(named, str(caught.exception))
            self.assert_nothing_was_sent()

    def test_an_invalid_token_is_refused(self) -> None:
        for token, code in (
            (None, ResultCode.NULL_POINTER),
            ("", ResultCode.INVALID_TOKEN),
            ("s3cret\n", ResultCode.INVALID_TOKEN),
            ("s3cret\x01", ResultCode.INVALID_TOKEN),
            ("s3cret\0", ResultCode.INVALID_TOKEN),
            ("Bearer s3cret", ResultCode.INVALID_TOKEN),
            (SURROGATE, ResultCode.NOT_UTF8),
        ):
            self.assert_refused(code, "token", Client, token)

    def test_an_error_does_not_contain_the_token(self) -> None:
        for token in ("s3cret\n", "s3cret\0", f"s3cret{SURROGATE}", "Bearer s3cret", b"s3cret"):
            with self.assertRaises((webexrec.InvalidInputError, TypeError)) as caught:
                Client(token)  # type: ignore[arg-type]
            error = caught.exception
            self.assertNotIn("s3cret", repr(error) + "".join(traceback.format_exception(None, error, None)))
            # The original error could contain it too.
            self.assertIsNone(error.__context__)

    def test_the_token_among_the_recordings_is_refused_and_not_shown(self) -> None:
        code = ResultCode.INVALID_RECORDINGS
        for change in self.changes:
            self.assert_refused(code, "recordings_json[1]", change, ["a", USER_TOKEN])
            with self.assertRaises(webexrec.InvalidInputError) as caught:
                change([USER_TOKEN])
            self.assertNotIn(USER_TOKEN, repr(caught.exception))

    def test_an_option_that_is_not_in_its_range_is_refused(self) -> None:
        for option in (
            {"concurrency": -1},
            {"max_attempts": 2**32 + 1},
            {"connect_timeout": -1},
            {"request_timeout": float("nan")},
            {"deadline": -0.0001},
            {"deadline": float("inf")},
            {"max_wait": -0.5},
        ):
            (name,) = option
            self.assert_refused(ResultCode.INVALID_OPTION, name, Client, USER_TOKEN, **option)

    def test_an_invalid_option_is_refused_and_its_password_not_shown(self) -> None:
        for option, code in (
            ({"base_url": "webexapis.com"}, ResultCode.INVALID_OPTION),
            ({"base_url": "http://webexapis.com/v1"}, ResultCode.INSECURE_URL),
            ({"ca_file": "/nonexistent/ca.pem"}, ResultCode.INVALID_OPTION),
            ({"proxy": "ftp://s3cret@proxy.example.com"}, ResultCode.INVALID_OPTION),
            ({"user_agent": "two\nlines"}, ResultCode.INVALID_OPTION),
            ({"user_agent": "a\0"}, ResultCode.INVALID_OPTION),
            ({"user_agent": SURROGATE}, ResultCode.NOT_UTF8),
        ):
            with self.subTest(option=option), self.assertRaises(webexrec.InvalidInputError) as caught:
                Client(USER_TOKEN, **option)  # type: ignore[arg-type]
            self.assertEqual(caught.exception.code, code)
            self.assertNotIn("s3cret", repr(caught.exception))

    def test_invalid_recordings_are_refused(self) -> None:
        for recordings, code in (
            (None, ResultCode.NULL_POINTER),
            ([7], ResultCode.INVALID_RECORDINGS),
            ([None], ResultCode.INVALID_RECORDINGS),
            ([["a"]], ResultCode.INVALID_RECORDINGS),
            ([{"topic": "a"}], ResultCode.INVALID_RECORDINGS),
            (["a", ""], ResultCode.INVALID_RECORDINGS),
            (["a\0"], ResultCode.INVALID_RECORDINGS),
            ([{"id": "a", "siteUrl": "a.webex.com\0"}], ResultCode.INVALID_RECORDINGS),
            ([{"id": "a", "siteUrl": "a.b"}, {"id": "a", "siteUrl": "b.b"}], ResultCode.INVALID_RECORDINGS),
            ([SURROGATE], ResultCode.NOT_JSON),
            ([float("nan")], ResultCode.NOT_JSON),
            ([], ResultCode.NO_RECORDINGS),
        ):
            for change in self.changes:
                self.assert_refused(code, "recordings", change, recordings)

    def test_a_single_recording_is_refused_with_the_remedy(self) -> None:
        for change in self.changes:
            for single in ("a", {"id": "a"}, webexrec.Result("a", "done")):
                with self.assertRaisesRegex(TypeError, r"put it into a list"):
                    change(single)
        self.assert_nothing_was_sent()

    def test_a_value_of_the_wrong_type_is_a_type_error(self) -> None:
        for call in (
            lambda: self.client.move_to_recycle_bin([b"a"]),  # type: ignore[list-item]
            lambda: self.client.move_to_recycle_bin([{"id": "a", "createTime": datetime.now()}]),
            lambda: self.client.move_to_recycle_bin(["a"], site_url=b"a.b"),  # type: ignore[arg-type]
            lambda: self.client.move_to_recycle_bin(["a"], journal=7),  # type: ignore[arg-type]
            lambda: self.client.list_recordings({"topic": b"a"}),
            lambda: self.client.list_sites(7),  # type: ignore[arg-type]
            lambda: Client(USER_TOKEN, concurrency=2.5),  # type: ignore[arg-type]
            lambda: Client(USER_TOKEN, max_attempts=True),
            lambda: Client(USER_TOKEN, deadline="1"),  # type: ignore[arg-type]
            lambda: Client(USER_TOKEN, ca_file=7),  # type: ignore[arg-type]
        ):
            self.assertRaises(TypeError, call)
        self.assert_nothing_was_sent()

    def test_an_invalid_site_is_refused(self) -> None:
        for site_url in ("", "https://a.webex.com", "a.webex.com/b", "a webex.com", "a.webex.com\0"):
            for change in self.changes:
                code = ResultCode.INVALID_SITE_URL
                self.assert_refused(code, "site_url", change, ["a"], site_url=site_url)
        self.assert_refused(ResultCode.NOT_UTF8, "site_url", self.changes[0], ["a"], site_url=SURROGATE)

    def test_an_invalid_email_address_is_refused(self) -> None:
        code = ResultCode.INVALID_HOST_EMAIL
        for email in ("", "alice", "alice@example.com\0"):
            for change in self.changes:
                self.assert_refused(code, "host_email", change, ["a"], host_email=email)
            self.assert_refused(code, "user_email", self.client.list_sites, email)
        self.assert_refused(ResultCode.NOT_UTF8, "host_email", self.changes[0], ["a"], host_email=SURROGATE)
        self.assert_refused(ResultCode.NOT_UTF8, "user_email", self.client.list_sites, SURROGATE)

    def test_an_invalid_query_is_refused(self) -> None:
        for query, code in (
            ({"form": "2026-01-01"}, ResultCode.INVALID_QUERY),
            ({"topic": "a\0"}, ResultCode.INVALID_QUERY),
            ({"topic\0": "a"}, ResultCode.INVALID_QUERY),
            ({"topic": SURROGATE}, ResultCode.NOT_JSON),
        ):
            self.assert_refused(code, "query", self.client.list_recordings, query)

    def test_all_together_with_recordings_is_refused(self) -> None:
        for change in self.changes[1:]:
            code = ResultCode.INVALID_RECORDINGS
            self.assert_refused(code, "recordings", change, ["a"], all=True, site_url=SITE)

    def test_the_result_of_a_call_for_everything_is_refused_as_a_recording(self) -> None:
        everything = webexrec.Result(None, "unknown", all=True)
        code = ResultCode.INVALID_RECORDINGS
        self.assert_refused(code, "recordings_json[0]", self.client.move_to_recycle_bin, [everything])

    def test_a_change_without_recordings_and_without_all_is_refused(self) -> None:
        for change in self.changes[1:]:
            self.assert_refused(ResultCode.NULL_POINTER, "recordings", change)

    def test_an_unsafe_base_url_in_the_environment_is_refused(self) -> None:
        for url, code in (
            ("http://webexapis.com/v1", ResultCode.INSECURE_URL),
            ("https://example.com/v1", ResultCode.INSECURE_URL),
            ("webexapis.com", ResultCode.INVALID_OPTION),
        ):
            with patch.dict(os.environ, WEBEXREC_BASE_URL=url):
                self.assert_refused(code, "WEBEXREC_BASE_URL", Client, USER_TOKEN)
