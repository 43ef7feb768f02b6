"""The files that the rows of a collection stand for: found, sealed beside the rows, and counted where they are not there.

Invariants: a row that is not shown gives no file, and neither does one that is a customer company's; where something of a row is not shown, its
file is not called by its own name; a file is sealed block by block as it is
read, and has its name in the store when it is whole; table and files never hold the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from dsr.connectors.content import BLOCK, Damaged, Opened, limit, shelf
from dsr.connectors.faults import Place as Blamed
from dsr.domain import dataset
from dsr.domain.conditions import is_blank
from dsr.domain.content import Where, where
from dsr.domain.dataset import Source
from dsr.domain.disclosure import Disclosure
from dsr.domain.enclosed import HEAD, UNKNOWN, Kept, NotThere, media_type, nameless
from dsr.domain.holders import Finders
from dsr.domain.terms import Content
from dsr.domain.text_scan import TextScan
from dsr.domain.words import NotEnclosed, Role
from dsr.services.sealing import Place, file_context

Row = tuple[object, ...]


@dataclass(slots=True)
class Contents:
    """Of one collection, for one person. `take` sees the rows as they are read, `fetch` brings the files when all are read."""

    collection: dataset.Collection
    source: Source
    content: Content
    place: Place
    beat: Callable[[int], None]
    kept: list[Kept] = field(default_factory=list)
    not_there: NotThere = field(default_factory=NotThere)
    _named: list[tuple[int, Row, bool]] = field(default_factory=list)

    @classmethod
    def of(cls, collection: dataset.Collection, source: Source, categories: tuple[str, ...], place: Place,
           beat: Callable[[int], None]) -> Contents | None:
        """None where the rows of the collection stand for no files, or none are asked for."""
        content = collection.terms.content
        return cls(collection, source, content, place, beat) if content is not None and collection.gives_content(categories) else None

    def hidden(self, rows: Sequence[Row], finders: Finders | None, disclosure: Disclosure | None) -> tuple[frozenset[int], frozenset[int]]:
        """The rows of which nothing is shown, or not the cell that is the file; and those of which something is not shown, or not whole."""
        if finders is None or disclosure is None:
            return frozenset(), frozenset()
        closed, masked = set[int](), set[int]()
        for number, row in enumerate(rows):
            found_by = [name for name, _ in finders.own(row)]
            shown = disclosure.shown(row, found_by)
            is_withheld = shown.is_masked and all(cell is None for cell in shown.cells)
            if is_withheld or (self.content.column and not disclosure.is_open(row, found_by, self.content.column)):
                closed.add(number)
            if shown.is_masked:
                masked.add(number)
        return frozenset(closed), frozenset(masked)

    def take(self, rows: Iterable[Row], columns: tuple[str, ...], first: int, hidden: Collection[int] = (), masked: Collection[int] = ()) -> None:
        """Rows as they were found, the first of which is number `first` of the collection. Those `hidden` (by their place among these) give
        no file; those `masked` one without its name. Where files lie in a folder they are fetched later: nobody's snapshot waits for them."""
        places = [columns.index(name) for name in self.content.columns]
        for number, row in enumerate(rows):
            cells = tuple(row[place] for place in places)
            if self.collection.role is Role.PROCESSOR or number in hidden:
                if self._names_a_file(cells):
                    self.not_there.add(NotEnclosed.PROCESSOR if self.collection.role is Role.PROCESSOR else NotEnclosed.MASKED)
            elif self.content.column:
                self._from_cell(first + number, cells[0])
            else:
                self._named.append((first + number, cells, number in masked))

    def fetch(self) -> None:
        """Copy the files that rows named. Raises SourceError."""
        blamed = Blamed(self.source.key, str(self.collection.address))
        files = shelf(self.source, blamed) if any(self._names_a_file(cells) for _, cells, _ in self._named) else None
        for number, cells, is_masked in self._named if files is not None else ():
            at = self._where(cells, files.root if files is not None else "")
            if isinstance(at, Where) and files is not None:
                for found in files.files(at):
                    self._keep(number, found, is_masked=is_masked)
            elif isinstance(at, NotEnclosed):
                self.not_there.add(at)
        self._named.clear()

    def _names_a_file(self, cells: Row) -> bool:
        return not is_blank(cells[0]) if self.content.column else self._where(cells, "") is not None

    def _where(self, cells: Row, root: str) -> Where | NotEnclosed | None:
        return where(self.content, dict(zip(self.content.columns, cells, strict=True)).__getitem__, root)

    def _from_cell(self, number: int, cell: object) -> None:
        if is_blank(cell):
            return
        try:
            data = decoded(cell, self.content.encoding)
        except ValueError:
            self.not_there.add(NotEnclosed.UNREADABLE)
            return
        if len(data) > limit(self.source, Blamed(self.source.key, str(self.collection.address))):
            self.not_there.add(NotEnclosed.TOO_LARGE)
            return
        name = f"{self.collection.address.collection}-{number + 1}"
        self._keep(number, Opened(name, (data[at:at + BLOCK] for at in range(0, len(data), BLOCK))), is_text=isinstance(cell, str))

    def _keep(self, number: int, found: Opened | NotEnclosed, *, is_text: bool = False, is_masked: bool = False) -> None:
        if isinstance(found, NotEnclosed):
            self.not_there.add(found)
            return
        path = f"{self.place.prefix}/{hashlib.sha256(str(self.collection.address).encode()).hexdigest()[:16]}-file-{len(self.kept)}"
        scan = TextScan(found.name)
        try:
            size, digest, head = copied(scan.watched(found.blocks), path, self.place, self.beat)
        except Damaged as error:
            self.not_there.add(error.why)
            return
        known = media_type(found.name, head)
        kind = self.content.media_type or ("text/plain" if is_text and known == UNKNOWN else known)
        name = found.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # a folder holds names that are no text
        name = nameless(name, str(self.collection.address)) if is_masked else name
        self.kept.append(Kept(self.source.key, str(self.collection.address), number, name, kind, size, digest, path,
                              may_hold_national=scan.found))


