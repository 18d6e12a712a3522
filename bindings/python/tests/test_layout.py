"""Modules of the package import downwards only, so there are no circles."""

from __future__ import annotations

import ast
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "webexrec"

# The order of the modules, from the bottom up. A module may import those of lower lines only.
ORDER = """
_files _times codes progress results
recordings report
_interruptible _library _parameters journal
_native
_resume
client
__init__
cli.exit_status cli.help_texts cli.terminal cli.values
cli.access_token cli.arguments cli.inputs cli.listing cli.preview cli.progress cli.summary
cli.selection
cli.commands
cli.__init__
__main__
"""


def breaches(package: Path, order: str) -> Iterator[str]:
    """Describes each import that breaks the order, by file and line, and each module that the order lacks."""
    levels = {module: level for level, line in enumerate(order.split("\n")) for module in line.split()}
    files = {_module_of(file.relative_to(package)): file for file in sorted(package.rglob("*.py"))}
    for module in sorted(levels.keys() - files.keys()):
        yield f"{module} is in the order, but not in the package; remove it from the order"
    for module, file in files.items():
        if module not in levels:
            yield f"{file}:1: {module} is not in the order; add it"
            continue
        for line, imported in sorted(_imports(file, module, package.name, set(files))):
            if levels.get(imported, levels[module]) >= levels[module]:
                yield f"{file}:{line}: {module} imports {imported}, which is not below it in the order"


def _module_of(file: Path) -> str:
    return ".".join(file.with_suffix("").parts)


def _imports(file: Path, module: str, package: str, modules: set[str]) -> Iterator[tuple[int, str]]:
    """Line and name of each imported module of the package, wherever in the file the import is."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parent = [package, *module.split(".")][: -node.level] if node.level else []
            source = ".".join([*parent, *([node.module] if node.module else [])])
            names = [f"{source}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            imported = _resolve(name, package, modules)
            if imported is not None:
                yield node.lineno, imported


def _resolve(name: str, package: str, modules: set[str]) -> str | None:
    """The module that an imported name is or is part of; None outside of the package."""
    first, *parts = name.split(".")
    if first != package:
        return None
    for length in range(len(parts), -1, -1):
        for candidate in (parts[:length], [*parts[:length], "__init__"]):
            if ".".join(candidate) in modules:
                return ".".join(candidate)
    return None


class Layout(unittest.TestCase):
    def test_each_module_imports_only_modules_below_it(self) -> None:
        for breach in breaches(PACKAGE, ORDER):
            self.fail(breach)


class Check(unittest.TestCase):
    """The check itself notices every kind of breach."""

    def found(self, order: str, **sources: str) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            package = Path(folder, "pkg")
            (package / "sub").mkdir(parents=True)
            for name, source in {"__init__": "", "sub/__init__": "", **sources}.items():
                (package / f"{name}.py").write_text(source)
            return [each.replace(f"{package}/", "") for each in breaches(package, order)]

    def assert_breach(self, source: str, line: int, imported: str = "high") -> None:
        order = "__init__ sub.__init__\nlow low2\nhigh"
        with self.subTest(source=source):
            self.assertEqual(
                self.found(order, low=source, low2="", high=""),
                [f"low.py:{line}: low imports {imported}, which is not below it in the order"],
            )

    def test_an_import_of_a_higher_module_is_a_breach_in_every_form(self) -> None:
        for source in (
            "from . import high",
            "from .high import name",
            "import pkg.high",
            "import pkg.high as other",
            "from pkg import high",
            "from pkg.high import name",
        ):
            self.assert_breach(f"import json\n{source}\n", 2)

    def test_an_import_for_types_alone_is_a_breach(self) -> None:
        source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .high import name\n"
        self.assert_breach(source, 3)

    def test_an_import_within_a_function_is_a_breach(self) -> None:
        self.assert_breach("def function():\n    from . import high\n", 2)

    def test_an_import_within_a_line_of_the_order_is_a_breach(self) -> None:
        self.assert_breach("from .low2 import name\n", 1, "low2")

    def test_an_import_of_the_module_itself_is_a_breach(self) -> None:
        self.assert_breach("from . import low\n", 1, "low")

    def test_an_import_from_a_subpackage_is_resolved(self) -> None:
        order = "__init__\nsub.low\nhigh\nsub.__init__"
        sources = {
            "sub/low": "from ..high import name\n",
            "high": "from .sub import low\nfrom .sub import name\n",
        }
        expected = [
            "high.py:2: high imports sub.__init__, which is not below it in the order",
            "sub/low.py:1: sub.low imports high, which is not below it in the order",
        ]
        self.assertEqual(self.found(order, **sources), expected)

    def test_an_import_of_the_package_is_one_of_its_init(self) -> None:
        order = "low\n__init__ sub.__init__"
        expected = ["low.py:1: low imports __init__, which is not below it in the order"]
        self.assertEqual(self.found(order, low="from . import name\n"), expected)

    def test_a_circle_has_a_breach_in_every_order(self) -> None:
        sources = {"one": "from .two import name\n", "two": "from .one import name\n"}
        for order in ("one\ntwo", "two\none"):
            self.assertEqual(len(self.found(f"__init__ sub.__init__\n{order}", **sources)), 1)

    def test_a_module_that_the_order_lacks_is_reported_and_so_is_one_too_many(self) -> None:
        found = self.found("__init__ sub.__init__ gone", new="")
        self.assertEqual(len(found), 2)
        self.assertIn("gone is in the order", found[0])
        self.assertIn("new.py:1: new is not in the order", found[1])

    def test_downward_imports_and_imports_of_others_are_allowed(self) -> None:
        others = "import json\nfrom pkgother import x\n"
        source = f"{others}from . import low\nfrom .low import name\nimport pkg.low\n"
        self.assertEqual(self.found("__init__ sub.__init__\nlow\nhigh", low="", high=source), [])
