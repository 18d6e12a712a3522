"""Which native library is loaded, when it is refused, and how the answers of an odd one are taken."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import webexrec
from webexrec import _native

PACKAGE = Path(webexrec.__file__).resolve().parent
FAKE_SOURCE = Path(__file__).with_name("fake.c")


class LibraryTestCase(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()

    def fake(self, path: str, *options: str, abi: int = 1) -> str:
        """A library that is not the real one, made at a path below the folder."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["cc", "-shared", "-fPIC", f"-DABI={abi}", *options, "-o", file, FAKE_SOURCE], check=True
        )
        return str(file)


class Search(LibraryTestCase):
    """Each in a process of its own, with a copy of the package in another place."""

    def run_copy(self, parent: str, program: str, **environment: str) -> str:
        place = self.folder / parent
        shutil.copytree(
            PACKAGE,
            place / "webexrec",
            ignore=shutil.ignore_patterns("__pycache__", _native._FILE),
            dirs_exist_ok=True,
        )
        ours = {"WEBEXREC_LIBRARY": "", "CARGO_TARGET_DIR": "", "PYTHONPATH": str(place), **environment}
        return subprocess.run(
            [sys.executable, "-c", f"import webexrec; {program}"],
            cwd=self.folder,
            env={**os.environ, **ours},
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ).stdout.strip()

    def found_by(self, parent: str, **environment: str) -> str:
        return self.run_copy(parent, "print(webexrec.library_path())", **environment)

    def test_the_file_that_the_environment_names_comes_first(self) -> None:
        self.fake(f"site/webexrec/{_native._FILE}")
        file = self.fake("named")
        self.assertEqual(self.found_by("site", WEBEXREC_LIBRARY=file), file)

    def test_a_relative_name_is_meant_from_the_working_directory(self) -> None:
        file = self.fake("named")
        self.assertEqual(self.found_by("site", WEBEXREC_LIBRARY="named"), file)

    def test_the_file_beside_the_package_comes_before_the_build_tree(self) -> None:
        self.fake(f"target/release/{_native._FILE}")
        file = self.fake(f"bindings/python/webexrec/{_native._FILE}")
        self.assertEqual(self.found_by("bindings/python"), file)

    def test_a_release_in_the_build_tree_comes_before_a_debug_build(self) -> None:
        debug = self.fake(f"target/debug/{_native._FILE}")
        self.assertEqual(self.found_by("bindings/python"), debug)
        release = self.fake(f"target/release/{_native._FILE}")
        self.assertEqual(self.found_by("bindings/python"), release)

    def test_the_build_tree_is_where_cargo_was_told_to_build(self) -> None:
        self.fake(f"target/debug/{_native._FILE}")
        file = self.fake(f"elsewhere/debug/{_native._FILE}")
        target = str(self.folder / "elsewhere")
        self.assertEqual(self.found_by("bindings/python", CARGO_TARGET_DIR=target), file)

    def test_an_installed_package_looks_at_no_build_tree(self) -> None:
        self.fake(f"target/debug/{_native._FILE}")
        error = self.found_by("lib/python/site-packages", CARGO_TARGET_DIR=str(self.folder / "target"))
        self.assertRegex(error, "ImportError: .* is not there")
        self.assertNotIn("target", error.splitlines()[-1])

    def test_without_a_library_the_first_use_names_every_place(self) -> None:
        error = self.found_by("bindings/python").splitlines()[-1]
        self.assertTrue(error.startswith("ImportError: "), error)
        for place in ("bindings/python/webexrec", "target/release", "target/debug"):
            self.assertIn(str(self.folder / place / _native._FILE), error)
        self.assertIn("WEBEXREC_LIBRARY", error)

    def test_a_file_that_is_named_and_missing_is_not_replaced_by_another(self) -> None:
        self.fake(f"site/webexrec/{_native._FILE}")
        missing = str(self.folder / "missing")
        error = self.found_by("site", WEBEXREC_LIBRARY=missing).splitlines()[-1]
        self.assertRegex(error, f"ImportError: .* looked for {missing}\\.")

    def test_the_import_alone_never_fails(self) -> None:
        self.assertEqual(self.run_copy("site", "print('imported')"), "imported")


@contextmanager
def using(file: str) -> Iterator[None]:
    """Within this process, instead of the library that the other tests use."""
    with patch.dict(os.environ, WEBEXREC_LIBRARY=file):
        _native._library.cache_clear()
        try:
            yield
        finally:
            _native._library.cache_clear()