def reach(collection: dataset.Collection, source: Source) -> None:
    """Look whether the files of a collection can be had as the config says. Raises SourceError."""
    content, blamed = collection.terms.content, Blamed(source.key, str(collection.address))
    if content is not None and collection.role is not Role.PROCESSOR:
        if content.column:
            limit(source, blamed)
        else:
            shelf(source, blamed)


def again(one: Kept, row: int, place: Place, number: int, beat: Callable[[int], None]) -> Kept:
    """The same file once more, at a place of this attempt, for a row that has another number now. Raises NotFound, VaultError."""
    path = f"{place.prefix}/{hashlib.sha256(one.address.encode()).hexdigest()[:16]}-again-{number}"
    copied(place.store.read(one.path, place.handle, file_context(one.path)), path, place, beat)
    return replace(one, row=row, path=path)


def copied(blocks: Iterator[bytes], path: str, place: Place, beat: Callable[[int], None]) -> tuple[int, str, bytes]:
    """Size, digest and first bytes of what now lies sealed at `path`; nothing lies there if this raises."""
    size, digest, head = 0, hashlib.sha256(), b""
    file = place.store.create(path, place.handle, file_context(path))
    try:
        for block in blocks:
            beat(0)
            file.write(block)
            digest.update(block)
            size += len(block)
            head = head or block[:HEAD]
    except BaseException:
        file.close()
        place.store.delete(path)
        raise
    file.close()
    return size, digest.hexdigest(), head


def decoded(cell: object, encoding: str) -> bytes:
    """The bytes that a cell holds. Raises ValueError."""
    data = cell.encode() if isinstance(cell, str) else bytes(cell) if isinstance(cell, bytes | bytearray | memoryview) else str(cell).encode()
    match encoding:
        case "base64":
            return base64.b64decode(b"".join(data.split()), validate=True)
        case "hex":
            return bytes.fromhex(data.decode("ascii").strip().removeprefix("\\x").removeprefix("0x"))
        case _:
            return data
