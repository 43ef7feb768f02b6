"""What a company that decides about data tells us to do with its part of a request (GDPR Art. 28(3)(a)), and how long we wait for it.

Invariants: of a company's words about a part the newest counts, for each kind of data by itself; what it decides can be changed until the answer is
approved; one answer is not given to the person and to the company at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dsr.domain.asking import REVIEW_DAYS
from dsr.domain.routing import DataKind
from dsr.domain.words import Right, State


class Decision(StrEnum):
    ANSWER = "answer"              # answer the person for us
    HAND_OVER = "hand_over"        # give the data to us, we answer
    REFUSE = "refuse"              # with the company's reason
    NOTHING_HELD = "nothing_held"  # nothing is held on our behalf


class ReferralEnd(StrEnum):
    """How asking a company ended."""

    INSTRUCTED = "instructed"
    PASSED_ON = "passed_on"        # it answers the person itself
    WITHDRAWN = "withdrawn"        # the person withdrew
    REPLACED = "replaced"          # another contact was asked instead
    UNANSWERED = "unanswered"      # nobody answered, and the person was told


class Step(StrEnum):
    """What is due while nobody has answered."""

    REMIND = "remind"
    ESCALATE = "escalate"          # our account owner hears, and the person that we still wait
    TELL = "tell"                  # the answer is due: the person hears that none came


CHANGEABLE = frozenset({State.REFERRED, State.TRIAGE, State.COLLECTING, State.REVIEWING})
REMIND_AFTER = (3, 7, 10)          # days after the day of the letter; the term itself counts from our receipt
LEAVES = frozenset({Decision.ANSWER, Decision.HAND_OVER})


@dataclass(frozen=True, slots=True)
class Given:
    """One decision, with the company's reason where it refuses."""

    decision: Decision
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Instructed:
    """What is in force for a part: a decision for a kind of data, and one (under None) for all that has no word of its own."""

    by_kind: Mapping[DataKind | None, Decision]

    def decision(self, kind: DataKind | None) -> Decision | None:
        """For data of this kind; None: nobody has decided."""
        return self.by_kind.get(kind, self.by_kind.get(None))

    @property
    def leaves(self) -> bool:
        """Whether anything of the part may leave or change."""
        return not LEAVES.isdisjoint(self.by_kind.values())

    @property
    def is_handed_over(self) -> bool:
        """Whether the company gets the data, and the person nothing from us."""
        return Decision.HAND_OVER in self.by_kind.values()

    @property
    def overall(self) -> Decision | None:
        """What becomes of the part as a whole; None: nobody has decided."""
        order = (Decision.HAND_OVER, Decision.ANSWER, Decision.REFUSE, Decision.NOTHING_HELD)
        return next((one for one in order if one in self.by_kind.values()), None)


def possible(right: Right) -> tuple[Decision, ...]:
    """What can be decided about a right: data are handed over for an answer, never for a change."""
    return tuple(one for one in Decision if right is Right.ACCESS or one is not Decision.HAND_OVER)


def problem(right: Right, given: Mapping[DataKind | None, Given]) -> str | None:
    """What is wrong with decisions that are to count together, as a word for a problem; None: they can be followed."""
    decided = {one.decision for one in given.values()}
    if not decided:
        return "required"
    if not decided <= set(possible(right)):
        return "not_for_right"
    if decided >= LEAVES:
        return "mixed"
    if any(one.decision is Decision.REFUSE and not one.reason.strip() for one in given.values()):
        return "no_reason"
    return None


def passed_on_problem(day: date, asked_on: date, today: date) -> str | None:
    """What is wrong with the day on which a reseller says that it passed a request on, as a word for a problem."""
    if day > today:
        return "future"
    return "too_early" if day < asked_on else None


def reminders(sent_on: date, due_on: date) -> tuple[date, ...]:
    """The days of the reminders: before the day that the answer is due."""
    return tuple(day for after in REMIND_AFTER if (day := sent_on + timedelta(days=after)) < due_on)


def escalates_on(sent_on: date, due_on: date, answer_days: int) -> date:
    """When our account owner hears: after the last reminder and the days that the agreement gives, or while there is still time to answer."""
    last = max(reminders(sent_on, due_on), default=sent_on)
    wanted = min(sent_on + timedelta(days=answer_days), due_on - timedelta(days=REVIEW_DAYS))
    return max(last, wanted) + timedelta(days=1)


def next_step(sent_on: date, due_on: date, answer_days: int, *, reminded: int, is_escalated: bool) -> tuple[Step, date]:
    """What is due next, and when. The last one is to tell the person, on the day that the answer is due or as soon after as we are at it."""
    days = reminders(sent_on, due_on)
    if reminded < len(days) and not is_escalated:
        return Step.REMIND, days[reminded]
    escalation = escalates_on(sent_on, due_on, answer_days)
    if not is_escalated and escalation < due_on:
        return Step.ESCALATE, escalation
    return Step.TELL, max(due_on, sent_on + timedelta(days=1))
