"""Small rooms: nothing grows past what a reader holds in the head at once. And names that say nothing are taken by nobody."""

from __future__ import annotations

import ast

import pytest

from tests.guards.tree import ROOT, Module, below, code, files, parsed, suite

MOST_LINES, MOST_OF_A_FUNCTION = 300, 50
_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools", "lib", "base_utils", "manager", "handler"}


def long_functions(module: Module) -> list[str]:
    found = (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    sizes = ((node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in found)
    return [f"{module.path}: {name} has {size} lines" for name, size in sizes if size > MOST_OF_A_FUNCTION]


def test_no_file_is_too_long() -> None:
    paths = [*(module.path for module in (*code(), *suite(), *below("bench"))), *files("templates", ".html", ".txt"), *files("dsr/static", ".css"),
             *files("dsr/demo/sources", ".yml"), "Makefile", "README.md", ".ci/run"]
    sizes = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {path: lines for path, lines in sizes.items() if lines > MOST_LINES} == {}


def test_no_function_is_too_long() -> None:
    assert [found for module in (*code(), *suite(), *below("bench")) for found in long_functions(module)] == []


@pytest.mark.parametrize(("lines", "expected"), [(MOST_OF_A_FUNCTION, 0), (MOST_OF_A_FUNCTION + 1, 1)])
def test_a_long_function_is_seen(lines: int, expected: int) -> None:
    text = "class A:\n    async def f():\n" + "        pass\n" * (lines - 1)
    assert len(long_functions(parsed("x.py", text))) == expected


def test_every_name_says_something() -> None:
    assert [module.path for module in (*code(), *suite()) if module.path.rpartition("/")[2].removesuffix(".py") in _SAY_NOTHING] == []


def test_every_module_says_why_it_exists() -> None:
    silent = [module.path for module in (*code(), *suite()) if module.tree.body and ast.get_docstring(module.tree) is None]
    assert silent == []
