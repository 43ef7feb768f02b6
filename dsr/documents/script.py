"""Text of any origin as PDF operators: two embedded fonts with what covers most of Europe, and one for Chinese, Japanese and Korean.

Invariant: operators are well-formed, and a sign that no font here has is spelt out or shown as replaced, and noted as such.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont

from dsr.documents.plain import REPLACED, safe
from dsr.documents.rtl import has_rtl, visual
from dsr.documents.stream import StreamDocument

REGULAR, BOLD, EAST_ASIAN = "DejaVuSans", "DejaVuSans-Bold", "DroidSansFallback"
_FOLDER = Path(__file__).parent / "fonts"
_FIRST_EAST_ASIAN = 0x1100  # below, there is nothing to load that font for
_ESCAPED = {0x28: "\\(", 0x29: "\\)", 0x5C: "\\\\", 0x0D: "\\r", 0x0A: "\\n"}
_SPECIAL = re.compile(r"[^\n -'*-\[\]-~]")  # whatever is not printable ASCII, and what is escaped
_BREAKABLE = "-/@.,:;_?&="
_STEPS = 4  # widths of ASCII in 1/250 em, so that each is a byte and a sum is one call


@cache
def _font(name: str) -> Any:
    return TTFont(name, str(_FOLDER / f"{name}.ttf"))


@cache
def _ascii_widths(name: str) -> bytes:
    """Width of each ASCII sign in steps; 0 for the line feed that separates texts."""
    widths: dict[int, float] = _font(name).face.charWidths
    steps = [max(1, min(255, round(widths.get(code, 0) / _STEPS))) for code in range(128)]
    steps[0x0A] = 0
    return bytes(steps) + bytes(128)


class Script:
    """One font at one size within a document: widths in points, and operators for a text object."""

    def __init__(self, document: StreamDocument, font: str, size: float) -> None:
        self._document, self._font, self.size = document, _font(font), size
        self._widths: dict[int, float] = self._font.face.charWidths
        self._has = self._font.face.charToGlyph.keys()
        self._ascii = _ascii_widths(font)
        self._step = _STEPS * size / 1000
        self._font.splitString(" ", document)
        self.select = self._select(self._font, 0)
        self.has_replaced = False  # whether a sign could not be shown since somebody last looked

    def width(self, text: str) -> float:
        """Width of printable text in points."""
        if text.isascii():
            return sum(text.encode().translate(self._ascii)) * self._step
        if has_rtl(text):
            text = visual(text)
        widths = self._widths
        return sum([widths[code] if code in widths else _font(EAST_ASIAN).face.getCharWidth(code) for code in map(ord, text)]) * self.size / 1000

    def printable(self, text: str) -> str:
        """The text with what hides, or what no font has, made visible."""
        if text.isascii() and text.isprintable():
            return text
        text = safe(text)
        if REPLACED in text:
            self.has_replaced = True
        if self._has >= set(map(ord, text)):
            return text
        return "".join(sign if self._shows(ord(sign)) else self._spelt(sign) for sign in text)

    def _shows(self, code: int) -> bool:
        return code in self._has or (code >= _FIRST_EAST_ASIAN and code in _font(EAST_ASIAN).face.charToGlyph)

    def _spelt(self, sign: str) -> str:
        if unicodedata.category(sign) in ("So", "Sk"):  # pictures have names that say what they show
            return f"[{unicodedata.name(sign, 'picture').lower().removeprefix('regional indicator symbol letter ')}]"
        self.has_replaced = True
        return REPLACED

    def fitted(self, texts: Sequence[str], room: float, *, ends_at_zero: bool) -> list[str | None]:
        """Operators for each text, made printable; None for one that is wider than `room` points. Many at once, because that is cheap."""
        if max(map(len, texts), default=0) > room:  # no sign is narrower than a point
            return [self._fitted(text, room, ends_at_zero) if len(text) <= room else None for text in texts]
        joined = "\n".join(texts)
        if _SPECIAL.search(joined) or joined.count("\n") != len(texts) - 1:
            return [self._fitted(text, room, ends_at_zero) for text in texts]
        steps = list(map(sum, joined.encode().translate(self._ascii).split(b"\0")))
        most = room / self._step
        if ends_at_zero:
            return [f"[{wide * _STEPS}({text})]TJ" if wide <= most else None for wide, text in zip(steps, texts, strict=True)]
        if max(steps, default=0) <= most:
            return [f"({text})Tj" for text in texts]
        return [f"({text})Tj" if wide <= most else None for wide, text in zip(steps, texts, strict=True)]

    def _fitted(self, text: str, room: float, ends_at_zero: bool) -> str | None:
        text = self.printable(text)
        return self.show(text, ends_at_zero=ends_at_zero) if self.width(text) <= room else None

    def show(self, text: str, *, ends_at_zero: bool = False) -> str:
        """Operators that print printable text at the current point, or so that it ends there; the font stays this one."""
        shift = f"[{self.width(text) * 1000 / self.size:.0f}" if ends_at_zero else ""
        if text.isascii():
            body = _escape(text.encode()) if "(" in text or ")" in text or "\\" in text else text
            return f"{shift}({body})]TJ" if shift else f"({body})Tj"
        pieces = list(self._pieces(visual(text) if has_rtl(text) else text))
        if len(pieces) == 1 and pieces[0][0] == self.select:
            return f"{shift}({pieces[0][1]})]TJ" if shift else f"({pieces[0][1]})Tj"
        shown = "".join(f"{select} ({body})Tj " for select, body in pieces)
        return f"{shift + ']TJ ' if shift else ''}{shown}{self.select}"

    def _pieces(self, text: str) -> Iterator[tuple[str, str]]:
        """(operator that selects the font, literal string) for each run of one font."""
        for is_here, run in groupby(text, key=lambda sign: ord(sign) in self._has):
            font = self._font if is_here else _font(EAST_ASIAN)
            for subset, codes in font.splitString("".join(run), self._document):
                yield self._select(font, subset), _escape(codes)

    def _select(self, font: Any, subset: int) -> str:
        return f"{font.getSubsetInternalName(subset, self._document)} {self.size:g} Tf"


def _escape(codes: bytes) -> str:
    """A literal string; a bare carriage return in one would be read as a line feed, so both are written out."""
    return codes.decode("latin-1").translate(_ESCAPED)


def fold(text: str, room: float, script: Script) -> list[str]:
    """The text in lines no wider than `room` points: broken at blanks where there are some, else behind punctuation, else anywhere."""
    room += 0.01  # what just fits, fits: widths that were added up and taken apart again differ in their last digit
    lines: list[str] = []
    line, blank = "", script.width(" ")
    used = 0.0
    for word in text.split(" "):
        wide = script.width(word)
        if line and used + blank + wide <= room:
            line, used = f"{line} {word}", used + blank + wide
            continue
        if line:
            lines.append(line)
        while wide > room and len(word) > 1:
            cut = max(1, _fitting(word, room, script))
            cut = max((place for place in range(cut // 2 + 1, cut + 1) if word[place - 1] in _BREAKABLE), default=cut)
            lines.append(word[:cut])
            word = word[cut:]
            wide = script.width(word)
        line, used = word, wide
    lines.append(line)
    return lines


def spaced(text: str, lines: list[str]) -> list[str]:
    """The lines that a text was folded into, each with the blank at which it was broken: who hears them hears words, and not two as one."""
    place, result = 0, list[str]()
    for line in lines:
        place = max(place, text.find(line, place))
        place += len(line)
        result.append(f"{line} " if text[place:place + 1] == " " and not has_rtl(line) else line)
    return result


def _fitting(word: str, room: float, script: Script) -> int:
    """How many signs of the word fit."""
    low, high = 0, min(len(word), max(1, int(room * 4)))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if script.width(word[:middle]) <= room else (low, middle - 1)
    return low
