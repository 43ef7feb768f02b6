"""Of choices about one thing the newest counts, and what is left out is counted once."""

from __future__ import annotations

import pytest

from dsr.domain.choices import REASONS, Act, Choice, ChoiceReason, Cuts, Target, cuts, in_force, said_of

CALLS, LAW, OTHERS = "pbx.calls", ChoiceReason.LAW, ChoiceReason.OTHERS_RIGHTS


def left(reason: ChoiceReason = LAW, *, field: str = "", row: int | None = None) -> Choice:
    return Choice(Target(CALLS, field, row), Act.LEAVE_OUT, reason)


def test_the_newest_counts_and_what_is_taken_back_does_not() -> None:
    back = Choice(Target(CALLS, "", 2), Act.TAKE_BACK, None)
    assert in_force([left(row=2), left(OTHERS, row=2)]) == {Target(CALLS, "", 2): left(OTHERS, row=2)}
    assert in_force([left(row=2), back]) == {}
    assert list(in_force([left(row=2), back, left(row=2)])) == [Target(CALLS, "", 2)]


@pytest.mark.parametrize(("choices", "expected"), [
    ([], {}),
    ([left()], {CALLS: Cuts(whole=LAW)}),
    ([left(field="caller"), left(OTHERS, row=0), left(row=7)], {CALLS: Cuts(fields={"caller": LAW}, rows={0: OTHERS, 7: LAW})}),
    ([left(row=7), left(OTHERS)], {CALLS: Cuts(whole=OTHERS, rows={7: LAW})}),
    ([Choice(Target(CALLS, "caller"), Act.UNCOVER, ChoiceReason.AGREED)], {}),
    ([Choice(Target(CALLS, "caller"), Act.KEEP_HIDDEN, LAW)], {}),
    ([left(field="caller"), Choice(Target(CALLS, "caller"), Act.UNCOVER, ChoiceReason.AGREED)], {}),
])
def test_what_is_left_out(choices: list[Choice], expected: dict[str, Cuts]) -> None:
    assert cuts(choices) == expected


@pytest.mark.parametrize(("own", "withheld"), [
    (Cuts(), {}), (Cuts(whole=LAW), {LAW: 10}), (Cuts(rows={0: LAW, 3: OTHERS, 9: LAW}), {LAW: 2, OTHERS: 1}),
    (Cuts(whole=OTHERS, rows={0: LAW}), {OTHERS: 10}), (Cuts(rows={10: LAW}), {}), (Cuts(fields={"caller": LAW}), {})])
def test_each_row_that_is_left_out_is_counted_once(own: Cuts, withheld: dict[ChoiceReason, int]) -> None:
    assert own.withheld(10) == withheld


def test_rows_close_up_behind_what_is_left_out() -> None:
    own = Cuts(rows={1: LAW, 4: LAW})
    assert [own.place(row) for row in range(6)] == [0, None, 1, 2, None, 3]
    assert Cuts(whole=LAW).place(0) is None


def test_a_choice_about_a_field_goes_before_one_about_its_collection() -> None:
    whole, own = Choice(Target(CALLS), Act.KEEP_HIDDEN, LAW), Choice(Target(CALLS, "caller"), Act.UNCOVER, ChoiceReason.OWN)
    choices = in_force([own, whole])
    assert said_of(choices, CALLS, "caller") == own
    assert said_of(choices, CALLS, "called") == whole
    assert said_of(choices, "pbx.faxes", "called") is None


def test_what_hides_and_what_shows_have_no_reason_in_common() -> None:
    assert not set(REASONS[Act.UNCOVER]) & {*REASONS[Act.LEAVE_OUT], *REASONS[Act.KEEP_HIDDEN]}
    assert {reason for reasons in REASONS.values() for reason in reasons} == set(ChoiceReason)
