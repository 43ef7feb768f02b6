"""What a company may decide, what of it is in force, and who is written to while it is silent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.instruction import Decision, Given, Instructed, Step, escalates_on, next_step, passed_on_problem, possible, problem, reminders
from dsr.domain.routing import DataKind
from dsr.domain.words import Right

SENT, DUE = date(2026, 11, 4), date(2026, 12, 3)
ANSWER, HAND_OVER, REFUSE, NOTHING = Decision


def test_a_kind_without_a_word_of_its_own_goes_with_the_rest() -> None:
    said = Instructed({None: ANSWER, DataKind.CONTENT: REFUSE})
    assert said.decision(DataKind.CONTENT) is REFUSE
    assert said.decision(DataKind.DIRECTORY_ENTRY) is ANSWER


def test_without_a_word_nothing_leaves() -> None:
    assert Instructed({}).decision(DataKind.CONTENT) is None
    assert not Instructed({}).leaves
    assert Instructed({DataKind.CONTENT: ANSWER}).decision(DataKind.STATISTICS) is None


@pytest.mark.parametrize(("decided", "leaves", "handed", "overall"), [
    ({None: ANSWER}, True, False, ANSWER),
    ({None: HAND_OVER}, True, True, HAND_OVER),
    ({None: REFUSE}, False, False, REFUSE),
    ({None: NOTHING}, False, False, NOTHING),
    ({None: REFUSE, DataKind.CONTENT: ANSWER}, True, False, ANSWER),
    ({None: REFUSE, DataKind.CONTENT: HAND_OVER}, True, True, HAND_OVER),
    ({None: NOTHING, DataKind.CONTENT: REFUSE}, False, False, REFUSE),
    ({}, False, False, None),
])
def test_what_becomes_of_the_whole(decided: dict[DataKind | None, Decision], leaves: bool, handed: bool, overall: Decision | None) -> None:
    said = Instructed(decided)
    assert (said.leaves, said.is_handed_over, said.overall) == (leaves, handed, overall)


def test_data_are_handed_over_for_an_answer_and_never_for_a_change() -> None:
    assert possible(Right.ACCESS) == tuple(Decision)
    for right in (Right.ERASURE, Right.RECTIFICATION):
        assert possible(right) == (ANSWER, REFUSE, NOTHING)


@pytest.mark.parametrize(("right", "told", "why"), [
    (Right.ACCESS, {None: Given(ANSWER)}, None),
    (Right.ACCESS, {None: Given(HAND_OVER), DataKind.CONTENT: Given(REFUSE, "Section 22.")}, None),
    (Right.ACCESS, {}, "required"),
    (Right.ACCESS, {None: Given(REFUSE, " ")}, "no_reason"),
    (Right.ACCESS, {None: Given(ANSWER), DataKind.CONTENT: Given(REFUSE)}, "no_reason"),
    (Right.ACCESS, {None: Given(ANSWER), DataKind.CONTENT: Given(HAND_OVER)}, "mixed"),
    (Right.ERASURE, {None: Given(HAND_OVER)}, "not_for_right"),
])
def test_what_cannot_be_followed(right: Right, told: dict[DataKind | None, Given], why: str | None) -> None:
    assert problem(right, told) == why


def steps(sent_on: date, due_on: date, answer_days: int) -> list[tuple[Step, date]]:
    """All that happens while nobody answers."""
    found, reminded = [], 0
    while True:
        step = next_step(sent_on, due_on, answer_days, reminded=reminded, is_escalated=any(one is Step.ESCALATE for one, _ in found))
        found.append(step)
        if step[0] is Step.TELL:
            return found
        reminded += step[0] is Step.REMIND


def test_reminders_come_on_days_three_seven_and_ten_then_the_account_owner_then_the_person() -> None:
    assert steps(SENT, DUE, 10) == [
        (Step.REMIND, date(2026, 11, 7)), (Step.REMIND, date(2026, 11, 11)), (Step.REMIND, date(2026, 11, 14)),
        (Step.ESCALATE, date(2026, 11, 15)), (Step.TELL, DUE)]


@pytest.mark.parametrize(("sent_on", "days", "expected"), [
    (date(2026, 11, 4), 10, date(2026, 11, 15)),
    (date(2026, 11, 4), 20, date(2026, 11, 25)),    # as the agreement gives it
    (date(2026, 11, 4), 60, date(2026, 11, 29)),    # but while there is time to answer
    (date(2026, 11, 4), 1, date(2026, 11, 15)),     # never before the reminders
    (date(2026, 11, 26), 10, date(2026, 11, 30)),   # asked late: two reminders fall away
])
def test_when_the_account_owner_hears(sent_on: date, days: int, expected: date) -> None:
    assert escalates_on(sent_on, DUE, days) == expected


def test_where_there_is_no_time_the_person_hears_without_reminders() -> None:
    assert steps(DUE - timedelta(days=1), DUE, 10) == [(Step.TELL, DUE)]
    assert steps(DUE + timedelta(days=3), DUE, 10) == [(Step.TELL, DUE + timedelta(days=4))]


@given(st.integers(-5, 90), st.integers(0, 90))
def test_the_person_always_hears_and_never_after_the_day_unless_it_was_over_already(left: int, answer_days: int) -> None:
    due = SENT + timedelta(days=left)
    told = steps(SENT, due, answer_days)
    assert told[-1][0] is Step.TELL
    assert told[-1][1] <= max(due, SENT + timedelta(days=1))
    days = [day for _, day in told]
    assert days == sorted(days)
    assert all(day > SENT for day in days)
    assert len([one for one, _ in told if one is Step.REMIND]) == len(reminders(SENT, due))


@pytest.mark.parametrize(("days", "wrong"), [(-1, "too_early"), (0, None), (3, None), (10, None), (11, "future")])
def test_a_request_is_passed_on_from_the_day_of_our_letter_until_today(days: int, wrong: str | None) -> None:
    assert passed_on_problem(SENT + timedelta(days=days), SENT, SENT + timedelta(days=10)) == wrong
