"""Every name that is looked up while the program runs leads somewhere: queues, jobs, commands, connectors. And each connector is put to the test."""

from __future__ import annotations

import ast
import inspect
import tomllib
from importlib import import_module

import pytest

from config import Settings
from dsr.__main__ import COMMANDS
from dsr.connectors.registry import BY_HAND, KINDS
from dsr.jobs import Queue
from tests.guards.tree import ROOT, files, imports, read
from workers import dispatch, drain, schedule, supervisor


def resolved(path: str) -> object:
    """What `package.module:name` or `package.module.name` leads to. Raises ImportError or AttributeError."""
    module, _, name = path.rpartition(":" if ":" in path else ".")
    found: object = getattr(import_module(module), name)
    return found


def test_every_queue_is_listened_to_and_answered() -> None:
    assert supervisor.all_queues() == [queue.value for queue in Queue]
    assert drain._NEXT.keys() == set(Queue)


def test_the_job_is_there_and_takes_the_name_of_a_queue() -> None:
    job = resolved(dispatch.DRAIN)
    assert callable(job)
    assert list(inspect.signature(job).parameters) == ["name"]


def test_every_job_of_the_ticker_has_a_name_of_its_own(settings: Settings) -> None:
    jobs = schedule.jobs(settings)
    assert len({job.name for job in jobs}) == len(jobs)
    assert all(callable(job.run) and job.every.total_seconds() > 0 for job in jobs)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there(name: str) -> None:
    module, what = COMMANDS[name]
    run = resolved(f"{module}:run")
    assert callable(run)
    assert list(inspect.signature(run).parameters) == ["argv"]
    assert what


def test_every_script_of_the_package_is_there() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts
    assert all(callable(resolved(path)) for path in scripts.values())


@pytest.mark.parametrize("kind", KINDS)
def test_every_connector_is_there(kind: str) -> None:
    assert getattr(resolved(KINDS[kind]), "kind", None) == kind


def test_every_kind_of_source_passes_the_conformance_suite() -> None:
    """A test file that inherits the suite brings a shelf; the shelf says with which connector it is read."""
    shelves = {node.name: connector for path in files("tests/connectors", ".py") for node in ast.walk(read(path).tree)
               if isinstance(node, ast.ClassDef) for connector in _constants(node, "connector")}
    used = {name for path in files("tests/connectors", ".py") if path.rpartition("/")[2].startswith("test_")
            for tree in [read(path).tree] if any("Conformance" in _bases(node) for node in ast.walk(tree))
            for name in (*(name for _, _, name in imports(tree)), *(node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)))}
    assert {shelves[name] for name in used if name in shelves} >= KINDS.keys() - BY_HAND  # what is left of it for those: test_manual.py


def _bases(node: ast.AST) -> set[str]:
    return {base.id for base in node.bases if isinstance(base, ast.Name)} if isinstance(node, ast.ClassDef) else set()


def _constants(node: ast.ClassDef, name: str) -> list[str]:
    """The text that a class gives a name of its own."""
    return [str(line.value.value) for line in node.body if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)
            and any(isinstance(target, ast.Name) and target.id == name for target in line.targets)]
