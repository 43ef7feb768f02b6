"""The files that rows stand for, in a folder of this machine or in a store that speaks S3; `config: content:` says where.

Invariants: nothing outside the folder is opened, by `..` or by a link; no more than one block of a file is in memory; an error names no file,
for its name may be somebody's number.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from dsr.connectors.faults import Place
from dsr.connectors.files_remote import SCHEME, open_store, spoken_plainly, trouble
from dsr.connectors.limits import size
from dsr.domain.content import Where
from dsr.domain.dataset import Source
from dsr.domain.words import NotEnclosed

if TYPE_CHECKING:
    from obstore.store import S3Store

BLOCK = 1 << 18
_KEYS = ("root", "size_limit", "endpoint", "region", "access_key_id", "secret_access_key", "session_token", "path_style", "allow_http", "timeout_s")
_NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
_NOT_READ = (errno.EACCES, errno.EPERM, errno.EISDIR, errno.ELOOP, errno.EIO)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was found: its own name, and its bytes, to be read once."""

    name: str
    blocks: Iterator[bytes]


class Shelf(Protocol):
    """Where a source keeps its files."""

    root: str

    def files(self, where: Where) -> Iterator[Opened | NotEnclosed]:
        """The files at a place, by name, or why there is none; each is to be read before the next is asked for. Raises SourceError."""


class Damaged(Exception):
    """A file turned out, while it was read, not to be one that can be given."""

    def __init__(self, why: NotEnclosed) -> None:
        super().__init__(why.value)
        self.why = why


def shelf(source: Source, place: Place) -> Shelf:
    """Where the files of this source lie. Raises SourceMisconfigured, SourceUnavailable."""
    given = source.config.get("content")
    own: Mapping[str, Any] = given if isinstance(given, dict) else {}
    root = own.get("root")
    if not isinstance(root, str) or not root:
        raise place.misconfigured("config has no content: root, the folder of the files that rows stand for")
    for name in own:
        if name not in _KEYS:
            raise place.nothing_named("key of content", name, _KEYS)
    most = limit(source, place)
    if root.startswith(SCHEME):
        return _Remote(open_store({**source.config, **own}, place), root, most, place)
    return _Folder(Path(root), most, place)


def limit(source: Source, place: Place) -> int:
    """Bytes of the largest file that goes along. Raises SourceMisconfigured."""
    given = source.config.get("content")
    return size(given if isinstance(given, dict) else {}, "size_limit", "1GB", place)


class _Folder:
    def __init__(self, root: Path, most: int, place: Place) -> None:
        self._most, self._place = most, place
        with _plainly(place):
            if not root.is_dir():
                raise place.misconfigured("the folder of files (content: root) is not there")
            if next(root.iterdir(), None) is None:  # what is not mounted looks like this; then no file is there, and none is gone
                raise place.unavailable("the folder of files (content: root) is empty")
            self._real = root.resolve(strict=True)
        self.root = str(root)

    def files(self, where: Where) -> Iterator[Opened | NotEnclosed]:
        folder = self._real.joinpath(*where.folders)
        try:
            if not where.is_pattern:
                yield self._opened(folder / where.name)
                return
            if not folder.resolve(strict=True).is_relative_to(self._real):  # the names in a folder outside are nobody's business
                yield NotEnclosed.OUTSIDE
                return
            names = sorted(one.name for one in folder.iterdir() if fnmatchcase(one.name, where.name))
        except OSError as error:
            yield self._why(error)
            return
        if not names:
            yield NotEnclosed.GONE
        for name in names:
            yield self._opened(folder / name)

    def _opened(self, path: Path) -> Opened | NotEnclosed:
        try:
            real = path.resolve(strict=True)
            if not real.is_relative_to(self._real):
                return NotEnclosed.OUTSIDE
            if not real.is_file():
                return NotEnclosed.UNREADABLE
            if real.stat().st_size > self._most:
                return NotEnclosed.TOO_LARGE
            with real.open("rb"):
                return Opened(path.name, self._blocks(real))
        except RuntimeError:  # links in a circle
            return NotEnclosed.UNREADABLE
        except OSError as error:
            return self._why(error)

    def _blocks(self, path: Path) -> Iterator[bytes]:
        got = 0
        try:
            with path.open("rb") as file:
                while block := file.read(BLOCK):
                    got += len(block)
                    if got > self._most:  # it grows while it is read
                        raise Damaged(NotEnclosed.TOO_LARGE)
                    yield block
        except OSError as error:
            raise Damaged(self._why(error)) from None

    def _why(self, error: OSError) -> NotEnclosed:
        """Of one file. Raises SourceUnavailable where it is the folder that does not answer."""
        if error.errno in _NOT_THERE:
            return NotEnclosed.GONE
        if error.errno in _NOT_READ:
            return NotEnclosed.UNREADABLE
        raise self._place.unavailable(f"the folder of files does not answer ({errno.errorcode.get(error.errno or 0, 'unknown')})") from None


class _Remote:
    def __init__(self, store: S3Store, root: str, most: int, place: Place) -> None:
        self._store, self.root, self._most, self._place = store, root, most, place
        with spoken_plainly(place):
            if not next(iter(store.list(chunk_size=1)), None):
                raise place.unavailable("the folder of files (content: root) is empty")

    def files(self, where: Where) -> Iterator[Opened | NotEnclosed]:
        names = self._names(where) if where.is_pattern else [where.name]
        if not names:
            yield NotEnclosed.GONE
        for name in names:
            yield self._opened("/".join((*where.folders, name)), name)

    def _names(self, where: Where) -> list[str]:
        above = "/".join(where.folders)
        with spoken_plainly(self._place):
            found = [one["path"].removeprefix(f"{above}/") for some in self._store.list(above or None) for one in some]
        return sorted(name for name in found if "/" not in name and fnmatchcase(name, where.name))

    def _opened(self, key: str, name: str) -> Opened | NotEnclosed:
        with spoken_plainly(self._place):
            try:
                got = self._store.get(key)
            except Exception as error:
                match trouble(error):
                    case "FileNotFoundError" | "NotFoundError":
                        return NotEnclosed.GONE
                    case "PermissionDeniedError" | "InvalidPathError":
                        return NotEnclosed.UNREADABLE
                    case _:
                        raise
            if got.meta["size"] > self._most:
                return NotEnclosed.TOO_LARGE
            return Opened(name, self._blocks(got))

    def _blocks(self, got: Any) -> Iterator[bytes]:
        read = 0
        with spoken_plainly(self._place):
            for piece in got.stream(min_chunk_size=BLOCK):
                block = bytes(piece)
                read += len(block)
                yield block
        if read != got.meta["size"]:
            raise self._place.unavailable("a file changed while it was read")


@contextmanager
def _plainly(place: Place) -> Iterator[None]:
    try:
        yield
    except PermissionError:
        raise place.refused("the folder of files (content: root) may not be read by this user") from None
    except OSError as error:
        raise place.unavailable(f"the folder of files (content: root) does not answer ({type(error).__name__})") from None
