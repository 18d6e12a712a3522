"""The command line on a terminal: prompts, the progress bar, Ctrl-C, and tables that fit."""

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
from .cli import TestCase, command, environment
from .simulator import USER_TOKEN


class Terminal:
    """A command on a terminal of its own, and the keyboard of that terminal."""

    def __init__(self, *arguments: object, columns: int = 120, **variables: str | None) -> None:
        self.shown = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._keyboard, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
        self._process = subprocess.Popen(
            command(*arguments),
            env=environment(**variables),
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(terminal)

    def type(self, text: str) -> None:
        os.write(self._keyboard, text.encode())

    def wait_for(self, pattern: str) -> None:
        """Returns when the terminal shows a pattern."""
        end = time.monotonic() + 30
        while not re.search(pattern, self.shown):
            if not self._read(end - time.monotonic()):
                raise AssertionError(f"{pattern!r} was not shown, but {self.shown!r}")

    def wait(self) -> int:
        """The exit status."""
        while self._read(30):
            pass
        os.close(self._keyboard)
        return self._process.wait(30)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._keyboard], [], [], max(0, seconds))[0]:
            return False
        try:
            data = os.read(self._keyboard, 65536)
        except OSError:
            return False  # The process has closed the terminal.
        self.shown += self._decoder.decode(data)
        return bool(data)


class OnTerminal(TestCase):
    def result_of(self, terminal: Terminal) -> tuple[int, str]:
        """The exit status of the command, and all that the terminal has shown."""
        status = terminal.wait()
        self.checked(status, terminal.shown.encode(), b"")
        return status, terminal.shown

    def test_the_prompt_for_a_token_does_not_show_it(self) -> None:
        terminal = Terminal("sites", WEBEX_ACCESS_TOKEN=None)
        terminal.wait_for("Access token")
        terminal.type(f"{USER_TOKEN}\n")
        status, shown = self.result_of(terminal)
        self.assertEqual(status, 0)
        self.assertIn(simulator.SITE, shown)

    def test_an_empty_token_is_a_usage_error(self) -> None:
        terminal = Terminal("sites", WEBEX_ACCESS_TOKEN=None)
        terminal.wait_for("Access token")
        terminal.type("\n")
        self.assertEqual(self.result_of(terminal)[0], 2)

    def test_a_purge_shows_its_plan_and_continues_after_a_yes(self) -> None:
        ids = simulator.ids(2)
        self.run_cli("move", *ids)
        terminal = Terminal("purge", "--older-than", "0d")
        terminal.wait_for(r"Continue\? \[y/N\] ")
        self.assertRegex(terminal.shown, r"To purge: 2 recordings \([\d.]+ MiB\), in 1 request\.")
        self.assertIn("can't be undone", terminal.shown)
        self.assertEqual(simulator.ids_with_status("purged"), set())
        terminal.type("y\n")
        self.assertEqual(self.result_of(terminal)[0], 0)
        self.assertEqual(simulator.ids_with_status("purged"), set(ids))

    def test_anything_but_a_yes_cancels(self) -> None:
        ids = simulator.ids(1)
        self.run_cli("move", *ids)
        for reply in ("n\n", "\n", "\x04", "\x03"):
            terminal = Terminal("purge", *ids)
            terminal.wait_for("Continue")
            terminal.type(reply)
            self.assertEqual(self.result_of(terminal)[0], 130, reply)
        self.assert_in_bin(ids)

    def test_restoring_everything_needs_a_yes(self) -> None:
        self.run_cli("move", *simulator.ids(2))
        terminal = Terminal("restore", "--all", "--site", simulator.SITE)
        terminal.wait_for(r"everything in the recycle bin on \S+, at present 2 recordings .*\r\nContinue")
        terminal.type("yes\n")
        self.assertEqual(self.result_of(terminal)[0], 0)
        self.assert_in_bin([])

    def test_the_option_yes_skips_the_question(self) -> None:
        ids = simulator.ids(1)
        self.run_cli("move", *ids)
        status, shown = self.result_of(Terminal("purge", *ids, "--yes"))
        self.assertEqual(status, 0)
        self.assertNotIn("Continue", shown)

    def test_the_bar_shows_progress_and_the_reason_of_a_wait(self) -> None:
        simulator.respond(429, headers={"Retry-After": "1"}, path="/recordings/softDelete", skip=1, count=1)
        terminal = Terminal("move", *simulator.ids(250), "--concurrency", "1")
        terminal.wait_for(r"\[#{8}-{12}\] 100 of 250 moved; waiting \d s \(rate limit\)")
        status, shown = self.result_of(terminal)
        self.assertEqual(status, 0)
        self.assertRegex(shown, r"250 recordings moved in")

    def test_ctrl_c_ends_a_move_with_its_results_and_how_to_continue(self) -> None:
        simulator.respond(204, skip=1, delayMs=20_000)
        terminal = Terminal("move", *simulator.ids(250), "--concurrency", "1")
        simulator.wait_for_requests(2)
        start = time.monotonic()
        terminal.type("\x03")
        status, shown = self.result_of(terminal)
        self.assertLess(time.monotonic() - start, 2)
        self.assertEqual(status, 130)
        self.assertIn("100 of 250 recordings moved", shown)
        self.assertIn("The others: 100 unknown (may have been moved), 50 not sent.", shown)
        self.assertIn("and 80 more; --json lists all", shown)
        self.assertIn("To continue, run the same command again. Repeating what is done does no harm.", shown)
        self.assertTrue(shown.endswith("Cancelled.\r\n"))

    def test_ctrl_c_ends_a_list(self) -> None:
        simulator.respond(200, delayMs=20_000)
        terminal = Terminal("list")
        terminal.wait_for("Looking back")
        terminal.type("\x03")
        status, shown = self.result_of(terminal)
        self.assertEqual(status, 130)
        self.assertTrue(shown.endswith("Cancelled.\r\n"), shown)

    def test_topics_are_shortened_so_that_a_list_fits(self) -> None:
        for columns in (80, 100):
            shown = self.result_of(Terminal("list", "--from", "2020-01-01", columns=columns))[1]
            lines = [line for line in shown.splitlines() if re.search(r"[0-9a-f]{32}$", line)]
            self.assertGreater(len(lines), 250)
            self.assertTrue(any("…" in line for line in lines))
            self.assertLessEqual(max(map(len, lines)), columns)
