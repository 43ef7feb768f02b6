"""Who sees to it while somebody is away, and for which day it is planned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.absence import Absence, acting, away, planned

ALICE, BOB, CAROL = 1, 2, 3
DAY = date(2026, 12, 17)  # a Thursday


def gone(who: int, first: str, last: str, stand_in: int | None = None) -> Absence:
    return Absence(who, date.fromisoformat(first), date.fromisoformat(last), stand_in)


WHO = {
    "nobody away": ([], ALICE),
    "away, with a stand-in": ([gone(ALICE, "2026-12-14", "2026-12-18", BOB)], BOB),
    "the first and the last day count": ([gone(ALICE, "2026-12-17", "2026-12-17", BOB)], BOB),
    "back again": ([gone(ALICE, "2026-12-01", "2026-12-16", BOB)], ALICE),
    "away, and nobody stands in": ([gone(ALICE, "2026-12-14", "2026-12-18")], None),
    "the stand-in is away, too": ([gone(ALICE, "2026-12-14", "2026-12-18", BOB), gone(BOB, "2026-12-17", "2026-12-18", CAROL)], CAROL),
    "each stands in for the other": ([gone(ALICE, "2026-12-14", "2026-12-18", BOB), gone(BOB, "2026-12-17", "2026-12-18", ALICE)], None),
    "somebody else is away": ([gone(CAROL, "2026-12-14", "2026-12-18", BOB)], ALICE),
}


@pytest.mark.parametrize("which", WHO)
def test_who_sees_to_it(which: str) -> None:
    absences, expected = WHO[which]
    assert acting(ALICE, DAY, absences) == expected
    assert acting(None, DAY, absences) is None


PLANNED = {
    "nobody away": ([], "2026-12-17"),
    "in the middle of a week off": ([gone(ALICE, "2026-12-15", "2026-12-18", BOB)], "2026-12-14"),
    "from a Monday: the Friday before": ([gone(ALICE, "2026-12-14", "2026-12-31")], "2026-12-11"),
    "two in a row": ([gone(ALICE, "2026-12-14", "2026-12-31"), gone(ALICE, "2026-12-09", "2026-12-11")], "2026-12-08"),
    "away since before it came": ([gone(ALICE, "2026-11-02", "2026-12-31")], "2026-11-24"),
    "back the day before": ([gone(ALICE, "2026-12-01", "2026-12-16")], "2026-12-17"),
    "the stand-in's are not counted: they act all the same": ([gone(BOB, "2026-12-14", "2026-12-31")], "2026-12-17"),
}


@pytest.mark.parametrize("which", PLANNED)
def test_what_falls_into_a_gap_is_planned_before_it(which: str) -> None:
    absences, expected = PLANNED[which]
    assert planned(DAY, ALICE, absences, "DK", not_before=date(2026, 11, 24)) == date.fromisoformat(expected)
    assert planned(DAY, None, absences, "DK", not_before=date(2026, 11, 24)) == DAY


@st.composite
def several(draw: st.DrawFn) -> list[Absence]:
    found = []
    for _ in range(draw(st.integers(0, 6))):
        first = DAY + timedelta(days=draw(st.integers(-40, 10)))
        found.append(Absence(draw(st.sampled_from([ALICE, BOB, CAROL])), first, first + timedelta(days=draw(st.integers(0, 20))),
                             draw(st.sampled_from([ALICE, BOB, CAROL, None]))))
    return found


@given(several())
def test_nothing_waits_for_somebody_who_is_away(absences: list[Absence]) -> None:
    day = planned(DAY, ALICE, absences, "DK", not_before=date(2026, 1, 1))
    assert day <= DAY
    assert away(ALICE, day, absences) is None
    who = acting(ALICE, DAY, absences)
    assert who is None or away(who, DAY, absences) is None
