"""The tree of parts of a mail, by where each begins and ends in its bytes.

Not by the library's parser: that looks at every line once for each level, decodes all of it to text, and fails on deep nesting. Here each level is
one search in C, nothing is copied before a part is wanted, and what is too deep or too many is left unread and noted.
Invariant: nothing raises, and time and memory grow with the size of the mail and with nothing else.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dsr.inbound.base import Fault
from dsr.inbound.charset import Note, decoded, plain
from dsr.inbound.header import MOST_HEAD, Head

MOST_PARTS = 1_000
MOST_DEPTH = 20
_EMPTY = re.compile(rb"\n\r?\n")


@dataclass(slots=True)
class Budget:
    """How many parts may still be read, in the mail and all that it forwards."""

    parts: int = MOST_PARTS


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its headers, and where its content lies. One of several parts has these as `children` and no content of its own."""

    head: Head
    raw: bytes = field(repr=False)
    start: int
    end: int
    children: tuple[Part, ...] = ()

    @property
    def size(self) -> int:
        return self.end - self.start

    def leaves(self) -> Iterator[Part]:
        """The parts with content, in their order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def content(self, note: Note) -> bytes:
        """Its bytes as they were before they travelled."""
        span = memoryview(self.raw)[self.start:self.end]
        match self.head.first("content-transfer-encoding").partition(";")[0].strip().lower():
            case "base64":
                return _base64(span, note)
            case "quoted-printable":
                return binascii.a2b_qp(span)
            case "" | "7bit" | "8bit" | "binary":
                return bytes(span)
            case _:
                note(Fault.BAD_ENCODING)
                return bytes(span)

    def text(self, most: int, note: Note) -> str:
        """Its content as text, the first `most` signs of it."""
        if self.size > 8 * most:
            note(Fault.TEXT_CUT)
        data = Part(self.head, self.raw, self.start, min(self.end, self.start + 8 * most)).content(note)
        text = plain(decoded(data, self.head.parameter("content-type", "charset") or None, note))
        if len(text) > most:
            note(Fault.TEXT_CUT)
        return text[:most]


def tree(raw: bytes, start: int, end: int, note: Note, budget: Budget, depth: int = 0) -> Part:
    """The part that begins with its headers at `start`."""
    budget.parts -= 1
    body = _body(raw, start, end)
    head = Head(raw[start:min(body, start + MOST_HEAD + 1)], note)
    if not head.media_type.startswith("multipart/"):
        return Part(head, raw, body, end)
    boundary = head.parameter("content-type", "boundary")
    if not boundary:
        note(Fault.BROKEN_PARTS)
        return Part(head, raw, body, end)
    if depth >= MOST_DEPTH:
        note(Fault.TOO_DEEP)
        return Part(head, raw, body, body)
    children = []
    for first, last in _spans(raw, body, end, boundary.encode("utf-8", "replace"), note):
        if budget.parts <= 0:
            note(Fault.TOO_MANY_PARTS)
            break
        children.append(tree(raw, first, last, note, budget, depth + 1))
    return Part(head, raw, body, end, tuple(children))


def _body(raw: bytes, start: int, end: int) -> int:
    """Where the content begins: behind the first empty line. A part without one is all headers."""
    if raw.startswith((b"\n", b"\r\n"), start, end):
        return start + (1 if raw[start:start + 1] == b"\n" else 2)
    found = _EMPTY.search(raw, start, end)
    return found.end() if found else end


def _spans(raw: bytes, start: int, end: int, boundary: bytes, note: Note) -> Iterator[tuple[int, int]]:
    """Where the parts between the boundary's lines begin and end. One that nothing closes goes on to the end."""
    line = re.compile(rb"^--" + re.escape(boundary.rstrip()) + rb"(--)?[ \t]*\r?$\n?", re.MULTILINE)
    begun: int | None = None
    for found in line.finditer(raw, start, end):
        if begun is not None:
            yield begun, max(begun, _before(raw, found.start()))
        begun = None if found[1] else found.end()
        if found[1]:
            return
    note(Fault.BROKEN_PARTS)
    if begun is not None:
        yield begun, end


def _before(raw: bytes, at: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    return at - 2 if raw[at - 2:at] == b"\r\n" else at - 1


def _base64(span: memoryview, note: Note) -> bytes:
    """As much as can be read: padding that is missing is put there, and what comes behind it is not looked at."""
    try:
        return binascii.a2b_base64(span)
    except binascii.Error:
        note(Fault.BAD_ENCODING)
    for padding in (b"=", b"==", b"A=="):
        try:
            return binascii.a2b_base64(bytes(span) + padding)
        except binascii.Error:
            continue
    return b""
