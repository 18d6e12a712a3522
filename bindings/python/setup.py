"""Builds the native library with cargo and puts it into the package. All other settings are in pyproject.toml.

ctypes loads the library, so one wheel serves every Python version of a platform. A manylinux wheel is built for glibc
2.17. A source distribution contains the crate, in the folder rust.
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
BUNDLED_CRATE = HERE / "rust"
CRATE = BUNDLED_CRATE if BUNDLED_CRATE.is_dir() else HERE.parents[1]


def run(*command, **where):
    """Runs a command that prints its own errors."""
    if subprocess.run(command, **where).returncode != 0:
        sys.exit("webexrec could not be built; the reason is above.")


def cargo(*arguments):
    if shutil.which("cargo") is None:
        sys.exit("cargo was not found, and webexrec is written in Rust. Install Rust (https://rustup.rs) and try again.")
    run("cargo", *arguments, cwd=CRATE)


class BuildPackage(build_py):
    def run(self):
        if self.editable_mode:
            return self.build_in_tree()
        # A module that was removed from the package must not stay in the build folder.
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        platform = self.get_finalized_command("bdist_wheel").plat_name
        portable = ["--portable"] if platform.startswith("manylinux") else []
        run(sys.executable, CRATE / "bindings" / "build-library", Path(self.build_lib, "webexrec"), *portable)

    def build_in_tree(self):
        """Builds for an editable install: the package stays in the repository and finds the build of cargo there."""
        if CRATE == BUNDLED_CRATE:
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
        # cargo's own files; it refuses to package a crate that contains them.
        (rust / ".cargo_vcs_info.json").unlink(missing_ok=True)
        (rust / "Cargo.toml.orig").unlink()
        with (rust / "Cargo.toml").open("a") as manifest:
            # Makes the crate its own workspace, even inside the folder of another one.
            manifest.write("\n[workspace]\n")
        (rust / "bindings").mkdir()
        for script in "build-library", "third-party-licences":
            shutil.copy(CRATE / "bindings" / script, rust / "bindings")


class WithNativeLibrary(Distribution):
    def has_ext_modules(self):
        return True


# Licence files must be in this folder.
for licence in CRATE.glob("LICENSE-*"):
    shutil.copy(licence, HERE)

setup(
    cmdclass={"build_py": BuildPackage, "bdist_wheel": Wheel, "sdist": SourceDistribution},
    distclass=WithNativeLibrary,
)
