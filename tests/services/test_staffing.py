"""Administration of staff: each change is an event, and the last administrator stays one."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import pytest
from sqlalchemy.orm import Session

from dsr.domain.actor import SYSTEM, Actor
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.domain.staffing import Stage
from dsr.kit import Kit
from dsr.models import Staff
from dsr.services import audit, staff, staffing
from tests.services import members


@pytest.fixture
def olga(kit: Kit) -> Actor:
    """She administers."""
    return members.acting(kit, members.add(kit, "olga@fjordtel.example", StaffRole.ADMIN))


def _row(kit: Kit, member: int) -> tuple[StaffRole, bool]:
    with kit.database.reading() as session:
        row = session.get(Staff, member)
        assert row is not None
        return row.role, row.is_active


def test_each_change_is_an_event_with_ids_and_words_only(kit: Kit, olga: Actor) -> None:
    with kit.database.transaction() as session:
        bob = staffing.hire(session, "bob@fjordtel.example", StaffRole.READER, members.PASSWORD, by=olga, now=kit.now()).id
        staffing.change_role(session, bob, StaffRole.CLERK, by=olga, now=kit.now())
        staffing.disable(session, bob, by=olga, now=kit.now())
        staffing.enable(session, bob, by=olga, now=kit.now())
        staffing.end_sessions(session, bob, by=olga, now=kit.now())
        staffing.reset_second(session, bob, by=olga, now=kit.now())
        staffing.set_password(session, bob, staffing.hashed("another long sentence"), by=olga, now=kit.now())
        trail = audit.trail(session, None)
        assert audit.verify(session) == []
    assert [event.name for event in trail] == ["staff_added", "staff_role_changed", "staff_disabled", "staff_enabled", "staff_sessions_ended",
                                               "second_factor_reset", "staff_password_changed"]
    assert orjson.loads(trail[1].facts) == {"staff": bob, "before": "reader", "role": "clerk"}
    assert {event.actor_id for event in trail} == {olga.id}
    assert "@" not in "".join(event.facts for event in trail)


@pytest.mark.parametrize("change", [
    lambda session, who, by, now: staffing.disable(session, who, by=by, now=now),
    lambda session, who, by, now: staffing.change_role(session, who, StaffRole.MANAGER, by=by, now=now)])
def test_the_last_administrator_stays_one(kit: Kit, olga: Actor, change: Callable[..., None]) -> None:
    assert olga.id is not None
    with kit.database.transaction() as session, pytest.raises(NotAllowed) as refused:
        change(session, olga.id, olga, kit.now())
    assert refused.value.facts == {"reason": "last_admin"}
    assert _row(kit, olga.id) == (StaffRole.ADMIN, True)
    members.add(kit, "second@fjordtel.example", StaffRole.ADMIN)
    with kit.database.transaction() as session:
        change(session, olga.id, olga, kit.now())
    assert _row(kit, olga.id) != (StaffRole.ADMIN, True)


def test_an_administrator_who_is_disabled_is_no_second_one(kit: Kit, olga: Actor) -> None:
    second = members.add(kit, "second@fjordtel.example", StaffRole.ADMIN)
    assert olga.id is not None
    with kit.database.transaction() as session:
        staffing.disable(session, second, by=olga, now=kit.now())
        with pytest.raises(NotAllowed):
            staffing.disable(session, olga.id, by=olga, now=kit.now())


def test_who_is_disabled_is_out_at_once_and_comes_in_no_more(kit: Kit, olga: Actor) -> None:
    bob = members.add(kit, "bob@fjordtel.example", StaffRole.CLERK)
    token = members.sign_in(kit, "bob@fjordtel.example").token
    with kit.database.transaction() as session:
        staffing.disable(session, bob, by=olga, now=kit.now())
        staffing.enable(session, bob, by=olga, now=kit.now())
    with kit.database.reading() as session:
        assert staff.current(session, token, now=kit.now(), vault=kit.vault) is None
    assert members.sign_in(kit, "bob@fjordtel.example").stage is Stage.WHOLE


def test_a_role_that_changes_holds_from_the_next_page(kit: Kit, olga: Actor) -> None:
    bob = members.add(kit, "bob@fjordtel.example", StaffRole.MANAGER)
    token = members.sign_in(kit, "bob@fjordtel.example").token
    with kit.database.transaction() as session:
        staffing.change_role(session, bob, StaffRole.READER, by=olga, now=kit.now())
    with kit.database.reading() as session:
        visit = staff.current(session, token, now=kit.now(), vault=kit.vault)
    assert visit is not None
    assert visit.actor.capabilities == ROLES[StaffRole.READER]


def test_a_reset_second_factor_is_asked_for_no_more_and_sessions_end(kit: Kit, olga: Actor) -> None:
    bob = members.add(kit, "bob@fjordtel.example", StaffRole.CLERK)
    token = members.sign_in(kit, "bob@fjordtel.example").token
    members.enrol(kit, bob)
    with kit.database.transaction() as session:
        staffing.reset_second(session, bob, by=olga, now=kit.now())
        assert staff.current(session, token, now=kit.now(), vault=kit.vault) is None
    assert members.sign_in(kit, "bob@fjordtel.example").stage is Stage.WHOLE


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.ADMIN])
def test_nobody_else_administers(kit: Kit, olga: Actor, role: StaffRole) -> None:
    by = members.acting(kit, members.add(kit, "bob@fjordtel.example", role))
    assert olga.id is not None

    def acts(session: Session) -> list[Callable[[], object]]:
        who, now = olga.id, kit.now()
        assert who is not None
        return [lambda: staffing.hire(session, "x@fjordtel.example", StaffRole.ADMIN, members.PASSWORD, by=by, now=now),
                lambda: staffing.change_role(session, who, StaffRole.READER, by=by, now=now), lambda: staffing.disable(session, who, by=by, now=now),
                lambda: staffing.enable(session, who, by=by, now=now), lambda: staffing.end_sessions(session, who, by=by, now=now),
                lambda: staffing.reset_second(session, who, by=by, now=now), lambda: staffing.set_password(session, who, "x", by=by, now=now)]

    with kit.database.transaction() as session:
        for act in acts(session):
            with pytest.raises(NotAllowed):
                act()


def test_a_command_on_the_server_adds_members_and_unknown_ones_are_not_found(kit: Kit) -> None:
    with kit.database.transaction() as session:
        staffing.hire(session, "first@fjordtel.example", StaffRole.ADMIN, members.PASSWORD, by=SYSTEM, now=kit.now())
        with pytest.raises(Conflict):
            staffing.hire(session, "first@fjordtel.example", StaffRole.ADMIN, members.PASSWORD, by=SYSTEM, now=kit.now())
        with pytest.raises(NotFound):
            staffing.disable(session, 99, by=SYSTEM, now=kit.now())
        with pytest.raises(InvalidInput):
            staffing.role_named("king")
