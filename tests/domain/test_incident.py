"""When something went wrong: who must be told, until when, and when somebody is reminded; and where a part goes whose answer was called back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dsr.domain.incident import HOURS, Clock, Duty, Risk, clocks, ends_at, owed, reminder
from dsr.domain.recall import TO_REVIEW, TO_START, move_after
from dsr.domain.words import Outcome, Role, State

AWARE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(("role", "risk", "is_telecom", "wanted"), [
    (Role.CONTROLLER, Risk.UNWEIGHED, False, {Duty.AUTHORITY}),
    (Role.CONTROLLER, Risk.UNLIKELY, False, set()),
    (Role.CONTROLLER, Risk.LIKELY, False, {Duty.AUTHORITY}),
    (Role.CONTROLLER, Risk.HIGH, False, {Duty.AUTHORITY, Duty.PERSONS}),
    (Role.CONTROLLER, Risk.UNLIKELY, True, {Duty.TELECOM}),  # Reg. 611/2013 knows no exception for a small risk
    (Role.PROCESSOR, Risk.UNLIKELY, False, {Duty.COMPANY}),
    (Role.PROCESSOR, Risk.HIGH, False, {Duty.COMPANY}),      # the company tells its authority and the people
    (Role.PROCESSOR, Risk.HIGH, True, {Duty.COMPANY, Duty.TELECOM}),
])
def test_who_must_be_told(role: Role, risk: Risk, is_telecom: bool, wanted: set[Duty]) -> None:
    assert set(owed(role, risk, is_telecom=is_telecom)) == wanted


@pytest.mark.parametrize(("aware_at", "wanted"), [
    ("2026-11-24T10:00+01:00", "2026-11-27T10:00+01:00"),
    ("2026-12-04T16:30+01:00", "2026-12-07T16:30+01:00"),  # over a weekend
    ("2026-12-24T23:59+01:00", "2026-12-27T23:59+01:00"),  # over Christmas, to a Sunday
    ("2026-03-27T12:00+01:00", "2026-03-30T13:00+02:00"),  # an hour is skipped: 72 hours all the same
    ("2026-10-23T12:00+02:00", "2026-10-26T11:00+01:00"),  # an hour comes twice
])
def test_nothing_stops_the_72_hours(aware_at: str, wanted: str) -> None:
    assert ends_at(Duty.AUTHORITY, datetime.fromisoformat(aware_at)) == datetime.fromisoformat(wanted)
    assert ends_at(Duty.AUTHORITY, datetime.fromisoformat(aware_at).astimezone(COPENHAGEN)) == datetime.fromisoformat(wanted)


def test_the_clock_that_ends_first_comes_first_and_says_what_is_only_an_aim() -> None:
    found = clocks(AWARE, Role.CONTROLLER, Risk.HIGH, {Duty.TELECOM: AWARE + timedelta(hours=25)}, is_telecom=True)
    assert [clock.duty for clock in found] == [Duty.TELECOM, Duty.AUTHORITY, Duty.PERSONS]
    assert [clock.is_aim for clock in found] == [False, False, True]
    assert [clock.is_late(AWARE + timedelta(hours=30)) for clock in found] == [True, False, False]


@pytest.mark.parametrize(("duty", "left", "wanted"), [
    (Duty.AUTHORITY, 25, 0), (Duty.AUTHORITY, 24, 1), (Duty.AUTHORITY, 7, 1), (Duty.AUTHORITY, 6, 2), (Duty.AUTHORITY, 0, 3),
    (Duty.AUTHORITY, -50, 3),
    (Duty.TELECOM, 13, 0), (Duty.TELECOM, 12, 1), (Duty.TELECOM, 3, 2), (Duty.COMPANY, -1, 3)])
def test_somebody_is_reminded_before_a_clock_ends_and_when_it_has(duty: Duty, left: int, wanted: int) -> None:
    ends = ends_at(duty, AWARE)
    assert reminder(Clock(duty, ends), ends - timedelta(hours=left)) == wanted
    assert reminder(Clock(duty, ends, AWARE), ends - timedelta(hours=left)) == 0


def test_each_duty_has_hours() -> None:
    assert HOURS.keys() == set(Duty)


@pytest.mark.parametrize(("state", "outcome", "role", "is_refused", "wanted"), [
    (State.DELIVERING, None, Role.CONTROLLER, False, TO_REVIEW),
    (State.DELIVERING, None, Role.PROCESSOR, False, TO_REVIEW),
    (State.DELIVERING, None, Role.CONTROLLER, True, None),           # a refusal is on its way
    (State.CLOSED, Outcome.FULFILLED, Role.CONTROLLER, False, TO_REVIEW),
    (State.CLOSED, Outcome.NOTHING_HELD, Role.CONTROLLER, False, TO_REVIEW),
    (State.CLOSED, Outcome.REFERRED, Role.PROCESSOR, False, TO_START),
    (State.CLOSED, Outcome.WITHDRAWN, Role.CONTROLLER, False, None),  # the person wants none any more
    (State.CLOSED, Outcome.REFUSED, Role.CONTROLLER, False, None),
    (State.COLLECTING, None, Role.CONTROLLER, False, None),          # a supplement is being made
    (State.TRIAGE, None, Role.CONTROLLER, False, None),
])
def test_where_a_part_goes_when_its_answer_is_called_back(state: State, outcome: Outcome | None, role: Role, is_refused: bool,
                                                         wanted: str | None) -> None:
    assert move_after(state, outcome, role, is_refused=is_refused) == wanted
