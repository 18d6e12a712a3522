"""Which native library is loaded, when it is refused, and how unusual results of a library are handled."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import webexrec
from webexrec import _library

from . import simulator

PACKAGE = Path(webexrec.__file__).resolve().parent
FAKE_SOURCE = Path(__file__).with_name("fake.c")


class LibraryTestCase(simulator.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.folder = self.make_folder()

    def build_fake(self, path: str, *options: str, abi: int = 1) -> str:
        """Builds the fake library at a path below the folder."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["cc", "-shared", "-fPIC", f"-DABI={abi}", *options, "-o", file, FAKE_SOURCE], check=True
        )
        return str(file)


class Search(LibraryTestCase):
    """Each test runs a copy of the package in another place and in another process."""

    def run_copy(self, parent: str, program: str, **environment: str) -> str:
        copy = self.folder / parent
        shutil.copytree(
            PACKAGE,
            copy / "webexrec",
            ignore=shutil.ignore_patterns("__pycache__", _library.FILE_NAME),
            dirs_exist_ok=True,
        )
        ours = {"WEBEXREC_LIBRARY": "", "CARGO_TARGET_DIR": "", "PYTHONPATH": str(copy), **environment}
        return subprocess.run(
            [sys.executable, "-c", f"import webexrec; {program}"],
            cwd=self.folder,
            env={**os.environ, **ours},
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ).stdout.strip()

    def path_found_by(self, parent: str, **environment: str) -> str:
        return self.run_copy(parent, "print(webexrec.library_path())", **environment)

    def test_the_file_named_by_the_environment_comes_first(self) -> None:
        self.build_fake(f"site/webexrec/{_library.FILE_NAME}")
        file = self.build_fake("named")
        self.assertEqual(self.path_found_by("site", WEBEXREC_LIBRARY=file), file)

    def test_a_relative_path_starts_at_the_working_directory(self) -> None:
        file = self.build_fake("named")
        self.assertEqual(self.path_found_by("site", WEBEXREC_LIBRARY="named"), file)

    def test_the_file_in_the_package_comes_before_the_build_tree(self) -> None:
        self.build_fake(f"target/release/{_library.FILE_NAME}")
        file = self.build_fake(f"bindings/python/webexrec/{_library.FILE_NAME}")
        self.assertEqual(self.path_found_by("bindings/python"), file)

    def test_a_release_in_the_build_tree_comes_before_a_debug_build(self) -> None:
        debug = self.build_fake(f"target/debug/{_library.FILE_NAME}")
        self.assertEqual(self.path_found_by("bindings/python"), debug)
        release = self.build_fake(f"target/release/{_library.FILE_NAME}")
        self.assertEqual(self.path_found_by("bindings/python"), release)

    def test_the_build_tree_is_the_target_folder_of_cargo(self) -> None:
        self.build_fake(f"target/debug/{_library.FILE_NAME}")
        file = self.build_fake(f"elsewhere/debug/{_library.FILE_NAME}")
        target = str(self.folder / "elsewhere")
        self.assertEqual(self.path_found_by("bindings/python", CARGO_TARGET_DIR=target), file)

    def test_an_installed_package_ignores_a_build_tree(self) -> None:
        self.build_fake(f"target/debug/{_library.FILE_NAME}")
        error = self.path_found_by("lib/python/site-packages", CARGO_TARGET_DIR=str(self.folder / "target"))
        self.assertRegex(error, "ImportError: .* was not found in")
        self.assertNotIn("target", error.splitlines()[-1])

    def test_without_a_library_the_error_names_every_place(self) -> None:
        error = self.path_found_by("bindings/python").splitlines()[-1]
        self.assertTrue(error.startswith("ImportError: "), error)
        for place in ("bindings/python/webexrec", "target/release", "target/debug"):
            self.assertIn(str(self.folder / place / _library.FILE_NAME), error)
        self.assertIn("WEBEXREC_LIBRARY", error)

    def test_a_missing_file_named_by_the_environment_is_not_replaced(self) -> None:
        self.build_fake(f"site/webexrec/{_library.FILE_NAME}")
        missing = str(self.folder / "missing")
        error = self.path_found_by("site", WEBEXREC_LIBRARY=missing).splitlines()[-1]
        self.assertRegex(error, f"ImportError: .* was not found in: {missing}\\.")

    def test_the_import_alone_never_fails(self) -> None:
        self.assertEqual(self.run_copy("site", "print('imported')"), "imported")


