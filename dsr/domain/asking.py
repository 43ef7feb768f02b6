"""Asking a person for what no program can fetch: what they are told, how long they have, and what their answer can be.

Invariant: they learn the identifiers that their mapping names and no others; whoever cannot answer leaves a gap with a word, never a "nothing".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import cast

from dsr.domain.keys import Lookup
from dsr.domain.terms import Words
from dsr.domain.words import NotReached, State
from dsr.domain.work import TaskState

REVIEW_DAYS = 5  # what staff need between the last answer and the day the person's is due


class AwaitsPerson(Exception):
    """No failure: a source that only a person can search. `lookups` holds identifiers; it travels in memory and is never logged."""

    def __init__(self, lookups: tuple[Lookup, ...]) -> None:
        super().__init__("a person must be asked")
        self.lookups = lookups


class Reply(StrEnum):
    """What the person who was asked says."""

    FILES = "files"        # here is all we hold
    NOTHING = "nothing"
    CANNOT = "cannot"


class Cannot(StrEnum):
    """Why they cannot answer."""

    NOT_FINDABLE = "not_findable"  # nobody is found by these identifiers alone
    NO_ACCESS = "no_access"        # they do not have it, or cannot get at it any more
    NOT_ALLOWED = "not_allowed"    # they may not hand it out
    OTHER = "other"


class Ending(StrEnum):
    """How a question ended."""

    FILES = "files"
    NOTHING = "nothing"
    CANNOT = "cannot"
    EXPIRED = "expired"    # nobody answered in time
    WAIVED = "waived"      # staff went on without it


class Standing(StrEnum):
    """What a link to a question opens."""

    OPEN = "open"
    LATE = "late"          # the time is over, but the answer has not left: what comes now still goes along
    ANSWERED = "answered"
    OVER = "over"          # nothing is needed any more


@dataclass(frozen=True, slots=True)
class Owner:
    """Who is asked, as the source's file says."""

    email: str
    name: str
    language: str
    days: int
    remind_after_days: int
    question: Words
    shows_name: bool

    @classmethod
    def of(cls, config: Mapping[str, object]) -> Owner:
        """From a config that the mapping has checked and filled."""
        return cls(
            email=str(config["owner_email"]), name=str(config["owner_name"]), language=str(config["language"]), days=int(str(config["days"])),
            remind_after_days=int(str(config["remind_after_days"])), question=cast(Words, config["question"]), shows_name=bool(config["show_name"]))


def last_day(asked_on: date, days: int, due_on: date) -> date:
    """The last day for an answer: after `days`, or early enough that staff can review it before the person's is due; never less than a day."""
    return max(asked_on + timedelta(days=1), min(asked_on + timedelta(days=days), due_on - timedelta(days=REVIEW_DAYS)))


def remind_on(asked_on: date, after: int, last: date) -> date | None:
    """The day of the reminder; where there is less time than `after` days, the day before the last. None if that is today."""
    day = min(asked_on + timedelta(days=after), last - timedelta(days=1))
    return day if day > asked_on else None


def standing(ending: Ending | None, task: TaskState, part: State, *, is_last_round: bool) -> Standing:
    """What the link opens now."""
    match ending:
        case Ending.FILES | Ending.NOTHING | Ending.CANNOT:
            return Standing.ANSWERED
        case None if task is TaskState.ASKED and part is State.COLLECTING:
            return Standing.OPEN
        case Ending.EXPIRED if part in (State.COLLECTING, State.REVIEWING) and is_last_round:
            return Standing.LATE
        case _:
            return Standing.OVER


def gap_of(ending: Ending) -> NotReached | None:
    """What the answer says where a question ended so; None if it was answered."""
    match ending:
        case Ending.FILES | Ending.NOTHING:
            return None
        case Ending.CANNOT:
            return NotReached.DECLINED
        case Ending.EXPIRED | Ending.WAIVED:
            return NotReached.NOT_ANSWERED
