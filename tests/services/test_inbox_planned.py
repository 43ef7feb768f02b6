"""The queue in the order of the plan, and what of it is mine."""

from __future__ import annotations

from datetime import date, timedelta

from dsr.db import Database
from dsr.models import AbsenceRow
from dsr.services.read import inbox
from dsr.vault import Vault
from tests.factories import NOW, a_staff
from tests.services.read_rows import a_case, a_part_of

TODAY = date(2026, 11, 24)


def test_what_is_planned_for_an_earlier_day_comes_first_whenever_it_is_due(database: Database, vault: Vault) -> None:
    """Whoever looks after it goes away."""
    with database.transaction() as session:
        for reference, due, planned in (("B", 8, 2), ("A", 20, 1), ("C", 9, 2)):
            part = a_part_of(session, a_case(session, vault, reference=reference), due_on=TODAY + timedelta(days=due))
            part.plan_on = TODAY + timedelta(days=planned)
    assert [row.reference for row in _queue(database, vault)] == ["A", "B", "C"]


def _queue(database: Database, vault: Vault) -> tuple[inbox.Row, ...]:
    with database.reading() as session:
        return inbox.queue(session, filter=inbox.OPEN, today=TODAY, vault=vault).rows


def test_mine_is_what_i_look_after_and_what_i_stand_in_for(database: Database, vault: Vault) -> None:
    with database.transaction() as session:
        alice, bob, carol = (a_staff(session, email=f"{name}@fjordtel.example").id for name in ("alice", "bob", "carol"))
        for reference, keeper in (("A", alice), ("B", bob), ("C", carol), ("N", None)):
            a_part_of(session, a_case(session, vault, reference=reference)).keeper_id = keeper
        session.add(AbsenceRow(staff_id=bob, starts_on=TODAY, ends_on=TODAY, stand_in_id=alice, created_at=NOW))
        session.add(AbsenceRow(staff_id=carol, starts_on=TODAY, ends_on=TODAY, created_at=NOW))
    with database.reading() as session:
        page = inbox.queue(session, filter="mine", today=TODAY, vault=vault, mine=alice)
        every = inbox.queue(session, filter="open", today=TODAY, vault=vault, mine=bob)
    assert ([row.reference for row in page.rows], page.counts["mine"], every.counts["mine"]) == (["A", "B"], 2, 1)
    assert [(row.keeper, row.acting, row.is_away) for row in every.rows] == [
        ("alice@fjordtel.example", None, False), ("bob@fjordtel.example", "alice@fjordtel.example", True), ("carol@fjordtel.example", None, True),
        (None, None, False)]
