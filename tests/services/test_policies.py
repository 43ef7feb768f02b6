"""The policy on other people's data is kept in versions, and what was collected by another one does not leave."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from dsr.domain.actor import Actor
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, Outdated
from dsr.domain.parties import Party
from dsr.domain.policy import Policy, Treatment, default
from dsr.domain.words import Role, State
from dsr.kit import Kit
from dsr.models import Event, LegalEntity, PolicyVersion, Task
from dsr.services import briefing, collect, planning, policies, tasks
from tests.services import drafted
from tests.services.carol import BOOK, Asked, alice, ask, part_of, reviewed

CUT = {Party.CALLER: Treatment.CUT}
WHY = "The bill shows them so."


@pytest.fixture
def manager(kit: Kit) -> Actor:
    return alice(kit)


def change(kit: Kit, by: Actor, treatments: dict[Party, Treatment], *, country: str = "DK", role: Role = Role.CONTROLLER, since: int = 0,
           digits: int = 3, reason: str = WHY) -> Policy:
    with kit.database.transaction() as session:
        return policies.change(session, country, role, treatments, digits=digits, since=since, reason=reason, by=by, now=kit.now())


def current(kit: Kit, country: str = "DK", role: Role = Role.CONTROLLER) -> Policy:
    with kit.database.reading() as session:
        return policies.current(session, country, role)


def rows(kit: Kit) -> list[PolicyVersion]:
    with kit.database.reading() as session:
        return list(session.execute(select(PolicyVersion).order_by(PolicyVersion.id)).scalars())


def test_what_ships_holds_until_somebody_changes_it(kit: Kit, manager: Actor) -> None:
    assert current(kit, "DE").treatments[Party.CALLER] is Treatment.STAFF
    change(kit, manager, CUT, country="DE", digits=4)
    assert (current(kit, "DE").treatments[Party.CALLER], current(kit, "DE").digits, current(kit, "DE").version) == (Treatment.CUT, 4, 1)
    assert current(kit, "DE").treatments[Party.DIALLED] is Treatment.STAFF  # of which nothing was said
    assert current(kit, "DE", Role.PROCESSOR).says_the_same(default("DE", Role.PROCESSOR))
    assert current(kit, "DK").says_the_same(default("DK", Role.CONTROLLER))


def test_each_change_is_a_version_with_who_when_and_why_and_an_event_without_the_words(kit: Kit, manager: Actor) -> None:
    change(kit, manager, CUT)
    change(kit, manager, {Party.CALLER: Treatment.SHOWN}, since=1, reason="  Shown\n again. ")
    assert [(row.version, row.staff_id, row.made_at, row.reason) for row in rows(kit)] == [
        (1, manager.id, kit.now(), WHY), (2, manager.id, kit.now(), "Shown again.")]
    assert current(kit).says_the_same(default("DK", Role.CONTROLLER))
    with kit.database.reading() as session:
        events = [json.loads(event.facts) for event in session.execute(select(Event).where(Event.name == "policy_changed")).scalars()]
    assert [{name: fact for name, fact in facts.items() if name != "digest"} for facts in events] == [
        {"country": "DK", "role": "controller", "version": 1}, {"country": "DK", "role": "controller", "version": 2}]


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.MANAGER])
def test_only_who_approves_changes_it(kit: Kit, manager: Actor, role: StaffRole) -> None:
    with pytest.raises(NotAllowed):
        change(kit, replace(manager, capabilities=ROLES[role]), CUT)
    assert rows(kit) == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1_001])
def test_a_change_has_a_reason(kit: Kit, manager: Actor, reason: str) -> None:
    with pytest.raises(InvalidInput):
        change(kit, manager, CUT, reason=reason)
    assert rows(kit) == []


def test_of_two_who_change_the_same_version_the_second_looks_again(kit: Kit, manager: Actor) -> None:
    change(kit, manager, CUT)
    with pytest.raises(Conflict):
        change(kit, manager, {Party.CALLER: Treatment.MASKED})
    with pytest.raises(Conflict):  # nothing would change
        change(kit, manager, CUT, since=1)
    assert len(rows(kit)) == 1


@pytest.mark.parametrize("party", [Party.SUBJECT, Party.WITHHELD, Party.SECRET])
def test_what_is_not_open_to_choice_stays_whatever_is_sent(kit: Kit, manager: Actor, party: Party) -> None:
    made = change(kit, manager, {**CUT, party: Treatment.STAFF})
    assert made.treatments[party] is default("DK", Role.CONTROLLER).treatments[party]


def test_a_search_keeps_the_policy_it_was_started_with_and_its_worker_is_told(kit: Kit, manager: Actor) -> None:
    change(kit, manager, {Party.CALLER: Treatment.MASKED}, digits=5)
    asked = ask(kit)
    with kit.database.transaction() as session:
        part = collect.start(session, asked.part_id, by=manager, now=kit.now(), book=BOOK)
        told = planning.policies(part.search_plan or "")
        assert (told.country, told.by_role[Role.CONTROLLER].version) == ("DK", 1)
        row = session.execute(select(Task).where(Task.part_id == part.id).order_by(Task.stage)).scalars().first()
        assert row is not None
        order = tasks.Order(row.id, part.id, row.kind, row.round, row.stage, row.source_key, None, 1)
        given = briefing.search(session, order, sources=BOOK.sources, now=kit.now(), vault=kit.vault).order.policies.by_role[Role.CONTROLLER]
        assert (given.treatments[Party.CALLER], given.digits) == (Treatment.MASKED, 5)


def approve(kit: Kit, part_id: int, by: Actor) -> None:
    drafted.approve(kit, part_id, drafted.write(kit, part_id), by)


def state_of(kit: Kit, asked: Asked) -> State:
    with kit.database.reading() as session:
        return part_of(session, asked).state


def test_what_was_collected_by_an_older_policy_does_not_leave_until_it_is_collected_again(kit: Kit, manager: Actor) -> None:
    asked = reviewed(kit)
    change(kit, manager, CUT)
    with pytest.raises(Outdated):
        approve(kit, asked.part_id, manager)
    with kit.database.transaction() as session:
        assert part_of(session, asked).state is State.REVIEWING
        collect.start(session, asked.part_id, move="recollect", by=manager, now=kit.now(), book=BOOK)
        tasks.drop(session, asked.part_id, now=kit.now())
        collect.settle_if_done(session, asked.part_id, now=kit.now())
    approve(kit, asked.part_id, manager)


def test_a_change_for_companies_or_another_country_holds_up_nobody(kit: Kit, manager: Actor) -> None:
    asked = reviewed(kit)
    change(kit, manager, CUT, country="SE")
    change(kit, manager, {Party.CALLER: Treatment.MASKED}, role=Role.PROCESSOR)
    approve(kit, asked.part_id, manager)
    assert state_of(kit, asked) is State.DELIVERING


def test_a_change_that_was_taken_back_holds_up_nobody(kit: Kit, manager: Actor) -> None:
    asked = reviewed(kit)
    change(kit, manager, CUT)
    change(kit, manager, {Party.CALLER: Treatment.SHOWN}, since=1)
    approve(kit, asked.part_id, manager)
    assert state_of(kit, asked) is State.DELIVERING


def test_what_was_collected_before_policies_were_kept_counts_as_the_usual_one(kit: Kit, manager: Actor) -> None:
    """In Germany it was shown; now staff decide."""
    asked = reviewed(kit)
    with kit.database.transaction() as session:
        part = part_of(session, asked)
        data = json.loads(part.search_plan or "")
        del data["policies"]
        part.search_plan = json.dumps(data)
        assert policies.is_current(session, part)
        session.execute(update(LegalEntity).values(country="DE"))
        assert not policies.is_current(session, part)
