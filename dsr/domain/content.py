"""Where the file lies that a row stands for. Pure; what lies there is for the connectors to see.

Invariant: a place is below the folder of files, whatever the cells say, and a sign in a cell is never taken for a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dsr.domain.compare import as_text
from dsr.domain.conditions import is_blank
from dsr.domain.terms import PLACE, Content
from dsr.domain.words import NotEnclosed

_SIGNS = re.compile(r"([*?\[])")  # of patterns
_ANY = "\0"  # stands for `*` of the mapping while cells are filled in


@dataclass(frozen=True, slots=True)
class Where:
    """The folders below the root, and the name, or the pattern of it."""

    folders: tuple[str, ...]
    name: str
    is_pattern: bool = False


def where(content: Content, cell: Callable[[str], object], root: str) -> Where | NotEnclosed | None:
    """Where the file of the row is whose cells `cell` gives by column; None for a row that names none."""
    named = PLACE.findall(content.path.rpartition("/")[2])
    if any(is_blank(cell(name)) for name in named or content.columns):
        return None
    cells = {name: "" if is_blank(cell(name)) else as_text(cell(name)) for name in content.columns}
    if any(_ANY in text for text in cells.values()):
        return NotEnclosed.OUTSIDE
    filled = PLACE.sub(lambda found: cells[found[1]], content.path.replace("*", _ANY))
    parts = [part for part in _below(filled, content.strip, root).split("/") if part not in ("", ".")]
    if ".." in parts:
        return NotEnclosed.OUTSIDE
    if not parts:
        return None
    *folders, name = parts
    if _ANY not in name:
        return Where(tuple(folders), name)
    return Where(tuple(folders), _SIGNS.sub(r"[\1]", name).replace(_ANY, "*"), is_pattern=True)


def _below(path: str, *tops: str) -> str:
    """The path without what it begins with in the source."""
    for top in tops:
        if top and path.startswith(top.rstrip("/") + "/"):
            return path[len(top.rstrip("/")) + 1:]
    return path
