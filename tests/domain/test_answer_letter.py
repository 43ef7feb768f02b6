"""Which letter announces which answer."""

from __future__ import annotations

from itertools import product

import pytest

from dsr.domain.outcome import AnswerLetter, letter_of
from dsr.domain.words import Outcome

FULL, NOTHING, PARTLY, INCOMPLETE, CORRECTED = AnswerLetter
CASES = [
    # outcome, complete, follows, replaces
    (Outcome.FULFILLED, True, True, False, FULL),
    (Outcome.FULFILLED, True, False, False, FULL),
    (Outcome.NOTHING_HELD, True, True, False, NOTHING),
    (Outcome.NOTHING_HELD, False, True, False, INCOMPLETE),   # never "nothing" while a source is out of reach
    (Outcome.NOTHING_HELD, False, False, False, PARTLY),
    (Outcome.PARTLY_FULFILLED, True, True, False, PARTLY),      # left out for good: no more to come
    (Outcome.PARTLY_FULFILLED, False, True, False, INCOMPLETE),
    (Outcome.PARTLY_FULFILLED, False, False, False, PARTLY),  # no day can be promised that has passed
    (Outcome.FULFILLED, False, True, False, INCOMPLETE),
    (Outcome.FULFILLED, True, True, True, CORRECTED),
    (Outcome.NOTHING_HELD, True, True, True, CORRECTED),
    (Outcome.PARTLY_FULFILLED, False, True, True, CORRECTED),
    (Outcome.PARTLY_FULFILLED, False, False, True, CORRECTED),
]


@pytest.mark.parametrize(("outcome", "is_complete", "follows", "replaces", "letter"), CASES)
def test_the_letter_is_of_the_kind_of_the_answer(outcome: Outcome, is_complete: bool, follows: bool, replaces: bool, letter: AnswerLetter) -> None:
    assert letter_of(outcome, is_complete=is_complete, follows=follows, replaces=replaces) is letter


def test_complete_and_nothing_are_said_of_complete_answers_only() -> None:
    for outcome, is_complete, follows, replaces in product(Outcome, (True, False), (True, False), (True, False)):
        letter = letter_of(outcome, is_complete=is_complete, follows=follows, replaces=replaces)
        if letter in (FULL, NOTHING):
            assert is_complete
            assert outcome is (Outcome.FULFILLED if letter is FULL else Outcome.NOTHING_HELD)
        assert letter is not INCOMPLETE or follows
