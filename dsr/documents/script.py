"""Text in a PDF: our fonts, what may not be printed as it is, and the operators that print a piece of text.

Invariant: whatever a source holds, the operators are well-formed, and text that the font cannot show is shown as replaced.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics as typed_pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from dsr.documents.plain import REPLACED, safe

pdfmetrics: Any = typed_pdfmetrics  # the stubs know no embedded fonts
REGULAR, BOLD = "DejaVu", "DejaVu-Bold"
_FOLDER = Path(__file__).parent / "fonts"
_ESCAPED = {0x28: "\\(", 0x29: "\\)", 0x5C: "\\\\", 0x0D: "\\r", 0x0A: "\\n"}
_STEPS = 4  # widths of ASCII in 1/250 em, so that each is a byte and a sum is one call


def register() -> None:
    """Make the fonts known to ReportLab; may be called again."""
    if REGULAR not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(REGULAR, str(_FOLDER / "DejaVuSans.ttf")))
        pdfmetrics.registerFont(TTFont(BOLD, str(_FOLDER / "DejaVuSans-Bold.ttf")))
        pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    rl_config.canvas_basefontname = REGULAR


class Script:
    """One font at one size within a document: widths in points, and operators for a text object."""

    def __init__(self, document: Any, font: str, size: float) -> None:
        self._document, self._size = document, size
        self._font: Any = pdfmetrics.getFont(font)
        face = self._font.face
        self._widths: dict[int, float] = face.charWidths
        self._default: float = face.defaultWidth
        self._has = frozenset(face.charToGlyph)
        self._ascii = bytes(min(255, round(self._widths.get(code, self._default) / _STEPS)) for code in range(128)) + bytes(128)
        self._step = _STEPS * size / 1000
        self._font.splitString(" ", document)
        self.select = self._select(0)

    def width(self, text: str) -> float:
        """Width of printable text in points."""
        if text.isascii():
            return sum(text.encode().translate(self._ascii)) * self._step
        widths, default = self._widths, self._default
        return sum([widths.get(code, default) for code in map(ord, text)]) * self._size / 1000

    def printable(self, text: str) -> str:
        """`safe` text in which what the font lacks is replaced."""
        text = safe(text)
        if text.isascii():
            return text
        return "".join(c if ord(c) in self._has else REPLACED for c in text)

    def fitted(self, text: str, room: float, *, ends_at_zero: bool) -> str | None:
        """Operators for any text, made printable; None if it is wider than `room` points."""
        if not (text.isascii() and text.isprintable()):
            text = self.printable(text)
            return self.show(text, ends_at_zero=ends_at_zero) if self.width(text) <= room else None
        steps = sum(text.encode().translate(self._ascii))
        if steps * self._step > room:
            return None
        if "(" in text or ")" in text or "\\" in text:
            text = _escape(text.encode())
        return f"[{steps * _STEPS}({text})]TJ" if ends_at_zero else f"({text})Tj"

    def show(self, text: str, *, ends_at_zero: bool = False) -> str:
        """Operators that print the text at the current point, or so that it ends there; the font stays this one."""
        shift = f"[{self.width(text) * 1000 / self._size:.0f}" if ends_at_zero else ""
        if text.isascii() and "(" not in text and ")" not in text and "\\" not in text:
            return f"{shift}({text})]TJ" if shift else f"({text})Tj"
        parts = self._font.splitString(text, self._document)
        if len(parts) == 1 and parts[0][0] == 0:
            body = _escape(parts[0][1])
            return f"{shift}({body})]TJ" if shift else f"({body})Tj"
        shown = "".join(f"{self._select(subset)} ({_escape(codes)})Tj " for subset, codes in parts)
        return f"{shift + ']TJ ' if shift else ''}{shown}{self.select}"

    def _select(self, subset: int) -> str:
        return f"{self._font.getSubsetInternalName(subset, self._document)} {self._size:g} Tf"


def _escape(codes: bytes) -> str:
    """A literal string; a bare carriage return in one would be read as a line feed, so both are written out."""
    return codes.decode("latin-1").translate(_ESCAPED)


def fold(text: str, room: float, script: Script) -> list[str]:
    """The text in lines no wider than `room` points: broken at blanks where there are some, else anywhere."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if script.width(candidate) <= room:
            line = candidate
            continue
        if line:
            lines.append(line)
        while script.width(word) > room and len(word) > 1:
            cut = max(1, _fitting(word, room, script))
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    lines.append(line)
    return lines


def _fitting(word: str, room: float, script: Script) -> int:
    """How many characters of the word fit."""
    low, high = 0, min(len(word), max(1, int(room * 4)))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if script.width(word[:middle]) <= room else (low, middle - 1)
    return low
