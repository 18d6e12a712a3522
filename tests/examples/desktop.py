"""Tests examples/c/desktop through its window, and by the actual state of the simulator. xdotool moves the mouse and types;
the texts of the window are read through the accessibility bus. Needs a display and a session bus.

Usage: desktop.py PROGRAM [--screenshot FILE | TEST...]
"""

import itertools
import os
import re
import subprocess
import sys
import time
import unittest

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from simulator import TIME_LIMIT, TOKEN, control, ids, purge_from_outside, wait_until  # noqa: E402

PROGRAM = sys.argv.pop(1)
SCREENSHOT = sys.argv.pop(2) if sys.argv[1:2] == ["--screenshot"] else None
MAX_RESPONSE_TIME = 0.2  # seconds in which the window must respond


def xdotool(*arguments):
    return subprocess.run(
        ["xdotool", *arguments], check=True, stdout=subprocess.PIPE, text=True, timeout=TIME_LIMIT
    ).stdout


class Window:
    """The program and its window."""

    def __init__(self, **environment):
        self.process = subprocess.Popen(
            [PROGRAM, "--admin"], env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True
        )
        self.number = xdotool("search", "--sync", "--onlyvisible", "--name", "^Webex recordings$").strip()
        self.root = wait_until(self._find_root, "the window is on the accessibility bus")

    def _find_root(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()  # it is not updated, since nothing here handles events
        programs = [desktop.get_child_at_index(i) for i in range(desktop.get_child_count())]
        for program in programs:
            if program and program.get_process_id() == self.process.pid:
                program.set_cache_mask(Atspi.Cache.NONE)
                return program.get_child_at_index(0)
        return None

    def _visible(self, role, root=None, *, excluded=None):
        """The visible objects with this role, without those inside of them or inside of the excluded role. Objects that
        disappear during the search are skipped."""
        root = root or self.root
        try:
            if not root.get_state_set().contains(Atspi.StateType.VISIBLE) or root.get_role_name() == excluded:
                return
            if root.get_role_name() == role:
                yield root
                return
            for i in range(root.get_child_count()):
                child = root.get_child_at_index(i)
                if child:
                    yield from self._visible(role, child, excluded=excluded)
        except GLib.Error:
            return

    def _row(self, number):
        """A row of the list, counted from 0 at the top."""
        table = next(self._visible("list", next(self._visible("tree table"))))  # the header is a row too
        return next(itertools.islice(self._visible("table row", table), number, None), None)

    def row(self, number):
        """The texts of a row; None if there is no such row (yet: the list is updated after its summary)."""
        try:
            row = self._row(number)
            return row and [label.get_name() for label in self._visible("label", row)]
        except (GLib.Error, StopIteration):
            return None

    def texts(self):
        """The texts above and below the list."""
        return [label.get_name() for label in self._visible("label", excluded="scroll pane")]

    def wait_for_row(self, number, pattern):
        return wait_until(
            lambda: re.fullmatch(pattern, " | ".join(self.row(number) or []), re.DOTALL),
            lambda: f"row {number} matches {pattern!r}; it is {self.row(number)}",
        )

    def wait_for(self, pattern):
        """Waits until the whole of a text matches, and returns the match."""

        def search():
            return next(filter(None, (re.fullmatch(pattern, text, re.DOTALL) for text in self.texts())), None)

        return wait_until(search, lambda: f"a text matches {pattern!r}; the texts are {self.texts()}")

    def button(self, name):
        """The button, if it exists and can be clicked."""
        for found in self._visible("push button", excluded="scroll pane"):
            if found.get_name() == name and found.get_state_set().contains(Atspi.StateType.SENSITIVE):
                return found
        return None

    def _wait_for_button(self, name):
        return wait_until(lambda: self.button(name), f"the button {name!r} can be clicked")

    def _at(self, found):
        box = found.get_extents(Atspi.CoordType.WINDOW)
        return "mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2)

    def click(self, name):
        xdotool(*self._at(self._wait_for_button(name)), "click", "1")

    def select(self, first, last):
        xdotool(*self._at(wait_until(lambda: self._row(first), f"there is a row {first}")), "click", "1")
        xdotool(*self._at(self._row(last)), "keydown", "shift", "click", "1", "keyup", "shift")

    def select_all(self):
        self.select(0, 0)
        xdotool("key", "ctrl+a")

    def longest_response(self, button, pattern):
        """Clicks, and reads the status of the call that this starts until it matches the pattern. Returns the longest time
        that a read took: the main loop of the program responds to it."""
        status = next(self._visible("label", excluded="scroll pane"))
        before = status.get_name()
        longest, has_begun = 0, False
        end = time.monotonic() + TIME_LIMIT
        with subprocess.Popen(["xdotool", *self._at(self._wait_for_button(button)), "click", "1"]):
            while time.monotonic() < end:
                start = time.monotonic()
                text = status.get_name()
                longest = max(longest, time.monotonic() - start)
                has_begun = has_begun or text != before
                if has_begun and re.fullmatch(pattern, text):
                    return longest
        raise AssertionError(f"no text matched {pattern!r} within {TIME_LIMIT} s; the texts are {self.texts()}")

    def close(self):
        """Closes the window; the exit status of the program, and its standard error."""
        if self.process.poll() is None:
            self.click("Close")
        error = self.process.communicate(timeout=TIME_LIMIT)[1]
        return self.process.returncode, error


class Desktop(unittest.TestCase):
    def setUp(self):
        control("POST", "reset")

    def open(self, **environment):
        window = Window(**environment)
        self.addCleanup(self.close, window)
        return window

    def open_with_list(self):
        window = self.open()
        window.wait_for(r"\d+ recordings, .*")
        return window

    def close(self, window):
        """Also after a failed test, so that the window does not stay open."""
        try:
            self.assertNotIn(TOKEN, " ".join(window.texts()))
            self.assertEqual(window.close(), (0, ""), "the program succeeds, without warnings of GTK")
        finally:
            window.process.kill()

    def test_selected_recordings_are_moved_leave_the_list_and_are_restored(self):
        wanted = ids("available")
        window = self.open_with_list()
        window.select(1, 4)
        window.wait_for("4 recordings, .*")
        stays, follows = window.row(0), window.row(5)
        self.assertTrue(stays and follows)
        window.click("Move to recycle bin")
        window.wait_for("4 of 4 recordings moved into the recycle bin")
        self.assertEqual(ids("deleted"), wanted[1:5])
        wait_until(lambda: (window.row(0), window.row(1)) == (stays, follows), "the moved rows have left the list")
        window.click("Recycle bin")
        window.wait_for("4 recordings, .*")
        window.select_all()
        window.click("Restore")
        window.wait_for("4 of 4 recordings restored")
        self.assertEqual(ids("available"), wanted)

    def test_a_long_move_shows_progress_and_can_be_continued_after_a_cancel(self):
        window = self.open_with_list()
        everything = len(ids("available"))
        window.select_all()
        window.wait_for(f"{everything} recordings, .*")
        control("PATCH", "behaviour", {"latencyMs": 500})
        window.click("Move to recycle bin")
        window.wait_for(rf"[1-9]\d* of {everything} moved into the recycle bin")
        window.click("Cancel")
        done = int(window.wait_for(rf"(\d+) of {everything} recordings moved into the recycle bin")[1])
        self.assertIn("the call was cancelled", window.texts())
        self.assertTrue(0 < done <= len(ids("deleted")) < everything, (done, len(ids("deleted"))))
        window.wait_for_row(0, ".*\n(May have been done; try it again|Left as it was): the call was cancelled .*")
        left = everything - done
        window.wait_for(f"{left} recordings, .*")  # they are selected
        control("PATCH", "behaviour", {"latencyMs": 0})
        window.click("Move to recycle bin")
        window.wait_for(f"{left} of {left} recordings moved into the recycle bin")
        self.assertEqual(ids("available"), [])

    def test_the_window_responds_during_and_after_calls(self):
        window = self.open_with_list()
        everything = len(ids("available"))
        for _ in range(5):  # the best of some attempts, since other programs can delay the window
            control("POST", "reset")
            control("PATCH", "behaviour", {"latencyMs": 50})
            longest = window.longest_response("Refresh", f"{everything} recordings, .*")
            window.select_all()
            wait_until(lambda: f"{everything} recordings, " in window.texts()[1], "all are selected")
            moved = f"{everything} of {everything} recordings moved into the recycle bin"
            longest = max(longest, window.longest_response("Move to recycle bin", moved))
            if longest < MAX_RESPONSE_TIME:
                break
        self.assertLess(longest, MAX_RESPONSE_TIME)
        print(f"-- the window always responded within {longest * 1000:.0f} ms")

    def test_a_wait_for_the_rate_limit_is_shown(self):
        window = self.open_with_list()
        window.select_all()
        control("PATCH", "behaviour", {"rateLimit": {"kind": "fixedWindow", "limit": 3, "windowSeconds": 60}})
        window.click("Move to recycle bin")
        window.wait_for(r"Waiting \d+ s: 429 .*")
        window.click("Cancel")
        window.wait_for("300 of .* recordings moved into the recycle bin")

    def test_a_refused_recording_stays_in_the_list_with_the_reason(self):
        first, gone, last = ids("available")[:3]
        window = self.open_with_list()
        purge_from_outside(gone)
        window.select(0, 2)
        window.click("Move to recycle bin")
        window.wait_for("2 of 3 recordings moved into the recycle bin")
        window.wait_for_row(0, ".*\nRefused: 404 Not Found: .*")
        window.wait_for("1 recording, .*")
        self.assertEqual(ids("deleted"), [first, last])

    def test_closing_the_window_during_a_call_cancels_it(self):
        window = self.open_with_list()
        window.select_all()
        control("PATCH", "behaviour", {"latencyMs": 1000})
        window.click("Move to recycle bin")
        wait_until(lambda: ids("deleted"), "some are moved")
        start = time.monotonic()
        self.assertEqual(window.close(), (0, ""))
        self.assertLess(time.monotonic() - start, 1)
        self.assertTrue(ids("available"))

    def test_an_error_of_a_list_is_shown(self):
        window = self.open(WEBEX_ACCESS_TOKEN="another")
        window.wait_for("The recordings could not be listed")
        window.wait_for("401 .*")
        self.assertIsNone(window.button("Move to recycle bin"))


def take_screenshot(file):
    """Takes a picture of a long move that waits for the rate limit, after a move with a refused recording."""
    gone = ids("available", siteUrl="example.webex.com", hostEmail="alice@example.com")[0]
    window = Window()
    window.wait_for(r"\d+ recordings, .*")
    purge_from_outside(gone)
    window.select(0, 3)
    window.click("Move to recycle bin")
    window.wait_for("1 recording, .*")
    window.select(7, 7)
    xdotool("key", "shift+End")
    window.wait_for(r"\d{4} recordings, .*")
    xdotool("key", "ctrl+Home")
    control("PATCH", "behaviour", {"rateLimit": {"kind": "fixedWindow", "limit": 12, "windowSeconds": 60}})
    window.click("Move to recycle bin")
    window.wait_for(r"Waiting \d+ s: .*")
    subprocess.run(["import", "-window", window.number, "-depth", "8", "-strip", file], check=True)
    window.click("Cancel")
    window.close()


if __name__ == "__main__":
    if SCREENSHOT:
        take_screenshot(SCREENSHOT)
    else:
        unittest.main()
