"""How a part that was answered ended, from the content of its answer."""

from __future__ import annotations

from dsr.domain.answer import Answer
from dsr.domain.words import LeftOut, NotEnclosed, Outcome, Withheld

REFUSED = frozenset({LeftOut.OTHER_PERSON, LeftOut.CONFIDENTIAL, LeftOut.HARMFUL})  # there is something of the person in it


def outcome_of(answer: Answer) -> Outcome:
    """`nothing_held` only where everything was searched; `partly_fulfilled` where rows, files or sources are left to others or to later."""
    if answer.holds_nothing:
        return Outcome.NOTHING_HELD
    if not answer.is_complete or any(table.withheld.get(why) for table in answer.tables for why in (Withheld.PROCESSOR, Withheld.SHARED_LINE)):
        return Outcome.PARTLY_FULFILLED
    if any(one.not_there.get(NotEnclosed.PROCESSOR) or one.left_out.keys() & REFUSED for one in answer.contents):
        return Outcome.PARTLY_FULFILLED
    return Outcome.FULFILLED
