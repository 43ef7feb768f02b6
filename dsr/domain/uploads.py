"""Which files we take from somebody outside, and what they are called here.

Invariant: a kind of file is taken only where its ending and its content agree, and never one that can run something where it is opened.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO


class Refusal(StrEnum):
    """Why a file was not taken; the sentence names the rule."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    KIND = "kind"          # its ending is none of ours
    CONTENT = "content"    # it is not what its ending says
    LOCKED = "locked"      # it opens with a password only
    ACTIVE = "active"      # macros, or a program inside


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one question: bytes of one file, and number of files."""

    bytes: int
    files: int


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was taken, under its clean name."""

    name: str
    media_type: str


MEDIA_TYPES = {
    "pdf": "application/pdf", "csv": "text/csv", "txt": "text/plain", "json": "application/json", "eml": "message/rfc822",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "tif": "image/tiff", "tiff": "image/tiff",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "wav": "audio/wav", "mp3": "audio/mpeg", "ogg": "audio/ogg",
}
SCANS = ("pdf", "jpg", "jpeg", "png")  # what a scanner or a telephone makes of a letter
LONGEST_NAME, _LONGEST_ENDING = 120, 10
_TEXTS = frozenset({"csv", "txt", "json", "eml"})
_OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_BEGINNINGS: dict[str, re.Pattern[bytes]] = {
    "pdf": re.compile(rb"%PDF-\d"), "jpg": re.compile(rb"\xff\xd8\xff"), "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "tif": re.compile(rb"II[*+]\x00|MM\x00[*+]"), "wav": re.compile(rb"RIFF.{4}WAVE", re.DOTALL),
    "mp3": re.compile(rb"ID3[\x02-\x04]|\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]"), "ogg": re.compile(rb"OggS\x00"),
}
_BEGINNINGS |= {"jpeg": _BEGINNINGS["jpg"], "tiff": _BEGINNINGS["tif"]}
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")  # what no text holds, whatever its encoding
_RUNS = re.compile(rb"\s*(?:#!|<(?:!doctype|html|head|body|script|svg|\?xml|\?php|iframe|!--))", re.IGNORECASE)
_HEADER = re.compile(rb"(?:From |[!-9;-~]+:)")  # a field of RFC 5322, or the line that a mailbox puts before it
_JSON = re.compile(rb"\s*[\[{]")
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
_ACTIVE = re.compile(r"(?i)vbaproject|vbadata|macrosheets|activex|embeddings/|\.(?:exe|dll|js|vbs|ps1|bat|cmd|scr|hta|html?|svg)\Z")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office makes of a document with a password
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)")
_BLOCK = 1 << 16


def judge(name: str, file: BinaryIO, size: int, *, taken: int, limits: Limits, kinds: Container[str] = MEDIA_TYPES) -> Upload | Refusal:
    """Whether the file is taken, beside as many as `taken`. `file` can be sought in; where it stands afterwards is left open."""
    if taken >= limits.files:
        return Refusal.TOO_MANY
    if size == 0:
        return Refusal.EMPTY
    if size > limits.bytes:
        return Refusal.TOO_LARGE
    clean = clean_name(name)
    kind = clean.rpartition(".")[2].lower()
    if kind not in kinds or kind not in MEDIA_TYPES:
        return Refusal.KIND
    return _fault(kind, file) or Upload(clean, MEDIA_TYPES[kind])


def clean_name(name: str) -> str:
    """The last part of a path, without signs that steer a screen or a file system; its ending stays."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")  # bidi marks are of class Cf
    plain = " ".join(re.sub(r"[<>:\"|?*]", "_", seen).split()).rstrip(". ")
    stem, point, ending = plain.rpartition(".")
    if not point or len(ending) > _LONGEST_ENDING:
        stem, point, ending = plain, "", ""
    stem = stem[: LONGEST_NAME - 1 - _LONGEST_ENDING].strip(". ") or "file"
    short = f"{stem}{point}{ending.strip()}"
    return f"_{short}" if _RESERVED.match(short) else short



def _fault(kind: str, file: BinaryIO) -> Refusal | None:
    file.seek(0)
    head = file.read(1024)
    if kind in _OFFICE:
        return _office_fault(kind, head, file)
    if kind in _TEXTS:
        return _text_fault(kind, head, file)
    return None if _BEGINNINGS[kind].match(head) else Refusal.CONTENT


def _office_fault(kind: str, head: bytes, file: BinaryIO) -> Refusal | None:
    """Names are looked at, nothing is unpacked: a file that grows a thousandfold costs nothing here."""
    if head.startswith(_COMPOUND):
        return Refusal.LOCKED
    if not head.startswith(b"PK\x03\x04"):
        return Refusal.CONTENT
    try:
        members = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Refusal.CONTENT
    if any(member.flag_bits & 0x1 for member in members):
        return Refusal.LOCKED
    names = {member.filename for member in members}
    if any(_ACTIVE.search(name) for name in names):
        return Refusal.ACTIVE
    return None if {"[Content_Types].xml", _OFFICE[kind]} <= names else Refusal.CONTENT


def _text_fault(kind: str, head: bytes, file: BinaryIO) -> Refusal | None:
    mark, encoding = next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), (b"", ""))
    is_wide = encoding.startswith("utf-16")
    start = head[len(mark):].decode(encoding, "replace").encode() if is_wide else head[len(mark):]
    if _RUNS.match(start):
        return Refusal.ACTIVE
    if any(_NO_TEXT.search(_narrow(block, encoding) if is_wide else block) for block in _blocks(file)):
        return Refusal.CONTENT
    expected = {"json": _JSON, "eml": _HEADER}.get(kind)
    return None if expected is None or expected.match(start) else Refusal.CONTENT


def _narrow(block: bytes, encoding: str) -> bytes:
    """Text of two bytes a sign as one that the same rule can look at. Blocks are of even length, so no sign is cut in two."""
    return block.decode(encoding, "replace").encode()


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block
