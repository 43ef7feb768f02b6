"""Half-open spans of time. Invariant: both ends are aware, and an empty span is never built."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` (included) to `end` (excluded); None means without limit on that side. Instants are aware."""

    start: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        for end in (self.start, self.end):
            if end is not None and end.tzinfo is None:
                raise ValueError("a window needs instants with a zone")
        if self.start and self.end and self.start >= self.end:
            raise ValueError("a window ends after it starts")

    @property
    def is_always(self) -> bool:
        return self.start is None and self.end is None

    def contains(self, instant: datetime) -> bool:
        """Whether the aware `instant` lies in the window; the start does, the end does not."""
        return (self.start is None or self.start <= instant) and (self.end is None or instant < self.end)

    def intersect(self, other: Window) -> Window | None:
        """The span both share, or None if they share nothing."""
        starts = [w.start for w in (self, other) if w.start is not None]
        ends = [w.end for w in (self, other) if w.end is not None]
        start, end = max(starts, default=None), min(ends, default=None)
        if start is not None and end is not None and start >= end:
            return None
        return Window(start, end)


ALWAYS = Window()


def limit(moment: datetime | None) -> datetime | None:
    """An end of a window in UTC: an hour that occurs twice equals nothing in another zone.

    None for the first and last year of the calendar: they stand for no limit and cannot be reckoned with.
    """
    return None if moment is None or moment.year in (1, 9999) else moment.astimezone(UTC)


def united(spans: Iterable[Window]) -> tuple[Window, ...]:
    """The same moments in spans that neither touch nor overlap, in order."""
    found: list[Window] = []
    for span in sorted(spans, key=lambda one: (one.start is not None, one.start)):
        last = found[-1] if found else None
        if last is None or (last.end is not None and (span.start is not None and last.end < span.start)):
            found.append(span)
        elif last.end is not None:
            found[-1] = Window(last.start, None if span.end is None else max(last.end, span.end))
    return tuple(found)


def without(spans: Iterable[Window], taken: Iterable[Window]) -> tuple[Window, ...]:
    """The moments of the spans that lie in none of those that are taken, in order."""
    left = list(united(spans))
    for gone in united(taken):
        left = [piece for span in left for piece in _around(span, gone)]
    return tuple(left)


def _around(span: Window, gone: Window) -> tuple[Window, ...]:
    """What lies of a span before and after another."""
    before = None if gone.start is None else span.intersect(Window(None, gone.start))
    after = None if gone.end is None else span.intersect(Window(gone.end, None))
    return tuple(piece for piece in (before, after) if piece is not None)
