"""The days that a person asks about, and which rows are of them.

Invariant: only what says that it is of another time is left out; what says no time stays, for nobody can tell.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dsr.domain.dataset import Collection, Source
from dsr.domain.match import span_places, validity
from dsr.domain.window import ALWAYS, Window, limit
from dsr.domain.wire import instant


def of(first: date | None, last: date | None, zone: ZoneInfo) -> Window:
    """From the first day to the end of the last one, where `zone` is; None: open on that side."""
    if first is None and last is None:
        return ALWAYS
    start = limit(datetime.combine(first, time(), zone)) if first is not None else None
    end = limit(datetime.combine(last + timedelta(days=1), time(), zone)) if last is not None else None
    return Window(start, end)


def columns(collection: Collection) -> tuple[str, ...]:
    """What tells the time of a row."""
    return (collection.time.column,) if collection.time else tuple(name for name in collection.valid or () if name)


class Days:
    """Rows whose cells come in the order of `names`; those must hold what `columns` tells, unless the period is always."""

    def __init__(self, collection: Collection, source: Source, names: tuple[str, ...], period: Window) -> None:
        self._period, self._zone = period, ZoneInfo(source.timezone)
        is_cut = not period.is_always
        self._time = names.index(collection.time.column) if is_cut and collection.time else None
        self._written = collection.time.written if collection.time else "auto"
        self._span = span_places(collection, names) if is_cut and collection.time is None else None

    def has(self, row: tuple[object, ...]) -> bool:
        """A row with a time is of that moment; one that holds for a span is of all of it."""
        if self._time is not None:
            moment = limit(instant(row[self._time], self._zone, self._written))
            return moment is None or self._period.contains(moment)
        span = validity(row, self._span, self._zone) if self._span is not None else None
        return span is None or span.intersect(self._period) is not None

    def kept(self, rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
        return rows if self._time is None and self._span is None else [row for row in rows if self.has(row)]
