"""The command line on a terminal: questions, the bar, Ctrl-C, and tables that fit."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

from . import simulator
from .simulator import USER_TOKEN
from .test_cli import TestCase, command, environment, wait_for_changes


class Terminal:
    """A command that runs on a terminal of its own, and the person in front of it."""

    def __init__(self, *arguments: object, columns: int = 120, **variables: str | None) -> None:
        self.shown = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
        self._process = subprocess.Popen(
            command(*arguments),
            env=environment(**variables),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def wait_for(self, pattern: str) -> None:
        """Returns when that is shown."""
        end = time.monotonic() + 30
        while not re.search(pattern, self.shown):
            if not self._read(end - time.monotonic()):
                raise AssertionError(f"{pattern!r} was not shown, but {self.shown!r}")

    def wait(self) -> int:
        """The exit status."""
        while self._read(30):
            pass
        os.close(self._ours)
        return self._process.wait(30)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._ours], [], [], max(0, seconds))[0]:
            return False
        try:
            data = os.read(self._ours, 65536)
        except OSError:
            return False  # Nothing has the terminal open any more.
        self.shown += self._decoder.decode(data)
        return bool(data)


class OnATerminal(TestCase):
    def open(self, *arguments: object, columns: int = 120, **variables: str | None) -> Terminal:
        return Terminal(*arguments, columns=columns, **variables)

    def ended(self, terminal: Terminal) -> tuple[int, str]:
        """Its exit status and all that was shown."""
        status = terminal.wait()
        self.checked(status, terminal.shown.encode(), b"")
        # A bar of rich's has colours, and moves about.
        return status, re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.shown)

    def test_a_token_is_asked_for_and_not_shown(self) -> None:
        terminal = self.open("sites", WEBEX_ACCESS_TOKEN=None)
        terminal.wait_for("Access token")
        terminal.type(f"{USER_TOKEN}\n")
        status, shown = self.ended(terminal)
        self.assertEqual(status, 0)
        self.assertIn(simulator.SITE, shown)

    def test_no_token_at_the_question_is_none(self) -> None:
        terminal = self.open("sites", WEBEX_ACCESS_TOKEN=None)
        terminal.wait_for("Access token")
        terminal.type("\n")
        self.assertEqual(self.ended(terminal)[0], 2)

    def test_a_purge_shows_what_it_will_do_and_goes_on_after_a_yes(self) -> None:
        ids = simulator.ids(2)
        self.run_cli("move", *ids)
        terminal = self.open("purge", "--older-than", "0d")
        terminal.wait_for(r"Go on\? \[y/N\] ")
        self.assertRegex(terminal.shown, r"To purge: 2 recordings \([\d.]+ MiB\), in 1 request\.")
        self.assertIn("can't be undone", terminal.shown)
        self.assertEqual(simulator.ids_with_status("purged"), set())
        terminal.type("y\n")
        self.assertEqual(self.ended(terminal)[0], 0)
        self.assertEqual(simulator.ids_with_status("purged"), set(ids))

    def test_anything_but_a_yes_is_a_no(self) -> None:
        ids = simulator.ids(1)
        self.run_cli("move", *ids)
        for answer in ("n\n", "\n", "\x04", "\x03"):
            terminal = self.open("purge", *ids)
            terminal.wait_for("Go on")
            terminal.type(answer)
            self.assertEqual(self.ended(terminal)[0], 130, answer)
        self.assert_in_bin(ids)

    def test_everything_is_restored_after_a_yes_too(self) -> None:
        self.run_cli("move", *simulator.ids(2))
        terminal = self.open("restore", "--all", "--site", simulator.SITE)
        terminal.wait_for(r"everything in the recycle bin on \S+, at present 2 recordings .*\r\nGo on")
        terminal.type("yes\n")
        self.assertEqual(self.ended(terminal)[0], 0)
        self.assert_in_bin([])

    def test_yes_asks_nothing(self) -> None:
        ids = simulator.ids(1)
        self.run_cli("move", *ids)
        status, shown = self.ended(self.open("purge", *ids, "--yes"))
        self.assertEqual(status, 0)
        self.assertNotIn("Go on", shown)

    def test_the_bar_shows_how_far_it_is_and_what_is_waited_for(self) -> None:
        simulator.answer(429, headers={"Retry-After": "1"}, path="/recordings/softDelete", skip=1, count=1)
        terminal = self.open("move", *simulator.ids(250), "--concurrency", "1")
        terminal.wait_for(r"100 of 250 moved; waiting \d s: rate limit|100/250 .*waiting \d s: rate limit")
        status, shown = self.ended(terminal)
        self.assertEqual(status, 0)
        self.assertRegex(shown, r"250 recordings moved in")

    def test_ctrl_c_stops_it_and_says_what_was_done_and_how_to_go_on(self) -> None:
        simulator.answer(204, skip=1, delayMs=20_000)
        terminal = self.open("move", *simulator.ids(250), "--concurrency", "1")
        wait_for_changes(2)
        start = time.monotonic()
        terminal.type("\x03")
        status, shown = self.ended(terminal)
        self.assertLess(time.monotonic() - start, 2)
        self.assertEqual(status, 130)
        self.assertIn("100 of 250 recordings moved", shown)
        self.assertIn("The others: 100 unknown (may have been moved), 50 not sent.", shown)
        self.assertIn("and 80 more; --json lists all", shown)
        self.assertIn("To go on, give the same command again; what is done takes no harm.", shown)
        self.assertTrue(shown.endswith("Cancelled.\r\n"))

    def test_ctrl_c_stops_a_list_too(self) -> None:
        simulator.answer(200, delayMs=20_000)
        terminal = self.open("list")
        terminal.wait_for("Looking back")
        terminal.type("\x03")
        status, shown = self.ended(terminal)
        self.assertEqual(status, 130)
        self.assertTrue(shown.endswith("Cancelled.\r\n"), shown)

    def test_topics_give_way_so_that_a_list_fits(self) -> None:
        for columns in (80, 100):
            shown = self.ended(self.open("list", "--from", "2020-01-01", columns=columns))[1]
            lines = [line for line in shown.splitlines() if re.search(r"[0-9a-f]{32}$", line)]
            self.assertGreater(len(lines), 250)
            self.assertTrue(any("…" in line for line in lines))
            self.assertLessEqual(max(map(len, lines)), columns)
