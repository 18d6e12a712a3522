"""What can't be used is refused with its code and a message that names it, and nothing is sent."""

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

# Half of a surrogate pair: a str that has no UTF-8.
HALF = "\ud83c"


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

    def test_a_token_that_can_not_be_one(self) -> None:
        for token, code in (
            (None, ResultCode.NULL_POINTER),
            ("", ResultCode.INVALID_TOKEN),
            ("s3cret\n", ResultCode.INVALID_TOKEN),
            ("s3cret\x01", ResultCode.INVALID_TOKEN),
            ("s3cret\0", ResultCode.INVALID_TOKEN),
            ("Bearer s3cret", ResultCode.INVALID_TOKEN),
            (HALF, ResultCode.NOT_UTF8),
        ):
            self.assert_refused(code, "token", Client, token)

    def test_a_refused_token_is_nowhere_in_the_error(self) -> None:
        for token in ("s3cret\n", "s3cret\0", f"s3cret{HALF}", "Bearer s3cret", b"s3cret"):
            with self.assertRaises((webexrec.InvalidInputError, TypeError)) as caught:
                Client(token)  # type: ignore[arg-type]
            error = caught.exception
            self.assertNotIn("s3cret", repr(error) + "".join(traceback.format_exception(None, error, None)))
            # An error that this one came from could hold it too.
            self.assertIsNone(error.__context__)

    def test_the_token_among_the_recordings(self) -> None:
        code = ResultCode.INVALID_RECORDINGS
        for change in self.changes:
            self.assert_refused(code, "recordings_json[1]", change, ["a", USER_TOKEN])
            with self.assertRaises(webexrec.InvalidInputError) as caught:
                change([USER_TOKEN])
            self.assertNotIn(USER_TOKEN, repr(caught.exception))

    def test_a_setting_out_of_range(self) -> None:
        for setting in (
            {"concurrency": 0},
            {"concurrency": 33},
            {"concurrency": -1},
            {"max_attempts": 0},
            {"max_attempts": 101},
            {"max_attempts": 2**32 + 1},
            {"connect_timeout": 0},
            {"connect_timeout": -1},
            {"connect_timeout": 86401},
            {"request_timeout": 0.0},
            {"request_timeout": float("nan")},
            {"deadline": 0},
            {"deadline": -0.0001},
            {"deadline": float("inf")},
            {"deadline": 1e9},
            {"max_wait": -1},
            {"max_wait": -0.5},
            {"max_wait": 604801},
        ):
            (name,) = setting
            self.assert_refused(ResultCode.INVALID_OPTION, name, Client, USER_TOKEN, **setting)

    def test_a_setting_that_can_not_be_one(self) -> None:
        for setting, code in (
            ({"base_url": "webexapis.com"}, ResultCode.INVALID_OPTION),
            ({"base_url": "http://webexapis.com/v1"}, ResultCode.INSECURE_URL),
            ({"ca_file": "/nonexistent/ca.pem"}, ResultCode.INVALID_OPTION),
            ({"proxy": "ftp://s3cret@proxy.example.com"}, ResultCode.INVALID_OPTION),
            ({"user_agent": "two\nlines"}, ResultCode.INVALID_OPTION),
            ({"user_agent": "a\0"}, ResultCode.INVALID_OPTION),
            ({"user_agent": HALF}, ResultCode.NOT_UTF8),
        ):
            with self.subTest(setting=setting), self.assertRaises(webexrec.InvalidInputError) as caught:
                Client(USER_TOKEN, **setting)  # type: ignore[arg-type]
            self.assertEqual(caught.exception.code, code)
            self.assertNotIn("s3cret", repr(caught.exception))

    def test_recordings_that_are_none(self) -> None:
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
            ([HALF], ResultCode.NOT_JSON),
            ([float("nan")], ResultCode.NOT_JSON),
            ([], ResultCode.NO_RECORDINGS),
        ):
            for change in self.changes:
                self.assert_refused(code, "recordings", change, recordings)

    def test_one_recording_alone_is_refused_with_the_remedy(self) -> None:
        for change in self.changes:
            for alone in ("a", {"id": "a"}, webexrec.Result("a", "done")):
                with self.assertRaisesRegex(TypeError, r"put it into a list"):
                    change(alone)
        self.assert_nothing_was_sent()

    def test_a_value_of_another_type_is_a_type_error(self) -> None:
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

    def test_a_site_that_is_not_a_plain_name(self) -> None:
        for site_url in ("", "https://a.webex.com", "a.webex.com/b", "a webex.com", "a.webex.com\0"):
            for change in self.changes:
                code = ResultCode.INVALID_SITE_URL
                self.assert_refused(code, "site_url", change, ["a"], site_url=site_url)
        self.assert_refused(ResultCode.NOT_UTF8, "site_url", self.changes[0], ["a"], site_url=HALF)

    def test_a_host_or_user_that_is_not_an_email_address(self) -> None:
        code = ResultCode.INVALID_HOST_EMAIL
        for email in ("", "alice", "alice@example.com\0"):
            for change in self.changes:
                self.assert_refused(code, "host_email", change, ["a"], host_email=email)
            self.assert_refused(code, "user_email", self.client.list_sites, email)
        self.assert_refused(ResultCode.NOT_UTF8, "host_email", self.changes[0], ["a"], host_email=HALF)
        self.assert_refused(ResultCode.NOT_UTF8, "user_email", self.client.list_sites, HALF)

    def test_a_query_with_anything_unknown_or_out_of_range(self) -> None:
        for query, code in (
            ({"form": "2026-01-01"}, ResultCode.INVALID_QUERY),
            ({"max": 101}, ResultCode.INVALID_QUERY),
            ({"to": "2026-01-01"}, ResultCode.INVALID_QUERY),
            ({"siteUrl": "https://a.webex.com"}, ResultCode.INVALID_QUERY),
            ({"topic": "a\0"}, ResultCode.INVALID_QUERY),
            ({"topic\0": "a"}, ResultCode.INVALID_QUERY),
            ({"topic": HALF}, ResultCode.NOT_JSON),
        ):
            self.assert_refused(code, "query", self.client.list_recordings, query)

    def test_a_host_in_the_query_of_an_admins_list(self) -> None:
        query = {"hostEmail": "bob@example.com"}
        code = ResultCode.INVALID_QUERY
        self.assert_refused(code, "hostEmail", self.client.list_recordings, query, admin=True)

    def test_all_together_with_recordings_or_a_single_request(self) -> None:
        for change in self.changes[1:]:
            code = ResultCode.INVALID_RECORDINGS
            self.assert_refused(code, "recordings", change, ["a"], all=True, site_url=SITE)
            code = ResultCode.INVALID_FLAGS
            self.assert_refused(code, "flags", change, all=True, single_request=True, site_url=SITE)

    def test_a_dry_run_of_which_nothing_can_be_verified(self) -> None:
        code = ResultCode.INVALID_FLAGS
        for change in self.changes:
            self.assert_refused(code, "flags", change, ["a"], dry_run=True, verify=True)

    def test_the_result_of_a_call_for_everything_is_no_recording(self) -> None:
        everything = webexrec.Result(None, "unknown", all=True)
        code = ResultCode.INVALID_RECORDINGS
        self.assert_refused(code, "recordings_json[0]", self.client.move_to_recycle_bin, [everything])

    def test_neither_recordings_nor_all(self) -> None:
        for change in self.changes[1:]:
            self.assert_refused(ResultCode.NULL_POINTER, "recordings", change)

    def test_a_purge_of_everything_without_a_site(self) -> None:
        code = ResultCode.INVALID_SITE_URL
        self.assert_refused(code, "site_url", self.client.purge_from_recycle_bin, all=True)

    def test_a_purge_of_what_is_not_in_the_recycle_bin(self) -> None:
        recordings = [{"id": "a", "status": "available"}]
        code = ResultCode.INVALID_RECORDINGS
        self.assert_refused(code, "available", self.client.purge_from_recycle_bin, recordings)

    def test_more_than_one_request_for_a_single_one(self) -> None:
        code = ResultCode.TOO_MANY_RECORDINGS
        for recordings in (
            [f"id{number}" for number in range(101)],
            [{"id": "a", "siteUrl": "a.webex.com"}, {"id": "b", "siteUrl": "b.webex.com"}],
        ):
            for change in self.changes:
                self.assert_refused(code, "recordings", change, recordings, single_request=True)

    def test_a_base_url_in_the_environment_that_is_not_safe_for_a_token(self) -> None:
        for url, code in (
            ("http://webexapis.com/v1", ResultCode.INSECURE_URL),
            ("https://example.com/v1", ResultCode.INSECURE_URL),
            ("webexapis.com", ResultCode.INVALID_OPTION),
        ):
            with patch.dict(os.environ, WEBEXREC_BASE_URL=url):
                self.assert_refused(code, "WEBEXREC_BASE_URL", Client, USER_TOKEN)
