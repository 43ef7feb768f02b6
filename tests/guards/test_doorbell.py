"""Every name that is looked up while the program runs leads somewhere: queues, jobs, commands, connectors. And each connector is put to the test."""

from __future__ import annotations

import inspect
import tomllib
from importlib import import_module

import pytest

from config import Settings
from dsr.__main__ import COMMANDS
from dsr.connectors.registry import KINDS
from dsr.jobs import Queue
from tests.guards.tree import ROOT, imports, read
from workers import dispatch, drain, schedule, supervisor

_CONFORMANCE = "tests/connectors/conformance.py"


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
def test_every_connector_is_there_and_conforms(kind: str) -> None:
    assert getattr(resolved(KINDS[kind]), "kind", None) == kind
    own = f"tests/connectors/test_{kind}.py"
    assert (ROOT / own).is_file(), f"{own} is missing: every kind of source passes {_CONFORMANCE}"
    taken = {name for _, module, what in imports(read(own).tree) for name in (module, f"{module}.{what}")}
    assert _CONFORMANCE.removesuffix(".py").replace("/", ".") in taken
