"""Builds the native library with cargo and puts it beside the package. All else is in pyproject.toml.

The library is a plain shared one that ctypes loads, so one wheel does for every Python of a platform. A wheel that is
named for manylinux is built to run with glibc 2.17. A source distribution brings the crate along, in the folder rust.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

HERE = Path(__file__).resolve().parent
BROUGHT_ALONG = HERE / "rust"
CRATE = BROUGHT_ALONG if BROUGHT_ALONG.is_dir() else HERE.parents[1]


def run(*command, **where):
    """Runs a command that says itself what went wrong."""
    if subprocess.run(command, **where).returncode != 0:
        sys.exit("webexrec could not be built; it says why above.")


def cargo(*arguments):
    if shutil.which("cargo") is None:
        sys.exit("cargo is not there, and webexrec is written in Rust. Install Rust (https://rustup.rs) and try again.")
    run("cargo", *arguments, cwd=CRATE)


class BuildPackage(build_py):
    def run(self):
        if self.editable_mode:
            return self.build_in_tree()
        # A module that is gone from the package must not stay there.
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        named_for = self.get_finalized_command("bdist_wheel").plat_name
        portable = ["--portable"] if named_for.startswith("manylinux") else []
        run(sys.executable, CRATE / "bindings" / "build-library", Path(self.build_lib, "webexrec"), *portable)

    def build_in_tree(self):
        """Of an editable install, the package stays in the repository, and finds there what cargo builds."""
        if CRATE == BROUGHT_ALONG:
            sys.exit("An editable install of webexrec needs the whole repository. Install without -e.")
        cargo("build", "--locked", "--release")


class Wheel(bdist_wheel):
    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


class SourceDistribution(sdist):
    def make_release_tree(self, base_dir, files):
        super().make_release_tree(base_dir, files)
        with tempfile.TemporaryDirectory() as target:
            cargo("package", "--locked", "--no-verify", "--allow-dirty", "--quiet", "--target-dir", target)
            [crate] = Path(target, "package").glob("*.crate")
            shutil.unpack_archive(crate, target, "gztar")
            rust = Path(shutil.move(Path(target, crate.stem), Path(base_dir, "rust")))
        # cargo's notes to itself; it makes no package of a crate that has them.
        (rust / ".cargo_vcs_info.json").unlink(missing_ok=True)
        (rust / "Cargo.toml.orig").unlink()
        with (rust / "Cargo.toml").open("a") as manifest:
            # Whatever lies around the folder that it is built in.
            manifest.write("\n[workspace]\n")
        (rust / "bindings").mkdir()
        for script in "build-library", "third-party-licences":
            shutil.copy(CRATE / "bindings" / script, rust / "bindings")


class WithNativeLibrary(Distribution):
    def has_ext_modules(self):
        return True


# Only what is in this folder can be named as a licence.
for licence in CRATE.glob("LICENSE-*"):
    shutil.copy(licence, HERE)

setup(
    cmdclass={"build_py": BuildPackage, "bdist_wheel": Wheel, "sdist": SourceDistribution},
    distclass=WithNativeLibrary,
)
