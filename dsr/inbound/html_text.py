"""A mail in HTML as the text that a person saw. What it quotes is marked with "> ", as a mail of text does, so that one rule tells both apart.

Not by the library's HTMLParser: on brackets that nothing closes it looks at the rest again and again. Nothing is fetched, nothing is run.
Invariant: each sign is looked at a fixed number of times, and what was hidden from the eye is not in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "title",
    "tr", "ul"})
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol", "pre"})
_SKIPPED = frozenset({"head", "script", "style", "title", "template", "noscript", "svg", "object"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_ALONE = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "option"})  # the next of them ends one that nobody closed
_CELLS = frozenset({"td", "th"})
_RAW = frozenset({"script", "style", "title"})  # in these nothing but their own end is a tag
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]{0,30})([^<>]{0,20000})>")
_STYLE = re.compile(r"\bstyle\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"']+)", re.IGNORECASE)
_UNSEEN = re.compile(r"\b(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_VALUES = re.compile(r"\"[^\"]*\"|'[^']*'")
_QUOTES = re.compile(r"\b(?:yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra)\b", re.IGNORECASE)  # of programs that use no <blockquote>
_LONG_REFERENCE = re.compile(r"&#[0-9A-Fa-fxX]{9,};?")  # no sign has a number so long, and reading it takes long
_BLANKS = re.compile(r"[ \t\n\f\r\xa0]+")
_DEEPEST = 10       # marks before a line
_MOST_OPEN = 200    # tags inside each other that are kept in mind


class _Writer:
    """Lines of text, each with as many marks as it is quoted deep."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._depth = 0
        self._pre = 0

    def quote(self, deeper: int, pre: int) -> None:
        """What follows is quoted deeper or less deep, and kept as it stands or no longer."""
        if deeper or pre:
            self.end()
        self._depth += deeper
        self._pre += pre

    @property
    def is_empty(self) -> bool:
        return not "".join(self._line).strip()

    def say(self, text: str) -> None:
        if self._pre:
            first, *rest = text.split("\n")
            self._line.append(first)
            for line in rest:
                self.end()
                self._line.append(line)
            return
        self._line.append(_BLANKS.sub(" ", text))

    def end(self) -> None:
        """The line ends here, if anything stands on it."""
        line = "".join(self._line)
        line = line.rstrip() if self._pre else _BLANKS.sub(" ", line).strip()
        self._line = []
        if line:
            self._lines.append("> " * min(self._depth, _DEEPEST) + line)

    def gap(self) -> None:
        self.end()
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append("> " * min(self._depth, _DEEPEST))

    @property
    def text(self) -> str:
        self.end()
        return "\n".join(line.rstrip() for line in self._lines).strip()


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    is_hidden: bool
    is_quote: bool


def text_of(html: str) -> str:
    """What a reader saw of it; if that is nothing, what was hidden."""
    return _text(html, hides=True) or _text(html, hides=False)


def _text(html: str, *, hides: bool) -> str:
    writer, opened, hidden = _Writer(), list[_Open](), 0
    for sign, name, inside in _pieces(html):
        if not name:
            if not hidden:
                writer.say(unescape(_LONG_REFERENCE.sub("\ufffd", inside)))
            continue
        if not hidden and (name == "br" or name in _BLOCKS):
            writer.gap() if name in _SPACED or (name == "br" and writer.is_empty) else writer.end()
        if name in _CELLS and not hidden:
            writer.say(" ")
        if name in _VOID:
            continue
        ends_alone = name in _ALONE and bool(opened) and opened[-1].name == name
        closed = _closed(name, opened) if sign or ends_alone else []
        if not sign and len(opened) < _MOST_OPEN:
            opened.append(_Open(name, name in _SKIPPED or (hides and _is_hidden(inside)), name == "blockquote" or bool(_QUOTES.search(inside))))
            hidden += opened[-1].is_hidden
            writer.quote(opened[-1].is_quote, name == "pre")
        for tag in closed:
            hidden -= tag.is_hidden
            writer.quote(-tag.is_quote, -(tag.name == "pre"))
    return writer.text


def _is_hidden(inside: str) -> bool:
    style = _STYLE.search(inside)
    return bool(style and _UNSEEN.search(style[1])) or "hidden" in _VALUES.sub("", inside).lower().split()


def _closed(name: str, opened: list[_Open]) -> list[_Open]:
    """The tags that end here: the last of that name and what was left open in it."""
    place = next((place for place in range(len(opened) - 1, -1, -1) if opened[place].name == name), None)
    if place is None:
        return []
    closed = opened[place:]
    del opened[place:]
    return closed


def _pieces(html: str) -> Iterator[tuple[str, str, str]]:
    """(sign of an end, name, attributes) of each tag, and ("", "", text) of what stands between."""
    at, end = 0, len(html)
    while at < end:
        bracket = html.find("<", at)
        if bracket < 0:
            yield "", "", html[at:]
            return
        if bracket > at:
            yield "", "", html[at:bracket]
        found = _TAG.match(html, bracket)
        if html.startswith("<!--", bracket):
            at = _behind(html, "-->", bracket)
        elif html.startswith(("<!", "<?"), bracket):
            at = _behind(html, ">", bracket)
        elif found is None:  # a bracket that is just a sign
            yield "", "", "<"
            at = bracket + 1
        else:
            name = found[2].lower()
            yield found[1], name, found[3]
            at = found.end()
            if name in _RAW and not found[1]:
                close = re.compile(rf"</{name}", re.IGNORECASE).search(html, at)
                at = close.start() if close else end


def _behind(html: str, mark: str, at: int) -> int:
    """Where the mark has ended; the end of all if there is none."""
    found = html.find(mark, at)
    return len(html) if found < 0 else found + len(mark)
