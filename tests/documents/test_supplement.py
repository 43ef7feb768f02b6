"""An answer that is not whole says by when the rest follows, as long as that day can be promised."""

from __future__ import annotations

from datetime import date

import pytest

from dsr.documents import wording
from dsr.documents.lines import Line
from dsr.domain.answer import Answer, Gap
from dsr.domain.words import NotReached
from tests.documents.answers import answer, table

GAP = Gap("old", "Old archive", "old.calls", NotReached.UNAVAILABLE)
NEVER, CANNOT = Gap("x", "X", "x.y", NotReached.NO_PATH), Gap("x", "X", "x.y", NotReached.DECLINED)  # no search will ever reach it
OTHER = Gap("old", "Old archive", "old.calls", NotReached.IDENTITY_NOT_GIVEN)


@pytest.mark.parametrize(("one", "is_promised"), [
    (answer(table(3), gaps=(GAP,)), True), (answer(gaps=(GAP,)), True), (answer(table(3), gaps=(OTHER, GAP)), True),
    (answer(table(3), unknown_kinds=("badge",)), False), (answer(table(3), gaps=(NEVER,)), False), (answer(table(3), gaps=(CANNOT,)), False),
    (answer(table(3), gaps=(GAP,), due_on=date(2026, 11, 26)), True),   # the day of the answer itself
    (answer(table(3), gaps=(GAP,), due_on=date(2026, 11, 25)), False),  # it has passed
    (answer(table(3), gaps=(GAP,), due_on=None), False), (answer(table(3)), False), (answer(table(3), gaps=(OTHER,)), False)])
def test_the_day_of_the_rest_is_named(one: Answer, is_promised: bool) -> None:
    said = [line.words for line in wording.letter(one) if isinstance(line, Line) and line.words.startswith("What is missing follows")]
    assert len(said) == is_promised
    if is_promised:
        assert str(one.due_on.day if one.due_on else "") in said[0]


@pytest.mark.parametrize(("one", "is_promised"), [
    (answer(table(3), gaps=(NEVER,)), False), (answer(table(3), gaps=(CANNOT, OTHER)), False),   # no search will find more
    (answer(table(3), gaps=(GAP,)), False),                                                      # the day is named instead
    (answer(table(3), gaps=(GAP, NEVER), due_on=date(2026, 11, 25)), True), (answer(gaps=(GAP,), due_on=None), True)])
def test_to_hear_again_is_promised_only_where_more_may_come_and_no_day_is_named(one: Answer, is_promised: bool) -> None:
    said = " ".join(line.words for line in wording.letter(one) if isinstance(line, Line))
    assert ("hear from us again" in said) == is_promised
    assert "could be searched" in said


def test_what_was_not_searched_says_there_when_it_follows() -> None:
    rows = wording.searched(answer(table(3), gaps=(GAP, NEVER, OTHER)))
    assert [row[-1].partition(". ")[2] for row in rows] == ["", "Follows no later than 3 Dec 2026", "", ""]
    late = wording.searched(answer(gaps=(GAP,), due_on=date(2026, 11, 25)))
    assert "Follows" not in late[0][-1]
