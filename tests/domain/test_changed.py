"""What changed between two answers, collection by collection."""

from __future__ import annotations

import pytest

from dsr.domain.answer import Answer, Gap
from dsr.domain.changed import Change, changes, counts
from dsr.domain.earlier import Then
from dsr.domain.words import NotReached, Withheld
from tests.documents.answers import answer, table

CASES: list[tuple[str, Then | None, Answer, list[Change]]] = [
    ("more rows", Then(3), answer(table(5)), [Change("crm.contact", 3, 5, 0)]),
    ("fewer rows", Then(5), answer(table(3)), [Change("crm.contact", 5, 3, 0)]),
    ("the same", Then(3), answer(table(3)), [Change("crm.contact", 3, 3, 0)]),
    ("left out then", Then(1, 4), answer(table(5)), [Change("crm.contact", 1, 5, 4)]),
    ("left out now", Then(5), answer(table(2, found=5, withheld={Withheld.SHARED_LINE: 3})), [Change("crm.contact", 5, 2, 0)]),
    ("nothing in either", Then(0), answer(table(0)), []),
    ("all left out in both", Then(0, 2), answer(table(0, found=2, withheld={Withheld.PROCESSOR: 2})), [Change("crm.contact", 0, 0, 2)]),
    ("not searched then", Then(is_found=False, is_whole=False), answer(table(2)), [Change("crm.contact", None, 2, None)]),
    ("searched in part then", Then(1, is_whole=False), answer(table(2)), [Change("crm.contact", 1, 2, None)]),
    ("not searched now", Then(2), answer(gaps=(Gap("crm", "CRM", "crm.contact", NotReached.UNAVAILABLE),)), [Change("crm.contact", 2, None, 0)]),
    ("connected since, and empty", None, answer(table(0)), [Change("crm.contact", None, 0, None)]),
    ("gone from the mapping", Then(2), answer(), [Change("crm.contact", 2, None, 0)]),
    ("never asked for", None, answer(gaps=(Gap("crm", "CRM", "crm.contact", NotReached.IDENTITY_NOT_GIVEN),)), []),
]


@pytest.mark.parametrize(("then", "now", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_collection_of_either_answer_is_compared(then: Then | None, now: Answer, expected: list[Change]) -> None:
    assert list(changes({"crm.contact": then} if then is not None else {}, now)) == expected


def test_the_order_is_that_of_the_answer_and_what_is_gone_comes_last() -> None:
    now = answer(table(1, address="pbx.calls"), table(2), gaps=(Gap("old", "Old", "old.calls", NotReached.REFUSED),))
    earlier = {"zoo.rows": Then(1), "crm.contact": Then(2), "ab.rows": Then(1)}
    assert [one.address for one in changes(earlier, now)] == ["old.calls", "pbx.calls", "crm.contact", "ab.rows", "zoo.rows"]


def test_what_is_kept_of_an_answer_is_what_it_said() -> None:
    now = answer(table(1, found=3, withheld={Withheld.SHARED_LINE: 2}), table(4, address="pbx.calls"),
                 gaps=(Gap("old", "Old", "old.calls", NotReached.REFUSED), Gap("pbx", "PBX", "pbx.calls", NotReached.UPSTREAM),
                       Gap("x", "X", "x.y", NotReached.IDENTITY_NOT_GIVEN), Gap("whole", "Whole", "", NotReached.UNAVAILABLE)))
    assert counts(now) == {"crm.contact": Then(1, 2), "pbx.calls": Then(4, is_whole=False), "old.calls": Then(is_found=False, is_whole=False)}


def test_an_answer_compared_with_itself_has_not_changed() -> None:
    now = answer(table(3), table(0, address="pbx.calls", found=2, withheld={Withheld.PROCESSOR: 2}),
                 gaps=(Gap("old", "Old", "old.calls", NotReached.REFUSED),))
    assert [one.is_change for one in changes(counts(now), now)] == [False, False, False]
