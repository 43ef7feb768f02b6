"""Pieces of a letter as data: PDF and HTML lay out the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["top", "title", "quiet", "head", "sub", "body", "count", "total", "pair"]


@dataclass(frozen=True, slots=True)
class Line:
    """`lead` stands before the words: a number (count, total), what it is about (pair), who writes (top).

    `place` is the mark of the section that a count leads to, or that a head begins.
    """

    style: Style
    words: str
    lead: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart; `mark` is written below it where there is room, usually the year that begins."""

    value: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from left to right. `words` say in a sentence what they show, for who does not see them."""

    title: str
    words: str
    bars: tuple[Bar, ...]
    top: str = ""    # the highest value, as people write it


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table of text: the first column heads its row, the others are numbers; the last row are the sums."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    place: str = ""


Block = Line | Chart | Grid
