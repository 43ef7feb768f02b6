"""The README tells the truth: its settings are those of config, its map is the tree, its commands and its links are there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import config
import dsr
from dsr.__main__ import COMMANDS
from tests.guards.tree import ROOT, files, folders

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAPPED = ("dsr", "workers", "templates", "tests")
_LINE = re.compile(r"( *)(\S+(?: \S+)*) {2,}(\S.*)|(\S+/)")


def settings_table() -> str:
    """What stands under "Settings". Paste it there when a setting changes."""
    rows = [f"| `{variable}` | {f'`{default}`' if default else ''} | {meaning} |" for variable, default, meaning in config.describe()]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def mapped(text: str) -> Iterator[str]:
    """The paths that a map names, one by one; a folder ends with a slash, `*` stands for any name."""
    above: list[tuple[int, str]] = []
    for line in filter(str.strip, text.splitlines()):
        found = _LINE.fullmatch(line)
        assert found is not None, f"not a line of a map: {line}"
        depth, names = len(found[1] or ""), (found[2] or found[4]).split(" ")
        above = [(at, folder) for at, folder in above if at < depth]
        prefix = above[-1][1] if above else ""
        yield from (prefix + name for name in names)
        if names[0].endswith("/"):
            above.append((depth, prefix + names[0]))


def test_the_settings_are_those_of_the_program() -> None:
    heading, _, rest = README.partition("### Settings\n\n")
    assert heading != README
    assert rest.partition("\n\n")[0] == settings_table()


def test_everything_on_the_map_is_there() -> None:
    assert [path for path in mapped(_map()) if not any(found.is_dir() == path.endswith("/") for found in ROOT.glob(path.rstrip("/")))] == []


def test_every_folder_is_on_the_map() -> None:
    there = (found.relative_to(ROOT).as_posix() for path in mapped(_map()) for found in ROOT.glob(path.rstrip("/")))
    named = {parent for path in there for parent in _with_parents(path)}
    assert [folder for top in MAPPED for folder in folders(top) if folder not in named] == []


@pytest.mark.parametrize("folder", ["dsr", "workers"])
def test_every_module_at_the_top_of_a_package_is_on_the_map(folder: str) -> None:
    modules = {path for path in files(folder, ".py") if path.count("/") == 1 and not path.endswith("__init__.py")}
    assert modules - set(mapped(_map())) == set()


def test_every_command_it_names_is_there() -> None:
    named = set(re.findall(r"(?:`|\.venv/bin/)dsr ([a-z]+)", README))
    assert {"access", "serve", "worker", "db", "staff"} <= named
    assert named - COMMANDS.keys() == {"backup", "restore"}  # under Limits: what does not exist
    goals = {goal for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if line.startswith(".PHONY") for goal in line.split()[1:]}
    assert set(re.findall(r"(?:`|    )make ([a-z-]+)", README)) <= goals


def test_its_links_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (ROOT / link.partition("#")[0]).exists()] == []


def test_variables_it_names_are_settings() -> None:
    known = {variable for variable, _, _ in config.describe()} | {f"DSR_{name.upper()}_FILE" for name in config.SECRETS} | {"DSR_X", "DSR_X_FILE"}
    assert set(re.findall(r"\bDSR_[A-Z_]+\b", README)) - known == set()


def test_the_newest_change_is_this_version() -> None:
    changes = (ROOT / "dsr/CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)$", changes, re.MULTILINE)[0] == dsr.__version__


def test_a_map_is_read() -> None:
    text = "a.py          why\n\nb/\n  c/ d/       what\n    e.py        x\n  f.py g.py   y\nh/            z\n"
    assert list(mapped(text)) == ["a.py", "b/", "b/c/", "b/d/", "b/c/e.py", "b/f.py", "b/g.py", "h/"]


def _map() -> str:
    return README.partition("## The map\n\n```\n")[2].partition("```")[0]


def _with_parents(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]
