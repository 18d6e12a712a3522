"""Sizes, ages and times as people write and read them, tables, and lines for a log."""

from __future__ import annotations

import contextlib
import io
import unittest
from argparse import ArgumentTypeError
from datetime import datetime, timedelta, timezone

from webexrec import Progress
from webexrec.cli import terminal, values
from webexrec.cli.progress import Log


class Values(unittest.TestCase):
    def test_sizes_are_in_powers_of_1024(self) -> None:
        for text, size in (("0", 0), ("10", 10), ("1K", 1024), ("1.5g", 1536 * 2**20), ("2 TiB", 2**41)):
            self.assertEqual(values.parse_size(text), size, text)
        for text in ("", "G", "-1", "1GB", "1e3", "1,5G", "٣"):
            self.assertRaises(ArgumentTypeError, values.parse_size, text)

    def test_sizes_are_shown_with_their_unit(self) -> None:
        for size, text in (
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (2**20 - 1, "1.0 MiB"),
            (5 * 2**50, "5,120.0 TiB"),
        ):
            self.assertEqual(values.format_size(size), text)

    def test_ages_are_days_weeks_or_years(self) -> None:
        for text, days in (("0d", 0), ("90d", 90), ("8W", 56), ("2y", 730)):
            self.assertEqual(values.parse_age(text), timedelta(days=days))
        for text in ("", "90", "d", "-1d", "1m", "1.5y", "100y", "9999999d"):
            self.assertRaises(ArgumentTypeError, values.parse_age, text)

    def test_times_are_iso_8601_and_utc_unless_they_say_otherwise(self) -> None:
        for text in ("2026-01-31T08:00:00Z", "2026-01-31T08:00:00", "2026-01-31T10:00:00+02:00"):
            time = values.parse_time(text)
            self.assertEqual(time, datetime(2026, 1, 31, 8, tzinfo=timezone.utc))
        for text in ("", "yesterday", "31.1.2026", "2026-02-30", "0001-01-01"):
            self.assertIsNone(values.parse_time(text))

    def test_durations_are_as_exact_as_they_are_long(self) -> None:
        for seconds, text in (
            (0.04, "0.04 s"),
            (1.24, "1.2 s"),
            (2, "2 s"),
            (9.96, "10 s"),
            (59.6, "1 min 0 s"),
            (125, "2 min 5 s"),
            (12_000, "3 h 20 min"),
        ):
            self.assertEqual(values.format_duration(seconds), text)

    def test_one_thing_is_not_several(self) -> None:
        self.assertEqual(values.format_count(1), "1 recording")
        self.assertEqual(values.format_count(10_000), "10,000 recordings")


class Tables(unittest.TestCase):
    def test_columns_are_aligned_by_what_a_terminal_shows(self) -> None:
        rows = [["1", "週次", "x"], ["22", "e\u0301", "y"]]
        shown = terminal.table(["N", "TOPIC", "ID"], rows, right=[0])
        self.assertEqual(shown, " N  TOPIC  ID\n 1  週次   x\n22  e\u0301      y")


class LogLines(unittest.TestCase):
    def test_there_is_one_a_minute(self) -> None:
        now = 0.0
        log = Log("moved", clock=lambda: now)
        written = io.StringIO()
        with contextlib.redirect_stderr(written):
            for now in range(0, 130, 10):
                log.show(Progress(10_000, now, 1, 4, 10, 0, 12_000, 429))
        self.assertEqual(
            written.getvalue().splitlines(),
            [f"{done} of 10,000 moved, 1 not; waiting 12 s: rate limit" for done in (60, 120)],
        )


