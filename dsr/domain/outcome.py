"""How a part that was answered ended, from the content of its answer, and which letter announces it."""

from __future__ import annotations

from enum import StrEnum

from dsr.domain.answer import Answer
from dsr.domain.words import LeftOut, NotEnclosed, Outcome, Withheld

REFUSED = frozenset({LeftOut.OTHER_PERSON, LeftOut.CONFIDENTIAL, LeftOut.HARMFUL})  # there is something of the person in it


def outcome_of(answer: Answer) -> Outcome:
    """`nothing_held` only where everything was searched; `partly_fulfilled` where rows, files or sources are left to others or to later."""
    if answer.holds_nothing:
        return Outcome.NOTHING_HELD
    if not answer.is_complete or any(table.withheld.get(why) for table in answer.tables for why in (Withheld.PROCESSOR, Withheld.SHARED_LINE)):
        return Outcome.PARTLY_FULFILLED
    if any(table.left_by_staff or table.removed for table in answer.tables):
        return Outcome.PARTLY_FULFILLED
    if any(one.not_there.get(NotEnclosed.PROCESSOR) or one.left_out.keys() & REFUSED for one in answer.contents):
        return Outcome.PARTLY_FULFILLED
    return Outcome.FULFILLED


class AnswerLetter(StrEnum):
    """The letters that announce an answer (GDPR Art. 12(3)); each says in its first sentence what kind of answer it is."""

    FULL = "answer_ready"
    NOTHING = "answer_nothing"
    PARTLY = "answer_partly"         # something is left out, or cannot be promised
    INCOMPLETE = "answer_incomplete"  # a supplement follows by the day that the law gives us
    CORRECTED = "answer_corrected"   # another answer went out before


def letter_of(outcome: Outcome, *, is_complete: bool, follows: bool, replaces: bool) -> AnswerLetter:
    """Which of them announces an answer. `follows`: what is missing may still be found by the day it is due; `replaces`: an earlier one went out.

    "We hold nothing" is said only of a complete search.
    """
    if replaces:
        return AnswerLetter.CORRECTED
    if not is_complete:
        return AnswerLetter.INCOMPLETE if follows else AnswerLetter.PARTLY
    match outcome:
        case Outcome.FULFILLED:
            return AnswerLetter.FULL
        case Outcome.NOTHING_HELD:
            return AnswerLetter.NOTHING
        case _:
            return AnswerLetter.PARTLY
