"""A piece of a letter as data: PDF and HTML lay out the same pieces."""

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
