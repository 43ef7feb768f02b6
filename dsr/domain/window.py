"""Half-open spans of time. Invariant: both ends are aware, and an empty span is never built."""

from __future__ import annotations

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
