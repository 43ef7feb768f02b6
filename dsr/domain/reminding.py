"""Who of us is reminded of an answer, on which day, and when the person is told that it is late (GDPR Art. 12(3), 12(4); N04).

Invariants: of the reminders whose day has come only the last is written, and each once; no due day ends without a letter to the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dsr.domain.term import working_day_before
from dsr.domain.words import State

AHEAD_DAYS = 3        # before the day that is planned for
LATE_FROM = time(14)  # of the due day, where the answering entity is: whoever answers in the last hours still has the morning
OURS = (State.TRIAGE, State.COLLECTING, State.REVIEWING, State.EXECUTING)  # where an answer waits for us
_WEEK = 7


class Stage(StrEnum):
    """How near it is."""

    AHEAD = "ahead"        # soon to be planned for
    PLANNED = "planned"
    SOON = "soon"          # two working days before it is due
    DUE = "due"
    OVERDUE = "overdue"    # and each week from then


class To(StrEnum):
    """Who is reminded."""

    ACTING = "acting"      # whoever looks after it, or stands in for them; else the team
    MANAGER = "manager"    # the privacy manager
    CONTACT = "contact"    # the data protection contact


_TO = {
    Stage.AHEAD: (To.ACTING,), Stage.PLANNED: (To.ACTING,), Stage.SOON: (To.ACTING, To.MANAGER), Stage.DUE: (To.ACTING, To.MANAGER),
    Stage.OVERDUE: (To.ACTING, To.MANAGER, To.CONTACT),
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """`key` is the same for as long as nothing new is to be said."""

    stage: Stage
    key: str
    to: tuple[To, ...]


def reminder(*, plan_on: date, due_on: date, today: date, country: str) -> Reminder | None:
    """The one that is in force today."""
    stage = _stage(plan_on, due_on, today, country)
    if stage is None:
        return None
    week = f":{(today - due_on).days // _WEEK}" if stage is Stage.OVERDUE else ""
    return Reminder(stage, f"{stage.value}:{due_on.isoformat()}{week}", _TO[stage])


def must_be_told(due_on: date, now: datetime) -> bool:
    """Whether the person hears now that no answer came; `now` is local."""
    return now.date() > due_on or (now.date() == due_on and now.time() >= LATE_FROM)


def _stage(plan_on: date, due_on: date, today: date, country: str) -> Stage | None:
    if today >= due_on:
        return Stage.OVERDUE if today > due_on else Stage.DUE
    if today >= working_day_before(working_day_before(due_on, country), country):
        return Stage.SOON
    if today >= plan_on:
        return Stage.PLANNED
    return Stage.AHEAD if today >= plan_on - timedelta(days=AHEAD_DAYS) else None
