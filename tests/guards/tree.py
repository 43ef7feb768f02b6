"""The files of the project as the guards read them: each once, its syntax tree with it. Nothing is imported, so a guard sees what is written."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("dsr", "workers")
LONERS = ("config.py", "wsgi.py")


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file. `path` is relative to the root, with slashes."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def parsed(path: str, text: str) -> Module:
    return Module(path, text, ast.parse(text, path))


def read(path: str) -> Module:
    return parsed(path, (ROOT / path).read_text(encoding="utf-8"))


@cache
def code() -> tuple[Module, ...]:
    """What the product runs."""
    return (*(module for package in PACKAGES for module in below(package)), *(read(path) for path in LONERS))


@cache
def suite() -> tuple[Module, ...]:
    return below("tests")


def below(folder: str) -> tuple[Module, ...]:
    """Every Python file below a folder, in order."""
    return tuple(read(path) for path in files(folder, ".py"))


def files(folder: str, *endings: str) -> tuple[str, ...]:
    """Files below a folder whose names end so; what tools leave behind is none of ours."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return tuple(sorted(path.relative_to(ROOT).as_posix() for path in found if path.name.endswith(endings)))


def folders(folder: str) -> tuple[str, ...]:
    """The folder and those below it that hold a file of ours."""
    return tuple(sorted({folder, *(parent for path in files(folder, "") for parent in _parents(path, folder))}))


def imports(node: ast.AST) -> Iterator[tuple[int, str, str]]:
    """(line, module, name) of every import below a node; the name is empty where the module itself is imported."""
    for found in ast.walk(node):
        if isinstance(found, ast.Import):
            yield from ((found.lineno, one.name, "") for one in found.names)
        elif isinstance(found, ast.ImportFrom):
            yield from ((found.lineno, found.module or "", one.name) for one in found.names)


def offences(modules: tuple[Module, ...], find: Callable[[Module], Iterator[int]], allowed: frozenset[str] = frozenset()) -> list[str]:
    """Where a rule is broken, as path:line and the line itself."""
    return [f"{module.path}:{line}: {module.lines[line - 1].strip()}"
            for module in modules if module.path not in allowed for line in sorted(set(find(module)))]


def _parents(path: str, top: str) -> Iterator[str]:
    parent = path.rpartition("/")[0]
    while len(parent) > len(top):
        yield parent
        parent = parent.rpartition("/")[0]