@contextmanager
def using(file: str) -> Iterator[None]:
    """Makes this process load another library."""
    with patch.dict(os.environ, WEBEXREC_LIBRARY=file):
        _library.load.cache_clear()
        try:
            yield
        finally:
            _library.load.cache_clear()


class Versions(LibraryTestCase):
    def test_the_path_and_version_are_those_of_the_loaded_library(self) -> None:
        file = self.build_fake("fake")
        with using(file):
            self.assertEqual((webexrec.library_path(), webexrec.version()), (file, "fake"))

    def test_the_library_of_this_version_is_loaded(self) -> None:
        self.assertEqual(webexrec.version(), webexrec.__version__)

    def test_another_abi_version_is_refused_with_both_versions(self) -> None:
        for abi, version in ((0, "0.0"), (1 << 16, "1.0"), (2 << 16 | 3, "2.3")):
            file = self.build_fake(f"fake-{abi}", abi=abi)
            with using(file), self.assertRaises(ImportError) as caught:
                webexrec.Client("s3cret")
            message = str(caught.exception)
            for part in (file, f"interface {version},", "0.1"):
                self.assertIn(part, message)
            self.assertNotIn("s3cret", message)

    def test_a_later_minor_version_is_accepted(self) -> None:
        with using(self.build_fake("fake", abi=7)):
            self.assertEqual(webexrec.version(), "fake")

    def test_an_unrelated_library_is_refused(self) -> None:
        file = self.build_fake("fake", "-Dwebexrec_abi_version=other")
        with using(file), self.assertRaisesRegex(ImportError, f"{file} .*webexrec_abi_version"):
            webexrec.version()

    def test_a_file_that_is_not_a_library_is_refused(self) -> None:
        with using(str(FAKE_SOURCE)), self.assertRaisesRegex(ImportError, f"{FAKE_SOURCE} could not"):
            webexrec.version()

    def test_after_a_failure_the_next_use_tries_again(self) -> None:
        with using(str(self.folder / "fake")):
            self.assertRaises(ImportError, webexrec.version)
            self.build_fake("fake")
            self.assertEqual(webexrec.version(), "fake")


class UnusualResults(LibraryTestCase):
    """The fake library returns the results in its source."""

    def setUp(self) -> None:
        super().setUp()
        self.file = self.build_fake("fake")
        loaded = using(self.file)
        loaded.__enter__()
        self.addCleanup(loaded.__exit__, None, None, None)

    def not_freed(self, what: str) -> int:
        """How many objects of a kind the library has created that are not freed."""
        return ctypes.c_int.in_dll(ctypes.CDLL(self.file), what).value

    def test_an_unknown_code_has_the_base_class_and_the_text_of_the_library(self) -> None:
        with self.assertRaises(webexrec.WebexrecError) as caught:
            webexrec.Client("t").move_to_recycle_bin(["a"])
        error = caught.exception
        self.assertEqual((type(error), error.code), (webexrec.WebexrecError, 77))
        self.assertEqual(str(error), "the text of 77")

    def test_a_bug_of_the_library_has_its_class_and_message(self) -> None:
        with self.assertRaises(webexrec.InternalError) as caught:
            webexrec.Client("t").restore_from_recycle_bin(["a"])
        self.assertEqual((caught.exception.code, str(caught.exception)), (99, "its own message"))

    def test_a_long_message_is_complete(self) -> None:
        with self.assertRaises(webexrec.PartialError) as caught:
            webexrec.Client("t").purge_from_recycle_bin(["a"])
        self.assertEqual(str(caught.exception), "x" * 2047)

    def test_an_invalid_string_of_the_library_is_freed(self) -> None:
        client = webexrec.Client("t")
        self.assertRaises(UnicodeDecodeError, client.list_recordings)
        self.assertRaises(ValueError, client.list_sites)
        self.assertEqual(self.not_freed("strings"), 0)

    def test_objects_of_the_library_are_freed_with_the_last_reference(self) -> None:
        client = webexrec.Client("t", concurrency=2)
        self.assertRaises(webexrec.InvalidInputError, webexrec.Client, "refused")
        self.assertRaises(webexrec.InternalError, client.restore_from_recycle_bin, ["a"])
        self.assertRaises(ValueError, client.list_sites)
        self.assertEqual([self.not_freed(what) for what in ("options", "monitors", "clients")], [0, 0, 1])
        client.close()
        self.assertEqual(self.not_freed("clients"), 0)
        del client
        dropped = webexrec.Client("t")
        self.assertEqual(self.not_freed("clients"), 1)
        del dropped
        self.assertEqual(self.not_freed("clients"), 0)
