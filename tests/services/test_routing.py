"""The table of who decides is kept in versions, and only the privacy manager changes and signs it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from dsr.domain.actor import Actor
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed
from dsr.domain.routing import DEFAULTS, DataKind, RouteAct, RoutedRole, Routing, Row
from dsr.kit import Kit
from dsr.models import Event, RoutingVersion
from dsr.services import own_entity, routing
from tests.services.carol import alice

CALLS, WHY = DataKind.CALL_RECORDS, "We bill by them."
OURS = (RoutedRole.CONTROLLER, RouteAct.ANSWER)


@pytest.fixture
def manager(kit: Kit) -> Actor:
    return alice(kit)


def change(kit: Kit, by: Actor, kind: DataKind = CALLS, way: tuple[RoutedRole, RouteAct] = OURS, *, since: int = 0, reason: str = WHY,
           is_signed: bool = False) -> Row:
    with kit.database.transaction() as session:
        entity = own_entity.own(session, kit.settings).id
        return routing.change(session, entity, kind, *way, since=since, reason=reason, by=by, now=kit.now(), is_signed=is_signed)


def table(kit: Kit) -> Routing:
    with kit.database.transaction() as session:
        return routing.table(session, own_entity.own(session, kit.settings).id)


def rows(kit: Kit) -> list[RoutingVersion]:
    with kit.database.reading() as session:
        return list(session.execute(select(RoutingVersion).order_by(RoutingVersion.id)).scalars())


def test_what_ships_is_in_force_until_somebody_changes_it(kit: Kit, manager: Actor) -> None:
    assert dict(table(kit).rows) == dict(DEFAULTS)
    change(kit, manager)
    assert {kind: row for kind, row in table(kit).rows.items() if kind is not CALLS} == {
        kind: row for kind, row in DEFAULTS.items() if kind is not CALLS}


def test_call_records_are_held_until_their_row_is_signed(kit: Kit, manager: Actor) -> None:
    assert table(kit).row(CALLS).holds
    change(kit, manager)
    assert table(kit).row(CALLS).holds
    with kit.database.transaction() as session:
        entity = own_entity.own(session, kit.settings).id
        routing.sign(session, entity, CALLS, since=1, reason="As counsel says.", by=manager, now=kit.now())
    row = table(kit).row(CALLS)
    assert (row.holds, row.role, row.act, row.version, row.is_signed, row.is_contested) == (False, *OURS, 2, True, True)


def test_a_signed_row_that_is_changed_holds_again(kit: Kit, manager: Actor) -> None:
    change(kit, manager, is_signed=True)
    assert not table(kit).row(CALLS).holds
    change(kit, manager, way=(RoutedRole.PROCESSOR, RouteAct.FORWARD), since=1)
    assert table(kit).row(CALLS).holds


def test_each_change_is_a_version_with_who_when_and_why_and_an_event_without_the_words(kit: Kit, manager: Actor) -> None:
    change(kit, manager, reason="  We\n bill. ")
    change(kit, manager, since=1, is_signed=True, reason="Signed.")
    assert [(row.version, row.staff_id, row.made_at, row.reason, row.is_signed) for row in rows(kit)] == [
        (1, manager.id, kit.now(), "We bill.", False), (2, manager.id, kit.now(), "Signed.", True)]
    with kit.database.reading() as session:
        facts = [json.loads(event.facts) for event in session.execute(select(Event).where(Event.name == "routing_changed")).scalars()]
    same = {"kind": "call_records", "role": "controller", "act": "answer"}
    assert facts == [{**same, "version": 1, "signed": False}, {**same, "version": 2, "signed": True}]


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.MANAGER])
def test_only_who_approves_changes_or_signs(kit: Kit, manager: Actor, role: StaffRole) -> None:
    with pytest.raises(NotAllowed):
        change(kit, replace(manager, capabilities=ROLES[role]), is_signed=True)
    assert rows(kit) == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1_001])
def test_a_change_has_a_reason(kit: Kit, manager: Actor, reason: str) -> None:
    with pytest.raises(InvalidInput):
        change(kit, manager, reason=reason)
    assert rows(kit) == []


def test_nobody_decides_that_we_answer_for_a_company(kit: Kit, manager: Actor) -> None:
    with pytest.raises(InvalidInput):
        change(kit, manager, DataKind.CONTENT, (RoutedRole.PROCESSOR, RouteAct.ANSWER), is_signed=True)
    assert rows(kit) == []


def test_of_two_who_change_the_same_version_the_second_looks_again(kit: Kit, manager: Actor) -> None:
    change(kit, manager)
    with pytest.raises(Conflict):
        change(kit, manager, is_signed=True)
    with pytest.raises(Conflict):  # nothing would change
        change(kit, manager, since=1)
    assert len(rows(kit)) == 1


def test_what_was_decided_is_neither_changed_nor_removed(kit: Kit, manager: Actor) -> None:
    change(kit, manager)
    ways = [update(RoutingVersion).values(is_signed=True), delete(RoutingVersion)]
    if kit.database.engine.dialect.name == "postgresql":
        ways.append(text("TRUNCATE routing_version CASCADE"))  # type: ignore[arg-type]
    for way in ways:
        with pytest.raises(DBAPIError, match="append-only"), kit.database.transaction() as session:
            session.execute(way)
    assert [row.is_signed for row in rows(kit)] == [False]
