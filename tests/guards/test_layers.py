"""Imports run downward. The contracts in pyproject.toml see packages; config.py and wsgi.py, which are none, are looked at here."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.guards.tree import ROOT, Module, code, imports, offences, parsed, read

OURS = {"dsr", "workers", "config", "wsgi", "tests", "bench"}
OF_THE_FIELD = {"pyotp", "holidays", "phonenumbers", "stdnum", "email_validator"}  # pure libraries that the rules may use
REACHES_OUT = {"asyncio", "ctypes", "ftplib", "glob", "http", "importlib", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets",
               "shutil", "smtplib", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid"}
LOADERS = ("wsgi.py", "workers/", "dsr/cli/", "dsr/demo/")
DOOR = {"os", "config", "dsr.app", "dsr.kit", "workers.dispatch"}


def test_the_contracts_hold(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", [*sys.path])  # it puts the working directory first
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert broken == 0, capsys.readouterr().out


def test_a_broken_contract_is_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", [*sys.path])
    upside_down = tmp_path / "contracts.toml"
    upside_down.write_text('[tool.importlinter]\nroot_packages = ["dsr", "workers"]\n'
                           '[[tool.importlinter.contracts]]\nname = "upside down"\ntype = "layers"\nlayers = ["dsr", "workers"]\n', encoding="utf-8")
    assert lint_imports(config_filename=str(upside_down), no_cache=True, no_logo=True) != 0
    assert "workers" in capsys.readouterr().out


def test_settings_import_nothing_of_ours() -> None:
    assert [name for _, name, _ in imports(read("config.py").tree) if name.partition(".")[0] in OURS] == []


def test_the_door_of_the_web_server_imports_what_it_joins_and_no_more() -> None:
    assert {name for _, name, _ in imports(read("wsgi.py").tree)} == DOOR


@pytest.mark.parametrize(("text", "expected"), [
    ("import config\nconfig.load({})", [2]), ("from config import load", [1]), ("from config import Settings", []),
    ("import json\njson.load({})", []), ("import config as c\nc.load({})", [2]),
    ("from config import Settings as S, load as l", [1]), ("from config import *", [1])])
def test_loading_the_settings_is_seen(text: str, expected: list[int]) -> None:
    assert list(loads_settings(parsed("x.py", text))) == expected


def test_only_entry_points_load_the_settings() -> None:
    inner = tuple(module for module in code() if not module.path.startswith(LOADERS))
    assert offences(inner, loads_settings) == []
    assert [module.path for module in code() if any(loads_settings(module))] != []


def test_the_rules_import_libraries_of_the_field_and_nothing_that_reaches_out() -> None:
    allowed = (sys.stdlib_module_names | OF_THE_FIELD) - REACHES_OUT
    foreign = [f"{module.path}:{line} {name}" for module in code() if module.path.startswith("dsr/domain/") for line, name, _ in imports(module.tree)
               if name.partition(".")[0] not in allowed and not name.startswith("dsr.domain")]
    assert foreign == []


def test_imports_are_absolute() -> None:
    assert offences(code(), lambda module: (node.lineno for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom) and node.level)) == []


def loads_settings(module: Module) -> Iterator[int]:
    """Lines that call config.load, or take it by its name."""
    names = {one.asname or one.name for node in ast.walk(module.tree) if isinstance(node, ast.Import) for one in node.names if one.name == "config"}
    for node in ast.walk(module.tree):
        match node:
            case ast.ImportFrom(module="config", names=taken) if {one.name for one in taken} & {"load", "*"}:
                yield node.lineno
            case ast.Attribute(value=ast.Name(id=name), attr="load") if name in names:
                yield node.lineno
