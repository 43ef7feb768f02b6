"""Windows as an interface wants them: between two ends, in spans that are not too long.

Invariant: the spans of a window touch and do not overlap, and each is asked for with a day to spare at both ends, because nobody
says whether an end counts or whose midnight a date is; a row belongs to the span that its own time lies in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from dsr.connectors.rest_plan import WindowPlan
from dsr.domain.window import Window

SPARE = timedelta(days=1)
AHEAD = timedelta(hours=1)  # life goes on while it is read
Now = Callable[[], datetime]  # what the source says the time is


def spans(window: Window, plan: WindowPlan, now: Now) -> Iterator[Window]:
    """The parts to ask for, in order; none where the window lies before all that the source keeps."""
    start, end = window.start, window.end
    if plan.since or plan.keeps_days:
        floors = [one for one in (plan.since, _back(plan.keeps_days, now)) if one]
        start = max([*floors, *([start] if start else [])])
    if end is None and plan.needs_ends:
        end = now() + AHEAD
    if start and end and start >= end:
        return
    if plan.span_days is None or start is None or end is None:
        yield Window(start, end)
        return
    step = timedelta(days=plan.span_days - 3)  # a day to spare at both ends, and one for a date that counts to its end
    while start < end:
        stop = min(end, start + step)
        yield Window(start, stop)
        start = stop


def sent(window: Window, plan: WindowPlan) -> Iterator[tuple[str, str]]:
    """Names and values of both ends; an end without limit is not sent."""
    for name, end, spare in ((plan.start, window.start, -SPARE), (plan.end, window.end, SPARE)):
        if name and (moment := _moved(end, spare)) is not None:
            yield name, _text(moment, plan.written)


def hull(windows: list[Window]) -> Window:
    """The one window around all."""
    starts, ends = [one.start for one in windows], [one.end for one in windows]
    return Window(None if None in starts else min(one for one in starts if one), None if None in ends else max(one for one in ends if one))


def _back(days: int | None, now: Now) -> datetime | None:
    return now() - timedelta(days=days) - SPARE if days else None


def _moved(end: datetime | None, by: timedelta) -> datetime | None:
    """None where the calendar ends: such a limit cuts nothing."""
    try:
        return None if end is None else (end.astimezone(UTC) + by)
    except OverflowError:
        return None


def _text(moment: datetime, written: str) -> str:
    match written:
        case "date":
            return moment.date().isoformat()
        case "epoch_s":
            return str(int(moment.timestamp()))
        case "epoch_ms":
            return str(int(moment.timestamp() * 1000))
        case _:
            return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
