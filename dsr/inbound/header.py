"""Header lines: unfolded, cut to what anybody needs, decoded; addresses, Message-IDs and dates out of them.

Learned from others' trouble: `email.policy.default` raises on headers that are common in the wild (IndexError in a Message-ID of Exchange, in a name
that is only a comment), and does so while it parses. So values are taken as they stand and only decoded by the library.
Invariant: nothing raises, and no value that was decoded holds a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from dsr.inbound.base import Address, Fault
from dsr.inbound.charset import Note, decoded

MOST_HEAD = 1 << 18       # bytes of all headers of a part
MOST_LINES = 1_000        # headers of a part
MOST_VALUE = 16_000       # signs of one
MOST_ADDRESSES = 200
MOST_IDS = 100
_LONGEST_ADDRESS, _LONGEST_NAME = 254, 200
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*")
_ID = re.compile(r"<([^<>\s]{1,400})>")
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@<>()\[\],;:\"\\]{1,253}\Z")
_CODED = re.compile(r"=\?[^?\s]{1,60}\?[BbQq]\?[^?]{0,2000}\?=")
_HIDDEN = "_coded_word_"
_SHOWN = re.compile(rf"{_HIDDEN}(\d+)_")
_BREAKS = re.compile(r"[\r\n\0\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
_FIRST, _LAST, _FARTHEST = 1990, 2100, timedelta(hours=14)


class Head:
    """The headers of a mail or of one part. `first` and `every` give raw text, `text` the decoded one."""

    def __init__(self, block: bytes, note: Note) -> None:
        self._note = note
        self._values: dict[str, list[str]] = {}
        if len(block) > MOST_HEAD:
            note(Fault.LONG_HEADER)
        for name, value in _fields(block[:MOST_HEAD], note):
            self._values.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def every(self, name: str) -> list[str]:
        return self._values.get(name, [])

    def first(self, name: str) -> str:
        return next(iter(self.every(name)), "")

    def text(self, name: str) -> str:
        """Decoded, on one line."""
        return words(self.first(name), self._note)

    def parameter(self, name: str, parameter: str) -> str:
        """Such as the boundary of a Content-Type, put together and decoded (RFC 2231)."""
        message = Message()
        message[name] = self.first(name)
        try:
            value = message.get_param(parameter, "", name)
            if not isinstance(value, tuple):
                return words(str(value), self._note)
            charset, _, coded = value
            return one_line(decoded(coded.encode("latin-1", "replace"), charset, self._note), self._note)
        except (ValueError, LookupError, TypeError, AttributeError):
            self._note(Fault.BAD_HEADER)
            return ""

    @property
    def media_type(self) -> str:
        kind = self.first("content-type").partition(";")[0].strip().lower()
        return kind if re.match(r"[\w.+-]+/[\w.+-]+\Z", kind) else "text/plain"

    @property
    def disposition(self) -> str:
        return self.first("content-disposition").partition(";")[0].strip().lower()

    @property
    def file_name(self) -> str:
        return self.parameter("content-disposition", "filename") or self.parameter("content-type", "name")

    def ids(self, name: str) -> tuple[str, ...]:
        """Message-IDs, in their order, each once and in angle brackets."""
        found = (f"<{one}>" for value in self.every(name) for one in _ID.findall(value))
        return tuple(dict.fromkeys(found))[-MOST_IDS:]

    def addresses(self, *names: str) -> tuple[Address, ...]:
        """The mailboxes of these headers, in their order, each once; those that cannot be are left out and noted."""
        found: dict[str, Address] = {}
        for value in (value for name in names for value in self.every(name)):
            for shown, raw in _pairs(value, self._note):
                address = words(raw, self._note).lower()
                if _ADDRESS.match(address) and len(address) <= _LONGEST_ADDRESS:
                    found.setdefault(address, Address(words(shown, self._note)[:_LONGEST_NAME], address))
                elif shown or raw:
                    self._note(Fault.BAD_HEADER)
        return tuple(found.values())[:MOST_ADDRESSES]

    @property
    def date(self) -> datetime | None:
        """When the sender says that it was sent; None for what cannot be."""
        value = self.first("date")
        if not value:
            return None
        try:
            moment = parsedate_to_datetime(value)
            if moment.tzinfo is not None and _FIRST <= moment.year <= _LAST and abs(moment.utcoffset() or timedelta()) <= _FARTHEST:
                return moment
        except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
            pass
        self._note(Fault.BAD_DATE)
        return None


def words(value: str, note: Note) -> str:
    """A raw value decoded (RFC 2047), on one line."""
    raw = value.encode("ascii", "surrogateescape")
    if not raw.isascii():
        value = decoded(raw, None, note)
    if "=?" not in value:
        return one_line(value, note)
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        note(Fault.BAD_HEADER)
        return one_line(value, note)
    return one_line("".join(piece if isinstance(piece, str) else decoded(piece, charset, note) for piece, charset in pieces), note)


def one_line(text: str, note: Note) -> str:
    """A line break in a decoded value is nobody's slip."""
    if _BREAKS.search(text):
        note(Fault.HEADER_BREAK)
    return _BLANKS.sub(" ", "".join(sign if sign.isprintable() else " " for sign in text)).strip()


def _fields(block: bytes, note: Note) -> Iterator[tuple[str, str]]:
    """Name in lower case and raw value, unfolded; bytes beyond ASCII as surrogates. A line that is none is noted and passed over."""
    name, value = "", bytearray()
    lines = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n", MOST_LINES * 20)[:MOST_LINES * 20]
    count = 0
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            if len(value) < MOST_VALUE:
                value += line
            continue
        if name:
            yield name, _cut(value, note)
        field = _FIELD.match(line)
        if field is None:
            name, value = "", bytearray()
            if line.strip() and not line.startswith((b"From ", b">From ")):
                note(Fault.BAD_HEADER)
            continue
        count += 1
        if count > MOST_LINES:
            note(Fault.LONG_HEADER)
            return
        name, value = field[1].decode().lower(), bytearray(line[field.end():])
    if name:
        yield name, _cut(value, note)


def _cut(value: bytearray, note: Note) -> str:
    if len(value) > MOST_VALUE:
        note(Fault.LONG_HEADER)
    return bytes(value[:MOST_VALUE]).decode("ascii", "surrogateescape").strip()


def _pairs(value: str, note: Note) -> list[tuple[str, str]]:
    """Name and address as they stand. They are told apart before anything is decoded: a decoded name may hold commas and brackets.

    An encoded word is one word meanwhile, whatever signs it is made of.
    """
    coded = list[str]()

    def hide(found: re.Match[str]) -> str:
        coded.append(found[0])
        return f"{_HIDDEN}{len(coded) - 1}_"

    try:
        pairs = getaddresses([_CODED.sub(hide, value.replace(_HIDDEN, "_"))])
        return [(_SHOWN.sub(lambda found: coded[int(found[1])], name), address) for name, address in pairs]
    except (ValueError, IndexError, TypeError, RecursionError):
        note(Fault.BAD_HEADER)
        return []
