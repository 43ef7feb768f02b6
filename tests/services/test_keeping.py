"""Who looks after a part, when staff are away, and what day each part is planned for."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from dsr.domain.actor import SUBJECT, Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import InvalidInput, InvalidMove, NotAllowed, NotFound
from dsr.domain.words import Outcome
from dsr.kit import Kit
from dsr.models import AbsenceRow, Event, Staff
from dsr.services import keeping, lifecycle, plans, staff
from tests.fakes import FrozenNow
from tests.services.carol import Asked, alice, ask, part_of
from tests.services.standing import questioned
from tests.services.test_deadlines import extended
from workers import deadlines, waiting

PLANNED = date(2026, 12, 17)  # five working days before 24 December, on which it is due


@pytest.fixture
def by(kit: Kit) -> Actor:
    return alice(kit)


def bob(kit: Kit, role: StaffRole = StaffRole.CLERK) -> Actor:
    with kit.database.transaction() as session:
        row = staff.add(session, f"bob.{role.value}@fjordtel.example", role, "a long sentence that only we know", now=kit.now())
    return Actor(ActorKind.STAFF, row.id, ROLES[role])


def kept(kit: Kit, asked: Asked, who: int | None, by: Actor) -> None:
    with kit.database.transaction() as session:
        keeping.look_after(session, asked.receipt.reference, 1, who, by=by, now=kit.now())


def off(kit: Kit, who: int | None, first: str, last: str, stand_in: int | None = None, *, by: Actor) -> int:
    with kit.database.transaction() as session:
        return keeping.go_away(session, who or 0, date.fromisoformat(first), date.fromisoformat(last), stand_in, by=by, today=kit.now().date(),
                               now=kit.now()).id


def plan(kit: Kit, asked: Asked) -> date:
    with kit.database.reading() as session:
        return part_of(session, asked).plan_on


def test_every_part_is_planned_and_moves_with_its_day(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    assert plan(kit, asked) == PLANNED
    questioned(kit, asked, by)
    now.forward(days=10)
    waiting.waiting(kit)
    assert plan(kit, asked) == date(2026, 12, 24)  # ten days later it is due on 4 January
    extended(kit, asked)
    assert plan(kit, asked) == date(2027, 3, 1)    # and then on 8 March


def test_what_is_due_while_its_keeper_is_away_is_planned_before(kit: Kit, by: Actor) -> None:
    asked, clerk = ask(kit), bob(kit)
    kept(kit, asked, clerk.id, by)
    number = off(kit, clerk.id, "2026-12-14", "2026-12-31", by.id, by=clerk)
    assert plan(kit, asked) == date(2026, 12, 11)
    kept(kit, asked, None, by)
    assert plan(kit, asked) == PLANNED
    kept(kit, asked, clerk.id, by)
    with kit.database.transaction() as session:
        keeping.come_back(session, number, by=clerk)
    assert plan(kit, asked) == PLANNED


def test_who_looks_after_it_is_on_record(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    kept(kit, asked, by.id, by)
    kept(kit, asked, by.id, by)
    with kit.database.reading() as session:
        (event,) = session.execute(select(Event).where(Event.name == "looked_after")).scalars()
        assert json.loads(event.facts) == {"part": 1, "staff": by.id}


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.DPO, StaffRole.ADMIN])
def test_only_who_may_work_on_it_looks_after_it(kit: Kit, by: Actor, role: StaffRole) -> None:
    asked, other = ask(kit), bob(kit, role)
    with pytest.raises(InvalidInput):
        kept(kit, asked, other.id, by)
    with pytest.raises(NotAllowed):
        kept(kit, asked, by.id, other)
    with pytest.raises(NotAllowed):
        off(kit, other.id, "2026-12-14", "2026-12-15", by=other)


def test_nobody_who_has_left_looks_after_anything(kit: Kit, by: Actor) -> None:
    asked, clerk = ask(kit), bob(kit)
    with kit.database.transaction() as session:
        session.get_one(Staff, clerk.id).is_active = False
    with pytest.raises(InvalidInput):
        kept(kit, asked, clerk.id, by)
    with pytest.raises(InvalidInput):
        off(kit, by.id, "2026-12-14", "2026-12-15", clerk.id, by=by)


def test_what_is_closed_needs_nobody(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        lifecycle.move(session, part_of(session, asked), "withdraw", by=SUBJECT, now=kit.now(), outcome=Outcome.WITHDRAWN)
    with pytest.raises(InvalidMove):
        kept(kit, asked, by.id, by)


def test_everybody_enters_their_own_and_the_privacy_manager_any(kit: Kit, by: Actor) -> None:
    clerk = bob(kit)
    with pytest.raises(NotAllowed):
        off(kit, by.id, "2026-12-14", "2026-12-15", by=clerk)
    number = off(kit, clerk.id, "2026-12-14", "2026-12-15", by=by)
    theirs = off(kit, by.id, "2026-12-20", "2026-12-21", by=by)
    with pytest.raises(NotAllowed), kit.database.transaction() as session:
        keeping.come_back(session, theirs, by=clerk)
    with kit.database.transaction() as session:
        keeping.come_back(session, number, by=clerk)
    with pytest.raises(NotFound), kit.database.transaction() as session:
        keeping.come_back(session, number, by=clerk)


@pytest.mark.parametrize(("first", "last", "field"), [
    ("2026-12-15", "2026-12-14", "ends_on"), ("2026-10-01", "2026-11-23", "ends_on"), ("2026-12-01", "2028-12-01", "ends_on"),
    ("2026-12-10", "2026-12-24", "starts_on"), ("2026-12-26", "2026-12-28", "starts_on")])
def test_a_time_that_cannot_be_is_refused_beside_its_field(kit: Kit, by: Actor, first: str, last: str, field: str) -> None:
    off(kit, by.id, "2026-12-24", "2026-12-26", by=by)
    with pytest.raises(InvalidInput) as refused:
        off(kit, by.id, first, last, by=by)
    assert refused.value.facts["field"] == field
    with kit.database.reading() as session:
        assert len(session.execute(select(AbsenceRow)).all()) == 1


def test_nobody_stands_in_for_themselves(kit: Kit, by: Actor) -> None:
    with pytest.raises(InvalidInput) as refused:
        off(kit, by.id, "2026-12-14", "2026-12-15", by.id, by=by)
    assert (refused.value.facts["field"], refused.value.facts["problem"]) == ("stand_in", "themselves")


def test_a_plan_that_does_not_hold_any_more_is_made_again(kit: Kit) -> None:
    """What an older version planned, or another list of holidays."""
    asked = ask(kit)
    with kit.database.transaction() as session:
        part_of(session, asked).plan_on = PLANNED - timedelta(days=2)
    deadlines.plan(kit)
    assert plan(kit, asked) == PLANNED
    with kit.database.reading() as session:
        assert plans.stale(session) == []
