"""Dates and times in ISO 8601, as the service, the library and people write them."""

from __future__ import annotations

import unittest
from datetime import datetime, timedelta, timezone

from webexrec._times import format_time, parse_time


class Times(unittest.TestCase):
    def test_a_time_is_in_utc_unless_it_states_an_offset(self) -> None:
        for text in ("2026-01-31T08:00:00Z", "2026-01-31T08:00:00", "2026-01-31T10:00:00+02:00"):
            self.assertEqual(parse_time(text), datetime(2026, 1, 31, 8, tzinfo=timezone.utc))

    def test_a_date_is_its_first_moment(self) -> None:
        self.assertEqual(parse_time("2026-01-31"), datetime(2026, 1, 31, tzinfo=timezone.utc))

    def test_a_time_may_have_any_number_of_decimals(self) -> None:
        for decimals, microsecond in (("5", 500_000), ("123", 123_000), ("123456789", 123_456)):
            for offset in ("", "Z", "+00:00"):
                expected = datetime(2026, 1, 31, 8, 0, 0, microsecond, timezone.utc)
                self.assertEqual(parse_time(f"2026-01-31T08:00:00.{decimals}{offset}"), expected)

    def test_other_text_and_years_before_1900_are_refused(self) -> None:
        for text in ("", "yesterday", "31.1.2026", "2026-02-30", "0001-01-01", "1899-12-31"):
            self.assertRaises(ValueError, parse_time, text)

    def test_a_time_is_written_in_utc(self) -> None:
        time = datetime(2026, 1, 31, 10, 0, 0, 1500, timezone(timedelta(hours=2)))
        self.assertEqual(format_time(time), "2026-01-31T08:00:00Z")
        self.assertEqual(format_time(time, "milliseconds"), "2026-01-31T08:00:00.001Z")
