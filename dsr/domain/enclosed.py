"""Files that belong to an answer: what each is called, what it is, and what is said of those that are not there.

Invariant: every file that was found is enclosed, missing or left out, and counted as exactly one of these.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from dsr.domain.uploads import MEDIA_TYPES, clean_name
from dsr.domain.words import FileKind, LeftOut, NotEnclosed

UNKNOWN = "application/octet-stream"
HEAD = 64              # first bytes by which a file is known
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
_LONGEST = 120         # signs of an encoded name
_ENDINGS: Mapping[str, str] = {
    **MEDIA_TYPES, "gsm": "audio/x-gsm", "wav49": "audio/x-gsm", "ulaw": "audio/basic", "alaw": "audio/x-alaw", "g722": "audio/G722",
    "opus": "audio/ogg", "m4a": "audio/mp4", "amr": "audio/AMR", "flac": "audio/flac", "mp4": "video/mp4", "webm": "video/webm", "log": "text/plain",
    "gif": "image/gif", "vtt": "text/vtt", "zip": "application/zip"}
_BEGINNINGS = (
    (re.compile(rb"RIFF.{4}WAVE", re.DOTALL), "audio/wav"), (re.compile(rb"%PDF-"), "application/pdf"), (re.compile(rb"OggS"), "audio/ogg"),
    (re.compile(rb"ID3|\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]"), "audio/mpeg"), (re.compile(rb"II[*+]\x00|MM\x00[*+]"), "image/tiff"),
    (re.compile(rb"fLaC"), "audio/flac"), (re.compile(rb"#!AMR"), "audio/AMR"), (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n"), "image/png"), (re.compile(rb".{4}ftypM4A", re.DOTALL), "audio/mp4"),
    (re.compile(rb".{4}ftyp", re.DOTALL), "video/mp4"))


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies sealed in the store. `row` counts the rows of its collection in the answer, from 0; `number` is its entry, once it has
    one."""

    source: str
    address: str
    row: int | None
    name: str
    media_type: str
    size: int
    digest: str
    path: str
    number: int = 0
    left_out: LeftOut | None = None
    may_hold_national: bool = False      # a text in which what may be a national number was seen


@dataclass(slots=True)
class NotThere:
    """How many files of a collection are not enclosed, by why; numbers only."""

    counts: Counter[NotEnclosed] = field(default_factory=Counter)

    def add(self, why: NotEnclosed) -> None:
        self.counts[why] += 1

    def dump(self) -> dict[str, int]:
        """As JSON."""
        return {why.value: count for why, count in sorted(self.counts.items())}

    @classmethod
    def load(cls, counts: Mapping[str, int]) -> NotThere:
        """What `dump` gave."""
        return cls(Counter({NotEnclosed(why): count for why, count in counts.items()}))


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of the answer. `entry` is the entry number of its row (`A-12`), `row` the line of its collection's files, from 1."""

    number: int
    source: str
    address: str
    label: str                           # of the collection, else of the source
    row: int | None
    entry: str
    kind: FileKind
    name: str
    media_type: str
    size: int
    digest: str
    path: str

    @property
    def file(self) -> str:
        """Its name in the package."""
        return file_name(self.number, self.name, self.media_type)

    @property
    def plain_file(self) -> str:
        """The same without what the source calls it, for where a name lies open."""
        return f"files/{self.number:04d}"


@dataclass(frozen=True, slots=True)
class ContentCount:
    """The files of one collection (`address` is empty for those of none): found = enclosed + missing + left out."""

    source: str
    address: str
    label: str
    enclosed: int
    not_there: Mapping[NotEnclosed, int] = field(default_factory=dict)
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)
    removed: int = 0                     # national numbers that were taken out of their names

    @property
    def missing(self) -> int:
        return sum(count for why, count in self.not_there.items() if why.is_missing)

    @property
    def kept_back(self) -> int:
        return sum(self.left_out.values()) + sum(count for why, count in self.not_there.items() if not why.is_missing)

    @property
    def found(self) -> int:
        return self.enclosed + self.missing + self.kept_back

    @property
    def reasons(self) -> tuple[NotEnclosed | LeftOut, ...]:
        return (*(why for why, count in self.not_there.items() if count), *(why for why, count in self.left_out.items() if count))


def media_type(name: str, head: bytes) -> str:
    """By the first bytes where they are known, else by the ending of the name."""
    known = next((kind for begins, kind in _BEGINNINGS if begins.match(head)), None)
    return known or _ENDINGS.get(name.rpartition(".")[2].lower(), UNKNOWN)


def kind_of(media_type: str) -> FileKind:
    """What a file of this type is, where the mapping does not say."""
    match media_type.partition("/")[0], media_type:
        case "audio", _:
            return FileKind.RECORDING
        case "video", _:
            return FileKind.VIDEO
        case _, "image/tiff":
            return FileKind.FAX
        case "image", _:
            return FileKind.PICTURE
        case _, "text/plain" | "text/vtt":
            return FileKind.TRANSCRIPT
        case _:
            return FileKind.DOCUMENT


def nameless(name: str, address: str) -> str:
    """What a file is called of whose row something is not shown: by its collection. A recording has the number of who called in its name, whether
    they withheld it or not."""
    ending = name.rpartition(".")[2].lower()
    return address.rpartition(".")[2] + (f".{ending}" if ending in _ENDINGS else "")


def file_name(number: int, name: str, media_type: str) -> str:
    """`files/NNNN-NAME.ext`; what is outside [A-Za-z0-9_.-] is percent-encoded. A name without an ending gets that of its type."""
    clean = clean_name(name)
    stem, point, ending = clean.rpartition(".")
    if not point:
        stem, ending = clean, next((one for one, known in _ENDINGS.items() if known == media_type), "bin")
    room, encoded = _LONGEST - len(_encoded(ending)), ""
    for sign in stem:
        if len(encoded) + len(_encoded(sign)) > room:
            break
        encoded += _encoded(sign)
    return f"files/{number:04d}-{encoded}.{_encoded(ending)}"


def _encoded(text: str) -> str:
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in text.encode())
