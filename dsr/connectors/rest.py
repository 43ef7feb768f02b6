"""Interfaces over HTTP that answer in JSON: asked for one person at a time where they can be, read whole where they cannot.

Invariant: whatever an interface answers, only rows that hold a key themselves are taken, and a page that did not come is an error,
never fewer rows. An interface gives no snapshot: what changes while it is read may be seen before or after.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from dsr.connectors import rest_config
from dsr.connectors.base import Query
from dsr.connectors.faults import Place
from dsr.connectors.rest_ask import Ask, asks, wanted
from dsr.connectors.rest_fields import Cells, Row
from dsr.connectors.rest_pages import pages
from dsr.connectors.rest_plan import Endpoint, endpoint
from dsr.connectors.rest_wire import Wire
from dsr.domain.dataset import Collection, Source
from dsr.domain.keys import Batch
from dsr.domain.match import Matcher, needed
from dsr.domain.wire import instant


class RestConnector:
    """config: base_url, auth, timeout_s (of one request with its repetitions, default 60), max_pages, max_bytes, verify, headers, allow_http,
    probe (docs/rest.md)."""

    kind: ClassVar[str] = "rest"
    keys_a_scan: ClassVar[int] = 0

    def __init__(self, source: Source) -> None:
        self._source, self._place = source, Place(source.key)
        self._settings = rest_config.settings(source.config, self._place)
        for collection in source.collections():  # a mapping that is wrong is told before anything is asked
            if collection.location:
                endpoint(collection, self._place_of(collection))
        self._wire: Wire | None = None
        self._now: datetime | None = None

    def probe(self) -> None:
        """Asks `probe`, or only whether base_url answers and lets us in."""
        self._open().reach(self._settings.probe, self._place)

    def collect(self, query: Query) -> Iterator[Batch]:
        """Rows owned by the query's keys, each once. Raises SourceError."""
        if not any(lookup.keys for lookup in query.lookups):
            return
        place = self._place_of(query.collection)
        plan = endpoint(query.collection, place)
        columns = tuple(dict.fromkeys([*query.columns, *needed(query.collection, query.lookups), *_times(query.collection, plan)]))
        width = len(query.columns)
        try:
            for rows in self._own(query, plan, columns):
                for start in range(0, len(rows), query.batch_rows):
                    yield Batch(query.columns, [row[:width] for row in rows[start:start + query.batch_rows]])
        except RecursionError:
            raise place.misconfigured("an answer is nested too deeply") from None

    def close(self) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _own(self, query: Query, plan: Endpoint, columns: tuple[str, ...]) -> Iterator[list[Row]]:
        """The rows of each page that are somebody's who is looked for."""
        statements = wanted(query.lookups, plan, self._source.country)
        matcher = Matcher(query.collection, self._source, columns, [one.statement for one in statements])
        cells = Cells(columns, plan)
        for number, one in enumerate(statements):
            for ask in asks(one, plan, lambda: self._time(plan)):
                for found in pages(ask, plan, self._open(), self._settings.max_pages):
                    rows = cells.read(found, ask.given)
                    own = matcher.take(self._within(rows, ask, query.collection, columns, plan), number)
                    if own:
                        yield own
        cells.check()

    def _within(self, rows: list[Row], ask: Ask, collection: Collection, columns: tuple[str, ...], plan: Endpoint) -> list[Row]:
        """Rows whose time lies in the span that was asked for: those of the spare days come with their own span."""
        if ask.span is None or collection.time is None:
            return rows
        place, zone = columns.index(collection.time.column), ZoneInfo(self._source.timezone)
        moments = [instant(row[place], zone, collection.time.written) for row in rows]
        if None in moments:
            raise plan.place.misconfigured("a row has no time that can be read, though the source was asked by time")
        return [row for row, moment in zip(rows, moments, strict=True) if moment is not None and ask.span.contains(moment)]

    def _time(self, plan: Endpoint) -> datetime:
        """What the source says the time is: its clock decides what it keeps. Raises SourceMisconfigured."""
        if self._now is None:
            self._now = self._open().clock(plan.place)
        if self._now is None:
            raise plan.place.misconfigured("a window without an end cannot be asked for, because the source's answers bear no Date")
        return self._now

    def _open(self) -> Wire:
        if self._wire is None:
            self._wire = Wire(self._settings, self._place)
        return self._wire

    def _place_of(self, collection: Collection) -> Place:
        return Place(self._source.key, str(collection.address))


def _times(collection: Collection, plan: Endpoint) -> tuple[str, ...]:
    return (collection.time.column,) if collection.time is not None and plan.window is not None else ()
