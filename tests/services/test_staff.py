"""Signing in: what is told, what is counted, and when a session ends."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed
from dsr.kit import Kit
from dsr.models import SignInAttempt, Staff, StaffSession
from dsr.services import staff
from tests.fakes import FrozenNow

EMAIL, PASSWORD = "alice@fjordtel.example", "a long sentence that only we know"


def _add(kit: Kit, email: str = EMAIL, role: StaffRole = StaffRole.MANAGER, password: str = PASSWORD) -> None:
    with kit.database.transaction() as session:
        staff.add(session, email, role, password, now=kit.now())


def _sign_in(kit: Kit, email: str = EMAIL, password: str = PASSWORD) -> str:
    """As a view does it: the slow check lies between two transactions, and what is refused is kept."""
    with kit.database.reading() as session:
        known = staff.look_up(session, email)
    refused: NotAllowed | None = None
    with kit.database.transaction() as session:
        try:
            return staff.sign_in(session, email, known, is_right=staff.fits(known, password), now=kit.now(), vault=kit.vault).token
        except NotAllowed as error:
            refused = error
    raise refused


def _visit(kit: Kit, token: str) -> staff.Visit | None:
    with kit.database.reading() as session:
        return staff.current(session, token, now=kit.now(), vault=kit.vault)


def test_the_right_password_opens_a_session_with_the_capabilities_of_the_role(kit: Kit) -> None:
    _add(kit, role=StaffRole.CLERK)
    visit = _visit(kit, _sign_in(kit, email=" Alice@Fjordtel.example "))
    assert visit is not None
    assert visit.actor.capabilities == ROLES[StaffRole.CLERK]


def test_a_wrong_password_and_an_unknown_address_are_refused_alike_and_counted(kit: Kit) -> None:
    _add(kit)
    facts = []
    for email in (EMAIL, "nobody@fjordtel.example"):
        with pytest.raises(NotAllowed) as refused:
            _sign_in(kit, email=email, password="wrong")
        facts.append(refused.value.facts)
    assert facts[0] == facts[1] == {"reason": "signin"}
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(SignInAttempt)).scalar_one() == 2
        assert "alice" not in "".join(session.execute(select(SignInAttempt.token)).scalars())


def test_passwords_cannot_be_tried_without_end_whatever_network_they_come_from(kit: Kit, now: FrozenNow) -> None:
    _add(kit)
    for _ in range(staff.MOST_WRONG):
        with pytest.raises(NotAllowed):
            _sign_in(kit, password="wrong")
    with pytest.raises(NotAllowed):
        _sign_in(kit)
    now.at += staff.WRONG_WITHIN
    assert _sign_in(kit)


def test_a_session_ends_when_idle_when_old_and_when_its_holder_leaves(kit: Kit, now: FrozenNow) -> None:
    _add(kit)
    token = _sign_in(kit)
    now.at += staff.IDLE
    assert _visit(kit, token) is None
    token = _sign_in(kit)
    for _ in range(24):
        now.at += staff.IDLE / 2
        with kit.database.transaction() as session:
            staff.seen(session, token, now=kit.now(), vault=kit.vault)
    assert _visit(kit, token) is None
    token = _sign_in(kit)
    with kit.database.transaction() as session:
        session.execute(update(Staff).values(is_active=False))
    assert _visit(kit, token) is None
    with pytest.raises(NotAllowed):
        _sign_in(kit)


def test_a_look_is_written_down_once_a_minute_not_at_each_page(kit: Kit, now: FrozenNow) -> None:
    _add(kit)
    token = _sign_in(kit)
    dues = []
    for _ in range(3):
        now.forward(seconds=30)
        visit = _visit(kit, token)
        assert visit is not None
        dues.append(visit.is_due)
    assert dues == [False, True, True]


def test_signing_out_ends_it_on_the_server(kit: Kit) -> None:
    _add(kit)
    token = _sign_in(kit)
    with kit.database.transaction() as session:
        staff.sign_out(session, token, vault=kit.vault)
        assert session.execute(select(func.count()).select_from(StaffSession)).scalar_one() == 0
    assert _visit(kit, token) is None


def test_neither_password_nor_token_is_stored(kit: Kit) -> None:
    _add(kit)
    token = _sign_in(kit)
    with kit.database.reading() as session:
        stored = [*session.execute(select(Staff.password)).scalars(), *session.execute(select(StaffSession.token_hash)).scalars()]
    assert stored[0].startswith("$argon2id$")
    assert not any(secret in value for secret in (PASSWORD, token) for value in stored)


@pytest.mark.parametrize(("email", "password", "field"), [("nobody", PASSWORD, "email"), (EMAIL, "too short", "password")])
def test_who_is_added_has_an_address_and_a_long_password(kit: Kit, email: str, password: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        _add(kit, email=email, password=password)
    assert refused.value.facts["field"] == field


def test_an_address_is_taken_once(kit: Kit) -> None:
    _add(kit)
    with pytest.raises(Conflict):
        _add(kit, email="ALICE@fjordtel.example")
