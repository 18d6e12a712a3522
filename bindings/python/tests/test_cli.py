"""The command line as a whole: help, version, and errors before any command."""

from __future__ import annotations

import os
import re
from unittest import mock

import webexrec

from .cli import TestCase


class CommandLine(TestCase):
    def test_help_fits_80_columns(self) -> None:
        with mock.patch.dict(os.environ, COLUMNS="80"):
            for name in ([], ["list"], ["move"], ["restore"], ["purge"], ["sites"]):
                completed = self.run_in_process(*name, "--help")
                self.assertEqual((completed.status, completed.stderr), (0, ""))
                self.assertLessEqual(max(map(len, completed.stdout.splitlines())), 80)
                self.assertIn("usage: webexrec", completed.stdout)

    def test_the_version_names_the_native_library_and_its_file(self) -> None:
        completed = self.run_cli("--version")
        self.assertEqual(completed.status, 0)
        file = re.escape(webexrec.library_path())
        expected = rf"^webexrec {webexrec.__version__} \(native library \d+\.\d+\.\d+, {file}\)\n$"
        self.assertRegex(completed.stdout, expected)

    def test_without_the_native_library_an_error_names_the_missing_file(self) -> None:
        self.assertEqual(self.run_cli("--help", WEBEXREC_LIBRARY="/nowhere/at/all").status, 0)
        for arguments in (["--version"], ["move", "x"]):
            completed = self.run_cli(*arguments, WEBEXREC_LIBRARY="/nowhere/at/all")
            self.assertEqual((completed.status, completed.stdout), (1, ""))
            self.assertIn("/nowhere/at/all", completed.stderr)

    def test_without_a_command_an_error_asks_for_one(self) -> None:
        completed = self.run_in_process()
        self.assertEqual((completed.status, completed.stdout), (2, ""))
        self.assertIn("COMMAND", completed.stderr)
