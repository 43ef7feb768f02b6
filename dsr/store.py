"""Sealed files in a folder per part: chunks of rows and finished documents.

Invariants: a name appears only when its bytes are whole and on disk; a document is sealed in frames whose number and end are
authenticated, so that a cut, a swap or a change is found; nothing here needs more memory than one frame.
"""

from __future__ import annotations

import io
import os
import re
import secrets
import shutil
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from dsr.domain.errors import NotFound, VaultError
from dsr.vault import OVERHEAD, Handle

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FRAME = 1 << 18
_PATH = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*\Z")
_DRAFT = ".draft"
_GONE = ".gone"


class Store:
    """Below `root`; all paths are relative and of small letters, digits, points and hyphens. What is put outlasts a loss of power, unless it is
    `passing`: of a run that would begin anew."""

    def __init__(self, root: Path, *, passing: bool = False) -> None:
        self._root, self._is_passing = root, passing

    def put(self, path: str, data: bytes, handle: Handle, context: str) -> None:
        """Seal one value."""
        target = self._path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = _draft_of(target)
        with draft.open("wb") as file:
            file.write(handle.seal(data, context))
            if not self._is_passing:
                _to_disk(file)
        os.replace(draft, target) if self._is_passing else _appear(draft, target)

    def get(self, path: str, handle: Handle, context: str) -> bytes:
        """Raises NotFound, VaultError."""
        try:
            return handle.open(self._path(path).read_bytes(), context)
        except FileNotFoundError:
            raise NotFound() from None

    def create(self, path: str, handle: Handle, context: str) -> BinaryIO:
        """A file to write; closing it makes it appear."""
        target = self._path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        return io.BufferedWriter(_SealedWriter(target, handle, context), FRAME)

    def read(self, path: str, handle: Handle, context: str) -> Iterator[bytes]:
        """The plain bytes of what `create` wrote, frame by frame. Raises NotFound, VaultError."""
        try:
            file = self._path(path).open("rb")
        except FileNotFoundError:
            raise NotFound() from None
        with file:
            number, is_last = 0, False
            while head := file.read(5):
                if is_last or len(head) < 5:
                    raise VaultError()
                is_last = head[4:] == b"L"
                yield handle.open(file.read(int.from_bytes(head[:4], "big")), _frame(context, number, is_last))
                number += 1
            if not is_last:
                raise VaultError()

    def seekable(self, path: str, handle: Handle, context: str) -> SealedReader:
        """The same, read at any place: only frames that are asked for are opened, a few at a time. Raises NotFound, VaultError."""
        try:
            return SealedReader(self._path(path), handle, context)
        except FileNotFoundError:
            raise NotFound() from None

    def delete(self, path: str) -> None:
        """A file or a folder, in two steps: moved aside at once, then unlinked; what is not there is fine."""
        target = self._path(path)
        aside = target.with_name(f"{target.name}-{secrets.token_hex(4)}{_GONE}")
        try:
            os.replace(target, aside)
        except FileNotFoundError:
            return
        _unlink(aside)

    def sweep(self) -> int:
        """Remove what a killed process left half-written or half-deleted; returns how many. Only when nobody writes."""
        left = [path for path in self._root.rglob("*") if path.name.endswith((_DRAFT, _GONE))]
        for path in left:
            _unlink(path)
        return len(left)

    def folders(self, path: str) -> list[str]:
        """Names of what lies directly below a folder."""
        target = self._path(path)
        return sorted(one.name for one in target.iterdir()) if target.is_dir() else []

    def older(self, path: str, moment: datetime) -> list[str]:
        """Names of the files directly below a folder that nobody has written since."""
        target, at = self._path(path), moment.timestamp()
        return sorted(one.name for one in target.iterdir() if one.is_file() and one.stat().st_mtime < at) if target.is_dir() else []

    def _path(self, path: str) -> Path:
        if not _PATH.match(path):
            raise ValueError("a store path is of small letters, digits, points and hyphens")
        return self._root / path


class _SealedWriter(io.RawIOBase):
    """Seals what it is given, a frame a write; the buffer above makes the frames whole."""

    def __init__(self, target: Path, handle: Handle, context: str) -> None:
        self._target, self._draft = target, _draft_of(target)
        self._file = self._draft.open("wb")
        self._handle, self._context, self._number = handle, context, 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        plain = bytes(memoryview(data)[:FRAME])  # type: ignore[arg-type]  # any buffer; the buffer above comes again with the rest
        self._put(plain, is_last=False)
        return len(plain)

    def close(self) -> None:
        if self.closed:
            return
        self._put(b"", is_last=True)
        _to_disk(self._file)
        self._file.close()
        _appear(self._draft, self._target)
        super().close()

    def _put(self, plain: bytes, *, is_last: bool) -> None:
        sealed = self._handle.seal(plain, _frame(self._context, self._number, is_last))
        self._file.write(len(sealed).to_bytes(4, "big") + (b"L" if is_last else b"M") + sealed)
        self._number += 1


class SealedReader(io.RawIOBase):
    """The plain bytes of a sealed file at any place, with no more than a few frames in memory and none on disk."""

    _KEPT = 8

    def __init__(self, path: Path, handle: Handle, context: str) -> None:
        self._file, self._handle, self._context = path.open("rb"), handle, context
        self._frames: list[tuple[int, int, int, bool]] = []  # where its plain bytes begin, where it lies, how long it is there, is it the last
        self._open: OrderedDict[int, bytes] = OrderedDict()
        self._at = self._size = 0
        try:
            self._index()
        except BaseException:
            self.close()
            raise

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Raises VaultError where bytes were changed."""
        wanted = memoryview(buffer).cast("B")
        done = 0
        while done < len(wanted) and self._at < self._size:
            number = bisect_right(self._frames, (self._at, self._file_end, 0, True)) - 1
            plain, start = self._plain(number), self._at - self._frames[number][0]
            piece = plain[start:start + len(wanted) - done]
            wanted[done:done + len(piece)] = piece
            done += len(piece)
            self._at += len(piece)
        return done

    def close(self) -> None:
        self._file.close()
        self._open.clear()
        super().close()

    def _index(self) -> None:
        """Where each frame lies; the last one is opened, which proves that nothing was cut off."""
        self._file_end = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        while head := self._file.read(5):
            length = int.from_bytes(head[:4], "big")
            if len(head) < 5 or length < OVERHEAD or (self._frames and self._frames[-1][3]):
                raise VaultError()
            self._frames.append((self._size, self._file.tell(), length, head[4:] == b"L"))
            self._size += length - OVERHEAD
            self._file.seek(length, os.SEEK_CUR)
        if not self._frames or not self._frames[-1][3]:
            raise VaultError()
        self._plain(len(self._frames) - 1)

    def _plain(self, number: int) -> bytes:
        if number not in self._open:
            _, place, length, is_last = self._frames[number]
            self._file.seek(place)
            self._open[number] = self._handle.open(self._file.read(length), _frame(self._context, number, is_last))
            while len(self._open) > self._KEPT:
                self._open.popitem(last=False)
        return self._open[number]


def _frame(context: str, number: int, is_last: bool) -> str:
    return f"{context}#{number}{'!' if is_last else ''}"


def _draft_of(target: Path) -> Path:
    return target.with_name(f"{target.name}-{secrets.token_hex(4)}{_DRAFT}")


def _to_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _appear(draft: Path, target: Path) -> None:
    """Give the file its name, and make the name last too: a row that refers to it may be on disk a moment later."""
    os.replace(draft, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _unlink(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
