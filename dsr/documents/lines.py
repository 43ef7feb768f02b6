"""Pieces of a letter as data: PDF and HTML lay out the same ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

APART = 4.0  # between two marks of a chart, at least
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

    def marks(self, room: float, wide: Callable[[str], float]) -> list[tuple[float, str]]:
        """Where marks stand, from the left of a chart that is `room` wide; `wide` measures one. None reaches into the next or over the end, and
        where two have no room the later one stays: a year that has begun before another that is whole."""
        step, end, found = room / len(self.bars), room, list[tuple[float, str]]()
        for place, bar in reversed([*enumerate(self.bars)]):
            x = step * place if found else min(step * place, end - wide(bar.mark))
            if bar.mark and 0 <= x <= end - wide(bar.mark):
                found.append((x, bar.mark))
                end = x - APART
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table of text: the first column heads its row, the others are numbers; the last row are the sums."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    place: str = ""


Block = Line | Chart | Grid


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of text. `widths` are points, together those of the page; columns at the places `numbers` end at their right."""

    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


Piece = Block | Listing


@dataclass(frozen=True, slots=True)
class Section:
    """`place` is its mark, for the list of contents that a reader shows beside the pages."""

    place: str
    title: str
    pieces: tuple[Piece, ...]
