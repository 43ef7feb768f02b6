"""Staff by single sign-on: who gets in, as what, and who never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dsr.domain.capability import StaffRole
from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.staffing import SecondFactor, Stage
from dsr.eid.staff import Colleague
from dsr.kit import Kit
from dsr.models import SignInAttempt, SingleSignOn, Staff
from dsr.services import audit, single_sign_on, staff, staffing
from tests.fakes import FrozenNow
from tests.services import members

ROLES = {"privacy": StaffRole.MANAGER, "desk": StaffRole.CLERK, "it": StaffRole.ADMIN}
NINA = Colleague("https://id.example", "nina-1", "nina@fjordtel.example", frozenset({"desk", "all"}))
URL = "http://127.0.0.1:8000"


def come_in(kit: Kit, said: Colleague) -> staff.Ticket:
    """As the view does it: what is refused is kept."""
    with kit.database.transaction() as session:
        try:
            return single_sign_on.settle(session, said, ROLES, now=kit.now(), vault=kit.vault)
        except NotAllowed:
            pass
    raise NotAllowed(reason="sso")


def everybody(kit: Kit) -> dict[str, tuple[StaffRole, bool]]:
    with kit.database.reading() as session:
        return {row.email: (row.role, row.is_active) for row in session.execute(select(Staff)).scalars()}


def events(kit: Kit) -> list[str]:
    with kit.database.reading() as session:
        return [event.name for event in audit.trail(session, None)]


def test_who_has_a_mapped_role_gets_an_account_without_a_password_and_is_in(kit: Kit) -> None:
    assert come_in(kit, NINA).stage is Stage.WHOLE
    assert everybody(kit) == {"nina@fjordtel.example": (StaffRole.CLERK, True)}
    assert events(kit) == ["staff_added"]
    with pytest.raises(NotAllowed):
        members.sign_in(kit, "nina@fjordtel.example", password="")  # an empty password fits no account


def test_no_account_is_made_for_who_has_no_mapped_role(kit: Kit) -> None:
    with pytest.raises(NotAllowed):
        come_in(kit, replace(NINA, values=frozenset({"all", "Desk"})))
    assert everybody(kit) == {}
    with kit.database.reading() as session:
        assert session.execute(select(SignInAttempt.is_right)).scalars().all() == [False]


def test_a_member_who_lost_the_mapped_role_does_not_get_in(kit: Kit) -> None:
    come_in(kit, NINA)
    with pytest.raises(NotAllowed):
        come_in(kit, replace(NINA, values=frozenset()))
    assert everybody(kit) == {"nina@fjordtel.example": (StaffRole.CLERK, True)}


def test_a_role_that_changed_takes_effect_at_the_next_sign_in(kit: Kit) -> None:
    come_in(kit, NINA)
    come_in(kit, replace(NINA, values=frozenset({"desk", "privacy"})))  # the first of the table counts
    assert everybody(kit) == {"nina@fjordtel.example": (StaffRole.MANAGER, True)}
    assert events(kit) == ["staff_added", "staff_role_changed"]


def test_who_was_disabled_here_stays_out(kit: Kit) -> None:
    come_in(kit, NINA)
    olga = members.acting(kit, members.add(kit, "olga@fjordtel.example", StaffRole.ADMIN))
    with kit.database.transaction() as session:
        staffing.disable(session, session.execute(select(Staff.id).where(Staff.subject.is_not(None))).scalar_one(), by=olga, now=kit.now())
    for said in (NINA, replace(NINA, subject="nina-2")):
        with pytest.raises(NotAllowed):
            come_in(kit, said)


def test_the_last_administrator_keeps_the_role_whatever_the_directory_says(kit: Kit) -> None:
    members.add(kit, "nina@fjordtel.example", StaffRole.ADMIN)
    assert come_in(kit, NINA).stage is Stage.WHOLE
    assert everybody(kit) == {"nina@fjordtel.example": (StaffRole.ADMIN, True)}
    assert events(kit) == ["staff_role_kept"]
    members.add(kit, "olga@fjordtel.example", StaffRole.ADMIN)
    come_in(kit, NINA)
    assert everybody(kit)["nina@fjordtel.example"] == (StaffRole.CLERK, True)


def test_a_member_is_known_by_the_directorys_name_for_them_not_by_an_address_that_moves_on(kit: Kit) -> None:
    come_in(kit, NINA)
    come_in(kit, replace(NINA, email="nina.berg@fjordtel.example"))
    with pytest.raises(NotAllowed):
        come_in(kit, replace(NINA, subject="somebody-else"))  # the same address, given to another
    assert list(everybody(kit)) == ["nina@fjordtel.example"]


def test_without_an_address_that_counts_nobody_is_found_or_made(kit: Kit) -> None:
    members.add(kit, "nina@fjordtel.example", StaffRole.CLERK)
    for email in ("", "no address"):
        with pytest.raises(NotAllowed):
            come_in(kit, replace(NINA, email=email))
    assert len(everybody(kit)) == 1


def test_a_second_factor_of_ours_is_not_asked_for_beside_the_providers(kit: Kit) -> None:
    member = members.add(kit, "nina@fjordtel.example", StaffRole.CLERK)
    members.enrol(kit, member)
    assert come_in(kit, NINA).stage is Stage.WHOLE
    assert members.sign_in(kit, "nina@fjordtel.example", wish=SecondFactor.WANTED).stage is Stage.CODE


def test_a_try_is_taken_once_by_the_browser_that_began_it_and_in_time(kit: Kit, now: FrozenNow) -> None:
    def begin() -> str:
        with kit.database.transaction() as session:
            return single_sign_on.begin(session, "browser-a", public_url=URL, now=kit.now(), vault=kit.vault).state

    def claim(browser: str, state: str) -> None:
        with kit.database.transaction() as session:
            single_sign_on.claim(session, browser, state, public_url=URL, now=kit.now(), vault=kit.vault)

    state = begin()
    with pytest.raises(NotFound):
        claim("browser-b", state)
    claim("browser-a", state)
    with pytest.raises(NotFound):
        claim("browser-a", state)
    late = begin()
    now.at += single_sign_on.LASTS + timedelta(seconds=1)
    with pytest.raises(NotFound):
        claim("browser-a", late)
    begin()
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(SingleSignOn)).scalar_one() == 1  # old ones go


def test_passwords_are_shut_only_after_an_administrator_came_in_by_single_sign_on(kit: Kit) -> None:
    def taken(*, is_wished: bool) -> bool:
        with kit.database.reading() as session:
            return staff.takes_password(session, is_wished=is_wished)

    come_in(kit, NINA)
    assert taken(is_wished=False)
    come_in(kit, Colleague("https://id.example", "olga-1", "olga@fjordtel.example", frozenset({"it"})))
    assert not taken(is_wished=False)
    assert taken(is_wished=True)
