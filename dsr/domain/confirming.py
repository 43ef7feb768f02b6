"""What a company says about a line of one person: whether, and from when to when, the person held it.

Invariant: what the company says never makes more of the person's than it says: outside the time that it gives the line was not theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from dsr.domain.errors import InvalidInput
from dsr.domain.tenancy import Holder
from dsr.domain.window import ALWAYS, Window, limit


class Answer(StrEnum):
    YES = "yes"            # as our record says
    OTHER = "other"        # on other dates
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An answer about one line. `last` is the last day that the person held it; None: still in use."""

    answer: Answer
    first: date | None = None
    last: date | None = None
    is_still: bool = False


def statements(said: Confirmed, recorded: Iterable[Window], *, today: date, zone: tzinfo) -> tuple[tuple[Holder, Window], ...]:
    """What the ledger is told. Raises InvalidInput (fields first, last: required, future, reversed)."""
    match said.answer:
        case Answer.YES:
            return tuple((Holder.SUBJECT, window) for window in (tuple(recorded) or (ALWAYS,)))
        case Answer.NO:
            return ((Holder.OTHER, ALWAYS),)
        case Answer.UNKNOWN:
            return ()
        case Answer.OTHER:
            return _dated(said, today=today, zone=zone)


def _dated(said: Confirmed, *, today: date, zone: tzinfo) -> tuple[tuple[Holder, Window], ...]:
    if said.first is None:
        raise InvalidInput(field="first", problem="required")
    if said.last is None and not said.is_still:
        raise InvalidInput(field="last", problem="required")
    last = None if said.is_still else said.last
    if said.first > today or (last is not None and last > today):
        raise InvalidInput(field="first" if said.first > today else "last", problem="future")
    if last is not None and last < said.first:
        raise InvalidInput(field="last", problem="reversed")
    start, end = _midnight(said.first, zone), _midnight(last + timedelta(days=1), zone) if last is not None else None
    told = [(Holder.SUBJECT, Window(start, end))]
    if start is not None:
        told.append((Holder.OTHER, Window(None, start)))
    if end is not None:
        told.append((Holder.OTHER, Window(end, None)))
    return tuple(told)


def _midnight(day: date, zone: tzinfo) -> datetime | None:
    return limit(datetime.combine(day, time(), zone))
