"""Archives in files: CSV, JSON lines and Parquet, plain or packed, searched by DuckDB where they lie.

Invariant: what these files hold is given as it stands there, and a file that cannot be read to its end is an error, never fewer rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import ClassVar

from dsr.connectors import files_csv, files_jsonl, files_parquet
from dsr.connectors.base import Query
from dsr.connectors.faults import Place
from dsr.connectors.files_duck import Duck, Limits
from dsr.connectors.files_errors import spoken_plainly
from dsr.connectors.files_found import File, check_whole, files_of, location
from dsr.connectors.files_layout import Layout, Reading
from dsr.connectors.files_partitions import by_date
from dsr.connectors.files_remote import SCHEME, Remote
from dsr.connectors.files_where import Binder, where
from dsr.connectors.limits import timeout_s
from dsr.domain.dataset import Source
from dsr.domain.keys import Batch, Lookup
from dsr.domain.match import Matcher, needed, statements

KEYS_A_STATEMENT = 2000  # each statement reads the files once
_SIZE = re.compile(r"[1-9][0-9]* ?[KMGT]i?B\Z")
_FORMATS: Mapping[str, Callable[[list[File], Reading], list[Layout]]] = {
    "parquet": files_parquet.layouts, "csv": files_csv.layouts, "jsonl": files_jsonl.layouts}


class FilesConnector:
    """config: root (the folder, or s3://bucket/folder; `path` says the same), timeout_s (of one batch, default 60), memory_limit (512MB),
    threads (1: with more, rows come in no particular order); for s3 see `files_remote`."""

    kind: ClassVar[str] = "files"
    keys_a_scan: ClassVar[int] = KEYS_A_STATEMENT

    def __init__(self, source: Source) -> None:
        self._source = source
        self._place = Place(source.key)
        self._root, self._limits = _root(source.config, self._place), _limits(source.config, self._place)
        self._remote: Remote | None = None
        self._duck: Duck | None = None

    def probe(self) -> None:
        with spoken_plainly(self._place):
            self._open()
            if self._remote is not None:
                self._remote.probe()

    def collect(self, query: Query) -> Iterator[Batch]:
        """Rows owned by the query's keys, each once. Raises SourceError."""
        cut = statements(query.lookups, KEYS_A_STATEMENT)
        if not cut:
            return
        place = Place(self._source.key, str(query.collection.address))
        columns = tuple(dict.fromkeys([*query.columns, *needed(query.collection, query.lookups)]))
        width = len(query.columns)
        searched = frozenset(needed(query.collection, query.lookups))
        with spoken_plainly(place):
            reading = Reading(query.collection, location(query.collection.location, place), columns, searched, self._open(), place)
            with closing(self._layouts(reading, query.lookups)) as layouts:
                for layout in layouts:
                    matcher = Matcher(query.collection, self._source, columns, cut)
                    for number, statement in enumerate(cut):
                        bind = Binder()
                        condition = where(statement, query.collection, self._source, layout, bind)
                        with closing(reading.rows(layout, condition, bind.values, query.batch_rows)) as found:
                            for rows in found:
                                own = matcher.take(layout.read(rows), number)
                                if own:
                                    yield Batch(query.columns, own if len(columns) == width else [row[:width] for row in own])

    def close(self) -> None:
        if self._duck is not None:
            self._duck.close()
            self._duck = None
        if self._remote is not None:
            self._remote.close()
            self._remote = None

    def _open(self) -> Duck:
        if self._duck is None:
            if self._root is None and self._remote is None:
                self._remote = Remote(self._source.config, self._place)
            self._duck = Duck(self._remote.folder if self._remote else self._folder(), self._limits)
        return self._duck

    def _folder(self) -> Path:
        assert self._root is not None
        try:
            root = self._root.resolve(strict=True)
        except FileNotFoundError:
            raise self._place.misconfigured("the source's folder (root) is not there") from None
        if not root.is_dir():
            raise self._place.misconfigured("the source's folder (root) is no folder")
        return root

    def _layouts(self, reading: Reading, lookups: tuple[Lookup, ...]) -> Generator[Layout, None, None]:
        """The collection's files in groups of one shape. All files of a folder are looked at before the first is read; those of a store
        come one after the other, so that a column which none of them has is told at the end."""
        may_hold = by_date(reading.collection, reading.at, lookups)
        if self._remote is None:
            found = _layouts(files_of(self._folder(), reading.at, may_hold, reading.place, may_miss=reading.collection.is_optional), reading)
            reading.check_asked()
            yield from found
            return
        with closing(self._remote.files(reading.at, may_hold, reading.place)) as files:
            for file in files:
                yield from _layouts([file], reading)
        reading.check_asked()


def _layouts(files: list[File], reading: Reading) -> list[Layout]:
    for file in files:
        check_whole(file, reading.place)
    return [layout for form, layouts in _FORMATS.items() if (own := [file for file in files if file.format == form])
            for layout in layouts(own, reading)]


def _root(config: Mapping[str, object], place: Place) -> Path | None:
    """None for one that is not a folder of this machine."""
    given = config.get("root") or config.get("path")
    if not isinstance(given, str):
        raise place.misconfigured("config has no root, the folder of the files")
    return None if given.startswith(SCHEME) else Path(given)


def _limits(config: Mapping[str, object], place: Place) -> Limits:
    try:
        threads = int(str(config.get("threads", 1)))
    except ValueError:
        raise place.misconfigured("threads is no number") from None
    memory = str(config.get("memory_limit", "512MB"))
    if not _SIZE.match(memory):
        raise place.misconfigured("memory_limit is no size; 512MB is one")
    return Limits(timeout_s(config, place), memory, max(1, threads))
