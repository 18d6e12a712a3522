"""Constants and functions of the package are those of the C header: none is missing, and none is added."""

import re
import unittest
from pathlib import Path

from webexrec import Progress, ResultCode, __version__, _library, _native
from webexrec.codes import Flag

HEADER = Path(__file__).resolve().parents[3] / "include" / "webexrec.h"
TEXT = HEADER.read_text("utf-8")
DEFINES = dict(re.findall(r'^#define WEBEXREC_(\w+) "?([\w.]+)"?$', TEXT, re.MULTILINE))
FUNCTIONS = set(re.findall(r"^WEBEXREC_API[^;(]*?(webexrec_\w+)\(", TEXT, re.MULTILINE))
VERSIONS = {"VERSION", "VERSION_MAJOR", "VERSION_MINOR", "VERSION_PATCH"}
NO_FLAGS = VERSIONS | {"ABI_VERSION_MAJOR", "ABI_VERSION_MINOR", "ERROR_SIZE"}


class Header(unittest.TestCase):
    def test_result_codes_are_those_of_the_header(self) -> None:
        names = [name for name in DEFINES if name == "OK" or name.startswith("E_")]
        expected = {re.sub("^E_", "", name): int(DEFINES[name]) for name in names}
        self.assertEqual({code.name: code.value for code in ResultCode}, expected)

    def test_flags_are_those_of_the_header(self) -> None:
        names = [name for name in DEFINES if name != "OK" and not name.startswith(("E_", "PROGRESS_"))]
        expected = {name: int(DEFINES[name]) for name in names if name not in NO_FLAGS}
        self.assertEqual({flag.name: flag.value for flag in Flag}, expected)

    def test_progress_has_the_fields_of_the_header_in_its_order(self) -> None:
        names = [name for name in DEFINES if name.startswith("PROGRESS_")]
        expected = {re.sub("^PROGRESS_", "", name).lower(): int(DEFINES[name]) for name in names}
        self.assertEqual({name: number for number, name in enumerate(Progress._fields)}, expected)

    def test_functions_are_those_of_the_header_without_the_simple_api(self) -> None:
        simple = {name for name in FUNCTIONS if name.replace("_", "_client_", 1) in FUNCTIONS}
        self.assertEqual(set(_library._SIGNATURES), FUNCTIONS - simple)

    def test_versions_are_those_of_the_header(self) -> None:
        abi = (int(DEFINES["ABI_VERSION_MAJOR"]), int(DEFINES["ABI_VERSION_MINOR"]))
        self.assertEqual((_library.ABI_MAJOR, _library.ABI_MINOR), abi)
        self.assertEqual(__version__, DEFINES["VERSION"])

    def test_the_package_is_published_with_its_own_version(self) -> None:
        project = (Path(__file__).resolve().parents[1] / "pyproject.toml").read_text("utf-8")
        self.assertIn(f'\nversion = "{__version__}"\n', project)

    def test_the_buffer_for_messages_is_big_enough(self) -> None:
        self.assertGreaterEqual(_native.ERROR_SIZE, int(DEFINES["ERROR_SIZE"]))
