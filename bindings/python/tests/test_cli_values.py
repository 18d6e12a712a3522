"""Sizes, ages, dates and durations as people write and read them, tables, and the two forms of progress."""

from __future__ import annotations

import contextlib
import io
import unittest
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import timedelta

from webexrec import Progress
from webexrec.cli import terminal, values
from webexrec.cli.progress import Bar, Log


class Values(unittest.TestCase):
    def test_sizes_are_read_in_powers_of_1024(self) -> None:
        for text, size in (("0", 0), ("10", 10), ("1K", 1024), ("1.5g", 1536 * 2**20), ("2 TiB", 2**41)):
            self.assertEqual(values.parse_size(text), size, text)
        for text in ("", "G", "-1", "1GB", "1e3", "1,5G", "٣"):
            self.assertRaises(ArgumentTypeError, values.parse_size, text)

    def test_sizes_are_written_with_a_unit(self) -> None:
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

    def test_dates_are_checked_and_not_changed(self) -> None:
        for text in ("2026-01-31", "2026-01-31T08:00:00Z", "2026-01-31T10:00:00+02:00"):
            self.assertEqual(values.check_date(text), text)
        for text in ("", "yesterday", "31.1.2026", "2026-02-30", "0001-01-01"):
            self.assertRaises(ArgumentTypeError, values.check_date, text)

    def test_durations_are_rounded_by_their_length(self) -> None:
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

    def test_counts_have_the_singular_or_the_plural(self) -> None:
        self.assertEqual(values.format_count(1), "1 recording")
        self.assertEqual(values.format_count(10_000), "10,000 recordings")


class Tables(unittest.TestCase):
    def test_columns_are_aligned_by_their_width_on_a_terminal(self) -> None:
        rows = [["1", "週次", "x"], ["22", "e\u0301", "y"]]
        shown = terminal.table(["N", "TOPIC", "ID"], rows, align_right=[0])
        self.assertEqual(shown, " N  TOPIC  ID\n 1  週次   x\n22  e\u0301      y")


class ProgressForms(unittest.TestCase):
    def stderr_of(self, action: Callable[[], object]) -> str:
        written = io.StringIO()
        with contextlib.redirect_stderr(written):
            action()
        return written.getvalue()

    def test_a_log_gets_one_line_per_minute(self) -> None:
        now = 0.0
        log = Log("moved", clock=lambda: now)

        def show_for_two_minutes() -> None:
            nonlocal now
            for now in range(0, 130, 10):
                log.show(Progress(10_000, now, 1, 4, 10, 0, 12_000, 429))

        self.assertEqual(
            self.stderr_of(show_for_two_minutes).splitlines(),
            [f"{done} of 10,000 moved, 1 not moved; waiting 12 s (rate limit)" for done in (60, 120)],
        )

    def test_the_bar_is_one_line_that_is_overwritten_and_cleared(self) -> None:
        bar = Bar("moved")
        first = "[##########----------] 190 of 400 moved, 10 not moved"
        second = "[###############-----] 300 of 400 moved"
        third = "300 moved; waiting 1 s (status 503)"
        for progress, shown in (
            (Progress(400, 190, 10, 4, 3, 0, 0, 0), first),
            (Progress(400, 300, 0, 4, 4, 0, 0, 0), second.ljust(len(first))),
            (Progress(0, 300, 0, 4, 4, 0, 700, 503), third.ljust(len(second))),
        ):
            self.assertEqual(self.stderr_of(lambda: bar.show(progress)), f"\r{shown}")
        self.assertEqual(self.stderr_of(bar.clear), f"\r{' ' * len(third)}\r")
