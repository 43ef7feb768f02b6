"""Which files a collection is: what its pattern matches below the source's folder.

Invariant: no path leads out of that folder, by `..` or by a link. Files are told apart by their place in the sorted list,
because a name may be somebody's number.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import Literal

from dsr.connectors.faults import Place
from dsr.domain.errors import SourceMisconfigured, SourceRefused, SourceUnavailable

Format = Literal["parquet", "csv", "jsonl"]
Packing = Literal["", "gz", "zst"]
_FORMATS: Mapping[str, Format] = {
    ".parquet": "parquet", ".pq": "parquet", ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl"}
_PACKINGS: Mapping[str, Packing] = {".gz": "gz", ".zst": "zst"}
_MAGIC = (b"PAR1", b"PARE")
DATE = "{date}"


@dataclass(frozen=True, slots=True)
class Location:
    """What a mapping says of a collection's files (dsr_meta.files)."""

    pattern: str
    format: Format | None = None
    delimiter: str | None = None
    encoding: str | None = None
    header: bool = True

    @property
    def glob(self) -> str:
        """The pattern with any text where a date stands: a file whose name holds none there is never left out."""
        return self.pattern.replace(DATE, "*")


@dataclass(frozen=True, slots=True)
class File:
    """One file; `shown` is how an error names it."""

    path: Path
    shown: str
    format: Format
    packing: Packing


def location(given: Mapping[str, object], place: Place) -> Location:
    """Read what the mapping says. Raises SourceMisconfigured."""
    pattern, form, encoding = given.get("path"), given.get("format"), given.get("encoding")
    if not isinstance(pattern, str) or not pattern:
        raise place.misconfigured("the mapping names no files (dsr_meta: files: path)")
    parts = PurePosixPath(pattern)
    if parts.is_absolute() or ".." in parts.parts:
        raise place.misconfigured(f"'{pattern}' leads out of the source's folder; write it from that folder downwards")
    if form is not None and form not in _FORMATS.values():
        raise place.misconfigured(f"no format '{form}'; parquet, csv and jsonl are known")
    if encoding is not None:
        _check_encoding(str(encoding), place)
    delimiter = given.get("delimiter")
    if delimiter is not None and len(str(delimiter)) != 1:
        raise place.misconfigured("delimiter is one sign")
    return Location(pattern, next((one for one in _FORMATS.values() if one == form), None), str(delimiter) if delimiter else None,
                    str(encoding) if encoding else None, given.get("header") is not False)


def files_of(root: Path, where: Location, may_hold: Callable[[PurePosixPath], bool], place: Place, *, may_miss: bool = False) -> list[File]:
    """The files that the pattern matches, sorted, but for those that by their path cannot hold a row asked for. Raises SourceError, also where
    there is none and has to be."""
    try:
        matched = sorted(path for path in root.glob(where.glob) if not path.is_dir() and not is_hidden(path.relative_to(root), where.pattern))
    except (ValueError, NotImplementedError):
        raise place.misconfigured(f"'{where.pattern}' is no pattern of paths") from None
    if not matched and not may_miss:
        raise place.misconfigured(f"no file matches '{where.pattern}'")
    return [file_at(path, root, where, shown(number, len(matched), where), place)
            for number, path in enumerate(matched, 1) if may_hold(PurePosixPath(path.relative_to(root)))]


def shown(number: int, of: int, where: Location) -> str:
    """How an error names a file."""
    return f"file {number} of {of} that match '{where.pattern}'"


def file_at(path: Path, root: Path, where: Location, shown: str, place: Place) -> File:
    try:
        real = path.resolve(strict=True)
    except OSError:
        raise place.unavailable(f"{shown} is not there any more") from None
    if not real.is_relative_to(root):
        raise place.misconfigured(f"{shown} is a link that leads out of the source's folder")
    if not real.is_file():
        raise place.misconfigured(f"{shown} is no file")
    if not os.access(real, os.R_OK):
        raise place.refused(f"{shown} may not be read by this user")
    packing = _PACKINGS.get(path.suffix, "")
    form = where.format or _FORMATS.get((path.with_suffix("") if packing else path).suffix.lower())
    if form is None:
        raise place.misconfigured(f"the name of {shown} does not say its format; give the format in the mapping")
    if packing == "zst" and where.encoding and form != "parquet":
        raise place.misconfigured(f"{shown} is packed with zstd and has an encoding of its own; unpack it, or leave out the encoding")
    return File(real, shown, form, "" if form == "parquet" else packing)


def check_whole(file: File, place: Place) -> None:
    """Raises for what DuckDB would not say, or not say well: a file that is cut off, or packed otherwise than its name says."""
    fault = _parquet_fault(file, place) if file.format == "parquet" else _packed_fault(file, place) if file.packing else None
    if fault is not None:
        raise fault


def _parquet_fault(file: File, place: Place) -> SourceMisconfigured | SourceUnavailable | None:
    with file.path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(max(0, stream.seek(0, os.SEEK_END) - 4))
        tail = stream.read(4)
    if head and head not in _MAGIC:
        return place.misconfigured(f"{file.shown} is no Parquet file")
    return None if tail in _MAGIC and head else place.unavailable(f"{file.shown} is cut off, or still being written")


def _packed_fault(file: File, place: Place) -> SourceRefused | SourceUnavailable | None:
    size = file.path.stat().st_size
    if size == 0 or (file.packing == "zst" and not is_whole_zstd(file.path)):
        return place.unavailable(f"{file.shown} is cut off, or still being written")
    return None


def is_whole_zstd(path: Path) -> bool:
    """Whether every frame goes on to its end. DuckDB takes a file that stops between two blocks for a whole one, and loses rows.

    Only lengths are followed (RFC 8878, 3.1); what is in the blocks is DuckDB's to check.
    """
    at, size = 0, path.stat().st_size
    with path.open("rb") as stream:
        while at < size:
            stream.seek(at)
            head = stream.read(8)
            magic = int.from_bytes(head[:4], "little")
            if magic >> 4 == 0x184D2A5:  # a frame to be skipped
                at += 8 + int.from_bytes(head[4:8], "little")
                continue
            if magic != 0xFD2FB528 or len(head) < 5:
                return False
            flags = head[4]
            is_single = bool(flags & 0x20)
            at += 5 + (not is_single) + (0, 1, 2, 4)[flags & 3] + (int(is_single), 2, 4, 8)[flags >> 6]
            is_last = False
            while not is_last:
                stream.seek(at)
                block = stream.read(3)
                if len(block) < 3:
                    return False
                bits = int.from_bytes(block, "little")
                is_last = bool(bits & 1)
                at += 3 + (1 if bits >> 1 & 3 == 1 else bits >> 3)
            at += 4 if flags & 4 else 0
    return at == size


def is_hidden(path: PurePath, pattern: str) -> bool:
    """As in a shell: a file that begins with a point is matched only where the pattern says so; copiers write theirs under such names."""
    return any(part.startswith(".") for part in path.parts) and not any(part.startswith(".") for part in PurePosixPath(pattern).parts)


def _check_encoding(encoding: str, place: Place) -> None:
    try:
        "".encode(encoding)
    except LookupError:
        raise place.misconfigured(f"no encoding '{encoding}'; utf-8, cp1252 and iso8859-15 are some") from None
