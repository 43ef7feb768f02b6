"""`make test` runs every test there is: no folder is forgotten, none is skipped, and nothing is left out by a setting."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

from hypothesis import settings

from tests.all.needs import PACKAGES
from tests.guards.tree import ROOT, Module, files, folders, offences, parsed, suite

SUPPORT = {"tests", "tests/servers", "tests/web/vendor"}  # what tests lean on: servers, a tool of others
_WEAKENS = {"skip", "skipif", "xfail", "importorskip", "skipTest", "skipUnless", "skipIf", "expectedFailure"}
_PYTEST = {"testpaths": ["tests"], "addopts": "-ra --strict-markers --strict-config", "filterwarnings": ["error"], "xfail_strict": True}


def weakened(module: Module) -> Iterator[int]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(value=ast.Name(id="pytest" | "mark" | "unittest") | ast.Attribute(attr="mark"), attr=name) if name in _WEAKENS:
                yield node.lineno
            case ast.ImportFrom(module="pytest" | "unittest", names=names) if {one.name for one in names} & _WEAKENS:
                yield node.lineno
            case ast.Name(id="collect_ignore" | "collect_ignore_glob" | "pytest_ignore_collect" | "pytest_collection_modifyitems"):
                yield node.lineno
            case ast.FunctionDef(name="pytest_ignore_collect" | "pytest_collection_modifyitems"):
                yield node.lineno


def silent_tests(module: Module) -> Iterator[int]:
    """Functions of a test file that are named like tests and would not be collected: nested, or in a class of another name."""
    top = {node for node in module.tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    classes = [node for node in module.tree.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test")]
    top |= {node for one in classes for node in one.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_") and node not in top:
            yield node.lineno


def test_every_folder_of_tests_is_collected() -> None:
    for folder in set(folders("tests")) - SUPPORT:
        held = [path for path in files(folder, ".py") if path.rpartition("/")[0] == folder]
        assert f"{folder}/__init__.py" in held, f"{folder} is no package: two files of one name would hide each other"
        assert any(path.rpartition("/")[2].startswith("test_") for path in held), f"{folder} has no test"


def test_every_file_with_tests_is_named_like_one() -> None:
    hidden = [f"{module.path}: {node.name}" for module in suite() if not module.path.rpartition("/")[2].startswith("test_")
              for node in module.tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    assert [one for one in hidden if not one.startswith("tests/connectors/conformance.py")] == []  # each kind of source takes those over


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    assert offences(suite(), weakened) == []


def test_no_test_stands_where_it_is_not_found() -> None:
    assert offences(tuple(module for module in suite() if module.path.rpartition("/")[2].startswith("test_")), silent_tests) == []


def test_no_setting_leaves_tests_out() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert options == _PYTEST
    assert [name for name in ("pytest.ini", ".pytest.ini", "pytest.toml", "tox.ini", "setup.cfg") if (ROOT / name).exists()] == []


def test_make_leaves_out_what_needs_more_than_wheels_and_nothing_else() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    usual, whole = (next(line for line in lines if "bin/pytest" in line.lower().replace("$(bin)", "bin") and sign in line)
                    for sign in ("--ignore tests/all", "HYPOTHESIS_PROFILE=long"))
    for line in (usual.replace("--ignore tests/all", ""), whole):
        assert not any(f" {option}" in line for option in ("-k", "-m ", "--deselect", "--ignore", "-p no", "--lf", "-x", "tests/")), line


def test_the_long_run_tries_ten_thousand_cases() -> None:
    assert settings.get_profile("long").max_examples == 10_000


def test_make_calls_only_what_is_there() -> None:
    called = re.findall(r"/python (\S+\.py)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert "tests/all/needs.py" in called
    assert [path for path in called if not (ROOT / path).is_file()] == []


def test_what_no_wheel_brings_is_asked_for_before_it_is_missed() -> None:
    """Tests beyond `make test` say in their first lines which Debian package they need; needs.py must know it."""
    named = {package for module in suite() if module.path.startswith("tests/all/")
             for package in re.findall(r"Needs the Debian package ([a-z0-9-]+)", module.text)}
    assert named
    assert named == set(PACKAGES.values())


def test_what_weakens_a_test_is_seen() -> None:
    text = ("@pytest.mark.skip\ndef test_a(): pass\n@pytest.mark.skipif(x)\ndef test_b(): pytest.skip()\npytest.importorskip('x')\n"
            "pytestmark = pytest.mark.xfail\ncollect_ignore = ['x']\nitems.skip()\n")
    assert sorted(weakened(parsed("x.py", text))) == [1, 3, 4, 5, 6, 7]
    text = "class A:\n    def test_a(self): pass\nclass TestB:\n    def test_b(self): pass\ndef f():\n    def test_c(): pass"
    assert sorted(silent_tests(parsed("x.py", text))) == [2, 6]