class Versions(LibraryTestCase):
    def test_a_library_says_its_file_and_version(self) -> None:
        file = self.fake("fake")
        with using(file):
            self.assertEqual((webexrec.library_path(), webexrec.version()), (file, "fake"))

    def test_the_library_of_this_version_is_loaded(self) -> None:
        self.assertEqual(webexrec.version(), webexrec.__version__)

    def test_another_binary_interface_is_refused_with_both_versions(self) -> None:
        for abi, version in ((0, "0.0"), (1 << 16, "1.0"), (2 << 16 | 3, "2.3")):
            file = self.fake(f"fake-{abi}", abi=abi)
            with using(file), self.assertRaises(ImportError) as caught:
                webexrec.Client("s3cret")
            message = str(caught.exception)
            for part in (file, f"interface {version},", "0.1"):
                self.assertIn(part, message)
            self.assertNotIn("s3cret", message)

    def test_a_later_minor_version_is_taken(self) -> None:
        with using(self.fake("fake", abi=7)):
            self.assertEqual(webexrec.version(), "fake")

    def test_a_library_that_is_another_one_altogether_is_refused(self) -> None:
        file = self.fake("fake", "-Dwebexrec_abi_version=other")
        with using(file), self.assertRaisesRegex(ImportError, f"{file} .*webexrec_abi_version"):
            webexrec.version()

    def test_a_file_that_is_no_library_is_refused(self) -> None:
        with using(str(FAKE_SOURCE)), self.assertRaisesRegex(ImportError, f"{FAKE_SOURCE} could not"):
            webexrec.version()

    def test_after_a_failure_the_next_use_looks_again(self) -> None:
        with using(str(self.folder / "fake")):
            self.assertRaises(ImportError, webexrec.version)
            self.fake("fake")
            self.assertEqual(webexrec.version(), "fake")


class OddAnswers(LibraryTestCase):
    """The fake library always ends in the ways that its source says."""

    def setUp(self) -> None:
        super().setUp()
        self.file = self.fake("fake")
        loaded = using(self.file)
        loaded.__enter__()
        self.addCleanup(loaded.__exit__, None, None, None)

    def given_out(self, what: str) -> int:
        return ctypes.c_int.in_dll(ctypes.CDLL(self.file), what).value

    def test_a_code_of_no_known_kind_is_the_base_class_with_the_text_of_the_library(self) -> None:
        with self.assertRaises(webexrec.WebexrecError) as caught:
            webexrec.Client("t").move_to_recycle_bin(["a"])
        error = caught.exception
        self.assertEqual((type(error), error.code), (webexrec.WebexrecError, 77))
        self.assertEqual(str(error), "the text of 77")

    def test_a_fault_in_the_library_has_its_class_and_message(self) -> None:
        with self.assertRaises(webexrec.InternalError) as caught:
            webexrec.Client("t").restore_from_recycle_bin(["a"])
        self.assertEqual((caught.exception.code, str(caught.exception)), (99, "its own message"))

    def test_a_long_message_is_whole(self) -> None:
        with self.assertRaises(webexrec.PartialError) as caught:
            webexrec.Client("t").purge_from_recycle_bin(["a"])
        self.assertEqual(str(caught.exception), "x" * 2047)

    def test_a_string_of_the_library_is_freed_whatever_it_is(self) -> None:
        client = webexrec.Client("t")
        self.assertRaises(UnicodeDecodeError, client.list_recordings)
        self.assertRaises(ValueError, client.list_sites)
        self.assertEqual(self.given_out("strings"), 0)

    def test_what_the_library_made_is_freed_with_the_last_reference(self) -> None:
        client = webexrec.Client("t", concurrency=2)
        self.assertRaises(webexrec.InvalidInputError, webexrec.Client, "refused")
        self.assertRaises(webexrec.InternalError, client.restore_from_recycle_bin, ["a"])
        self.assertRaises(ValueError, client.list_sites)
        self.assertEqual([self.given_out(what) for what in ("options", "monitors", "clients")], [0, 0, 1])
        client.close()
        self.assertEqual(self.given_out("clients"), 0)
        del client
        dropped = webexrec.Client("t")
        self.assertEqual(self.given_out("clients"), 1)
        del dropped
        self.assertEqual(self.given_out("clients"), 0)
