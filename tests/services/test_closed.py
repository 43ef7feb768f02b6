"""Nobody sees or touches a request about themselves, nor one that is for others by name."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from dsr.domain.actor import Actor
from dsr.domain.capability import StaffRole
from dsr.domain.errors import InvalidInput, NotAllowed
from dsr.domain.staffing import Shut
from dsr.domain.words import Channel
from dsr.kit import Kit
from dsr.models import Request
from dsr.services import audit, closed, intake, notes, readers
from tests.services import members


def ask(kit: Kit, email: str) -> str:
    """A request from this address; its reference."""
    claim = intake.IntakeClaim(right="access", name="Carol Jensen", email=email, employer="", numbers="", message="", locale="en")
    with kit.database.transaction() as session:
        return intake.receive(session, claim, channel=Channel.PORTAL, intake_key=email, now=kit.now(), vault=kit.vault,
                              settings=kit.settings).reference


def number(kit: Kit, reference: str) -> int:
    with kit.database.reading() as session:
        return session.execute(select(Request.id).where(Request.reference == reference)).scalar_one()


@pytest.fixture
def alice(kit: Kit) -> Actor:
    return members.acting(kit, members.add(kit, "alice@fjordtel.example", StaffRole.MANAGER))


def again(kit: Kit, by: Actor) -> Actor:
    """As they come with their next page."""
    assert by.id is not None
    return members.acting(kit, by.id)


@pytest.mark.parametrize("typed", ["alice@fjordtel.example", "Alice@FJORDTEL.example"])
def test_a_request_from_ones_own_address_is_closed_however_it_was_typed(kit: Kit, alice: Actor, typed: str) -> None:
    own, other = ask(kit, typed), ask(kit, "carol@nordlys.example")
    by = again(kit, alice)
    assert by.closed == {number(kit, own): Shut.OWN}
    with kit.database.transaction() as session:
        assert closed.references(session, by) == {own: Shut.OWN}
        with pytest.raises(NotAllowed) as refused:
            notes.add(session, own, "Hello.", by=by, now=kit.now(), vault=kit.vault)
        notes.add(session, other, "Hello.", by=by, now=kit.now(), vault=kit.vault)
    assert refused.value.facts == {"reason": "own_request"}


def test_a_request_for_named_readers_is_closed_to_all_others_whatever_their_role(kit: Kit, alice: Actor) -> None:
    reference = ask(kit, "carol@nordlys.example")
    bob, olga = (members.add(kit, f"{name}@fjordtel.example", role) for name, role in (("bob", StaffRole.CLERK), ("olga", StaffRole.ADMIN)))
    assert alice.id is not None
    with kit.database.transaction() as session:
        readers.restrict(session, reference, [alice.id, bob], by=alice, now=kit.now(), vault=kit.vault)
    assert members.acting(kit, bob).closed == again(kit, alice).closed == {}
    assert members.acting(kit, olga).closed == {number(kit, reference): Shut.NAMED}
    dora = members.acting(kit, members.add(kit, "dora@fjordtel.example", StaffRole.MANAGER))
    with kit.database.transaction() as session:
        for act in (lambda: notes.add(session, reference, "Hello.", by=dora, now=kit.now(), vault=kit.vault),
                    lambda: readers.restrict(session, reference, [], by=dora, now=kit.now(), vault=kit.vault)):
            with pytest.raises(NotAllowed) as refused:
                act()
            assert refused.value.facts == {"reason": "named_readers"}
    with kit.database.transaction() as session:
        readers.restrict(session, reference, [], by=alice, now=kit.now(), vault=kit.vault)
        names = [event.name for event in audit.trail(session, number(kit, reference))]
    assert names[-2:] == ["restricted", "unrestricted"]
    assert members.acting(kit, olga).closed == {}


def test_ones_own_request_says_so_also_where_it_is_for_named_readers(kit: Kit, alice: Actor) -> None:
    bob = members.add(kit, "bob@fjordtel.example", StaffRole.CLERK)
    reference = ask(kit, "bob@fjordtel.example")
    assert alice.id is not None
    with kit.database.transaction() as session:
        readers.restrict(session, reference, [alice.id], by=alice, now=kit.now(), vault=kit.vault)
    assert members.acting(kit, bob).closed == {number(kit, reference): Shut.OWN}


def test_named_readers_can_decide_hold_whoever_names_them_and_nobody_it_is_about(kit: Kit, alice: Actor) -> None:
    bob, dora = members.add(kit, "bob@fjordtel.example", StaffRole.CLERK), members.add(kit, "dora@fjordtel.example", StaffRole.MANAGER)
    reference = ask(kit, "bob@fjordtel.example")
    assert alice.id is not None
    for wanted, problem in (([bob], "nobody_decides"), ([dora], "not_yourself"), ([alice.id, bob], "about_them"), ([alice.id, 99], "nobody_decides")):
        with kit.database.transaction() as session, pytest.raises(InvalidInput) as refused:
            readers.restrict(session, reference, wanted, by=alice, now=kit.now(), vault=kit.vault)
        assert refused.value.facts == {"field": "readers", "problem": problem}


def test_what_is_closed_is_asked_in_one_statement(kit: Kit, alice: Actor) -> None:
    ask(kit, "alice@fjordtel.example")
    said: list[str] = []
    event.listen(kit.database.engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: said.append(statement))
    again(kit, alice)
    assert len([one for one in said if one.startswith("SELECT")]) == 2  # who, and what
