"""What can't be used is refused with its code and a message that names it, and nothing is sent."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import webexrec
from webexrec import ResultCode

from . import simulator
from .simulator import SITE, USER_TOKEN

CHANGES: tuple[Callable[..., None], ...] = (
    webexrec.move_to_recycle_bin,
    webexrec.restore_from_recycle_bin,
    webexrec.purge_from_recycle_bin,
)
# Half of a surrogate pair: a str that has no UTF-8.
HALF = "\ud83c"


class BadInput(simulator.TestCase):
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
            for change in CHANGES:
                self.assert_refused(code, "token", change, token, ["a"])
            self.assert_refused(code, "token", webexrec.list_recordings, token)
            self.assert_refused(code, "token", webexrec.list_sites, token)

    def test_a_refused_token_is_nowhere_in_the_error(self) -> None:
        for token in ("s3cret\n", "s3cret\0", f"s3cret{HALF}", "Bearer s3cret", b"s3cret"):
            with self.assertRaises((webexrec.InvalidInputError, TypeError)) as caught:
                webexrec.list_sites(token)  # type: ignore[arg-type]
            error = caught.exception
            self.assertNotIn("s3cret", repr(error) + "".join(traceback.format_exception(None, error, None)))
            # An error that this one came from could hold it too.
            self.assertIsNone(error.__context__)

    def test_the_token_among_the_recordings(self) -> None:
        code = ResultCode.INVALID_RECORDINGS
        for change in CHANGES:
            self.assert_refused(code, "recordings_json[1]", change, "s3cret", ["a", "s3cret"])
            with self.assertRaises(webexrec.InvalidInputError) as caught:
                change("s3cret", ["s3cret"])
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
            for change in CHANGES:
                self.assert_refused(code, "recordings", change, USER_TOKEN, recordings)

    def test_one_recording_alone_is_refused_with_the_remedy(self) -> None:
        for change in CHANGES:
            for alone in ("a", {"id": "a"}):
                with self.assertRaisesRegex(TypeError, r"put it into a list"):
                    change(USER_TOKEN, alone)
        self.assert_nothing_was_sent()

    def test_a_value_of_another_type_is_a_type_error(self) -> None:
        for call in (
            lambda: webexrec.move_to_recycle_bin(USER_TOKEN, [b"a"]),  # type: ignore[list-item]
            lambda: webexrec.move_to_recycle_bin(USER_TOKEN, ["a"], site_url=b"a.b"),  # type: ignore[arg-type]
            lambda: webexrec.list_recordings(USER_TOKEN, {"topic": b"a"}),
            lambda: webexrec.list_sites(USER_TOKEN, 7),  # type: ignore[arg-type]
        ):
            self.assertRaises(TypeError, call)
        self.assert_nothing_was_sent()

    def test_a_site_that_is_not_a_plain_name(self) -> None:
        for site_url in ("", "https://a.webex.com", "a.webex.com/b", "a webex.com", "a.webex.com\0"):
            for change in CHANGES:
                code = ResultCode.INVALID_SITE_URL
                self.assert_refused(code, "site_url", change, USER_TOKEN, ["a"], site_url=site_url)
        self.assert_refused(ResultCode.NOT_UTF8, "site_url", CHANGES[0], USER_TOKEN, ["a"], site_url=HALF)

    def test_a_host_or_user_that_is_not_an_email_address(self) -> None:
        code = ResultCode.INVALID_HOST_EMAIL
        for email in ("", "alice", "alice@example.com\0"):
            for change in CHANGES:
                self.assert_refused(code, "host_email", change, USER_TOKEN, ["a"], host_email=email)
            self.assert_refused(code, "user_email", webexrec.list_sites, USER_TOKEN, email)
        self.assert_refused(ResultCode.NOT_UTF8, "host_email", CHANGES[0], USER_TOKEN, ["a"], host_email=HALF)
        self.assert_refused(ResultCode.NOT_UTF8, "user_email", webexrec.list_sites, USER_TOKEN, HALF)

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
            self.assert_refused(code, "query", webexrec.list_recordings, USER_TOKEN, query)

    def test_a_host_in_the_query_of_an_admins_list(self) -> None:
        query = {"hostEmail": "bob@example.com"}
        code = ResultCode.INVALID_QUERY
        self.assert_refused(code, "hostEmail", webexrec.list_recordings, USER_TOKEN, query, admin=True)

    def test_all_together_with_recordings_or_a_single_request(self) -> None:
        for change in CHANGES[1:]:
            code = ResultCode.INVALID_RECORDINGS
            self.assert_refused(code, "recordings", change, USER_TOKEN, ["a"], all=True, site_url=SITE)
            code = ResultCode.INVALID_FLAGS
            self.assert_refused(
                code, "flags", change, USER_TOKEN, all=True, single_request=True, site_url=SITE
            )

    def test_a_dry_run_of_which_nothing_can_be_verified(self) -> None:
        code = ResultCode.INVALID_FLAGS
        for change in CHANGES:
            self.assert_refused(code, "flags", change, USER_TOKEN, ["a"], dry_run=True, verify=True)

    def test_neither_recordings_nor_all(self) -> None:
        for change in CHANGES[1:]:
            self.assert_refused(ResultCode.NULL_POINTER, "recordings", change, USER_TOKEN)

    def test_a_purge_of_everything_without_a_site(self) -> None:
        code = ResultCode.INVALID_SITE_URL
        self.assert_refused(code, "site_url", webexrec.purge_from_recycle_bin, USER_TOKEN, all=True)

    def test_a_purge_of_what_is_not_in_the_recycle_bin(self) -> None:
        recordings = [{"id": "a", "status": "available"}]
        code = ResultCode.INVALID_RECORDINGS
        self.assert_refused(code, "available", webexrec.purge_from_recycle_bin, USER_TOKEN, recordings)

    def test_more_than_one_request_for_a_single_one(self) -> None:
        code = ResultCode.TOO_MANY_RECORDINGS
        for recordings in (
            [f"id{number}" for number in range(101)],
            [{"id": "a", "siteUrl": "a.webex.com"}, {"id": "b", "siteUrl": "b.webex.com"}],
        ):
            for change in CHANGES:
                self.assert_refused(code, "recordings", change, USER_TOKEN, recordings, single_request=True)

    def test_a_base_url_in_the_environment_that_is_not_safe_for_a_token(self) -> None:
        for url, code in (
            ("http://webexapis.com/v1", ResultCode.INSECURE_URL),
            ("https://example.com/v1", ResultCode.INSECURE_URL),
            ("webexapis.com", ResultCode.INVALID_OPTION),
        ):
            with patch.dict(os.environ, WEBEXREC_BASE_URL=url):
                self.assert_refused(code, "WEBEXREC_BASE_URL", webexrec.list_sites, USER_TOKEN)
