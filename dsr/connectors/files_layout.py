"""Files of one shape, how a column of them is asked for, and how they are read: what the three formats have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any

from dsr.connectors.faults import Place
from dsr.connectors.files_duck import Duck, literally, select
from dsr.connectors.files_found import File, Format, Location
from dsr.connectors.files_pipe import poured
from dsr.domain.dataset import Collection
from dsr.domain.optional import may_miss

Row = tuple[object, ...]
Found = Generator[list[tuple[Any, ...]], None, None]


class Form(StrEnum):
    """What a key is made into before it is put beside a cell."""

    TEXT = auto()
    JSON = auto()       # text of a cell that may be a list, or a number written in another way
    NUMERAL = auto()    # text that the mapping says is a number
    WHOLE = auto()
    HUGE = auto()
    DECIMAL = auto()
    FLOAT = auto()
    BOOLEAN = auto()
    UUID = auto()
    DATE = auto()
    STAMP = auto()      # without a zone
    ZONED = auto()
    BYTES = auto()
    NESTED = auto()     # never equal to a key
    OTHER = auto()      # compared by the exact check only


@dataclass(frozen=True, slots=True)
class Column:
    """One column as DuckDB sees it; `depth` counts the lists around the cell's own form."""

    sql: str
    form: Form
    depth: int = 0
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """Files that have the same columns.

    `table` is what to select from, with the files as $1; `select` what to select; `read` makes of the rows so found the cells
    asked for. Columns that these files have not are not in `columns`. Rows for which `always` holds are never passed over.
    """

    files: tuple[File, ...]
    table: str
    select: str
    columns: Mapping[str, Column]
    read: Callable[[list[tuple[Any, ...]]], list[Row]] = field(default=lambda rows: rows)
    always: str = "FALSE"


@dataclass(slots=True)
class Seen:
    """Of the files of one format that were looked at: the columns asked for that any of them has, and all their columns."""

    has: set[str] = field(default_factory=set)
    known: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """One collection's files while they are read: the columns `asked` for, and those of them that are `searched` by."""

    collection: Collection
    at: Location
    asked: tuple[str, ...]
    searched: frozenset[str]
    duck: Duck
    place: Place
    seen: defaultdict[Format, Seen] = field(default_factory=lambda: defaultdict(Seen))

    def rows(self, layout: Layout, condition: str, parameters: list[object], size: int) -> Found:
        """Rows for which the condition holds: of all plain files in one go, of others one after the other through a pipe."""
        statement = select(layout.select, layout.table, condition)
        piped = [file for file in layout.files if file.packing == "gz" or (self.at.encoding and file.format != "parquet")]
        plain = [literally(file.path) for file in layout.files if file not in piped]
        if plain:
            with closing(self.duck.rows(statement, [plain, *parameters], size)) as found:
                yield from found
        for file in piped:
            with (poured(file, self.at.encoding, self.duck.folder, self.place) as pipe,
                  closing(self.duck.rows(statement, [[literally(pipe)], *parameters], size)) as found):
                yield from found

    def check_names(self, layouts: Iterable[tuple[File, Iterable[str], Iterable[str]]]) -> None:
        """Each layout as (one of its files, the asked names it has, all its names).

        A column that is searched by must be in every file, or the search would leave files out in silence, unless it is optional; one that is only
        shown may be younger than some of the files, see `check_asked`. Raises SourceMisconfigured with the nearest name.
        """
        for file, has, names in layouts:
            own = self.seen[file.format]
            own.has.update(has)
            own.known.update(dict.fromkeys(names))
            for name in sorted(self.searched - set(has) - may_miss(self.collection)):
                raise self.place.nothing_named(f"column in {file.shown}:", name, names)

    def check_asked(self) -> None:
        """When all files were looked at: a column that none has. Raises SourceMisconfigured with the nearest name."""
        for own in self.seen.values():
            for name in self.asked:
                if own.known and name not in own.has and name not in may_miss(self.collection):
                    raise self.place.nothing_named("column", name, own.known)
