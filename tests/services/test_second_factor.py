"""Codes beside the password: once each, few tries, and nothing of them readable in the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.domain.staffing import SecondFactor, Stage
from dsr.kit import Kit
from dsr.models import RecoveryCode, SecondFactorRow, SignInAttempt
from dsr.services import audit, second_factor, staff
from tests.fakes import FrozenNow
from tests.services import members

EMAIL = "alice@fjordtel.example"


@pytest.fixture
def alice(kit: Kit) -> int:
    return members.add(kit, EMAIL, StaffRole.MANAGER)


def test_a_right_password_of_who_is_enrolled_opens_nothing_but_the_page_for_the_code(kit: Kit, alice: int, now: FrozenNow) -> None:
    maker, _codes = members.enrol(kit, alice)
    half = members.sign_in(kit, EMAIL)
    assert half.stage is Stage.CODE
    now.forward(seconds=30)
    whole = members.enter(kit, half.token, maker.at(kit.now()))
    assert whole.stage is Stage.WHOLE
    with kit.database.reading() as session:
        assert staff.current(session, half.token, now=kit.now(), vault=kit.vault) is None
        visit = staff.current(session, whole.token, now=kit.now(), vault=kit.vault)
    assert visit is not None
    assert visit.stage is Stage.WHOLE


def test_a_code_that_was_used_is_refused_in_its_own_window(kit: Kit, alice: int, now: FrozenNow) -> None:
    maker, _codes = members.enrol(kit, alice)
    with pytest.raises(NotAllowed):
        members.enter(kit, members.sign_in(kit, EMAIL).token, maker.at(kit.now()))  # it confirmed the device
    now.forward(seconds=30)
    code = maker.at(kit.now())
    members.enter(kit, members.sign_in(kit, EMAIL).token, code)
    with pytest.raises(NotAllowed):
        members.enter(kit, members.sign_in(kit, EMAIL).token, code)


def test_wrong_codes_and_wrong_passwords_are_counted_together_and_shut_the_door(kit: Kit, alice: int, now: FrozenNow) -> None:
    maker, codes = members.enrol(kit, alice)
    now.forward(seconds=30)
    half = members.sign_in(kit, EMAIL)
    for _ in range(staff.MOST_WRONG):
        with pytest.raises(NotAllowed):
            members.enter(kit, half.token, "000000")
    for right in (maker.at(kit.now()), codes[0]):
        with pytest.raises(NotAllowed):
            members.enter(kit, half.token, right)
    with pytest.raises(NotAllowed):
        members.sign_in(kit, EMAIL)
    now.at += staff.WRONG_WITHIN
    assert members.enter(kit, members.sign_in(kit, EMAIL).token, codes[0]).stage is Stage.WHOLE  # what was turned away was not used up
    with kit.database.reading() as session:
        assert {one.value for one in session.execute(select(SignInAttempt.step)).scalars()} == {"password", "code"}


def test_a_recovery_code_is_good_once_however_it_is_typed(kit: Kit, alice: int) -> None:
    _maker, codes = members.enrol(kit, alice)
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    members.enter(kit, members.sign_in(kit, EMAIL).token, codes[0].lower().replace("-", " "))
    with pytest.raises(NotAllowed):
        members.enter(kit, members.sign_in(kit, EMAIL).token, codes[0])
    with kit.database.reading() as session:
        assert second_factor.state(session, alice).codes_left == second_factor.RECOVERY_CODES - 1


def test_the_codes_of_one_open_nothing_for_another(kit: Kit, alice: int, now: FrozenNow) -> None:
    maker, codes = members.enrol(kit, alice)
    bob = members.add(kit, "bob@fjordtel.example", StaffRole.CLERK)
    members.enrol(kit, bob)
    now.forward(seconds=30)
    for code in (maker.at(kit.now()), codes[0]):
        with pytest.raises(NotAllowed):
            members.enter(kit, members.sign_in(kit, "bob@fjordtel.example").token, code)


def test_where_it_is_required_who_has_none_sets_one_up_before_anything_else(kit: Kit, alice: int) -> None:
    half = members.sign_in(kit, EMAIL, wish=SecondFactor.REQUIRED)
    assert half.stage is Stage.ENROL
    by = members.acting(kit, alice)
    members.enrol(kit, alice)
    with kit.database.transaction() as session:
        whole = second_factor.whole(session, half.token, by=by, now=kit.now(), vault=kit.vault)
    assert whole is not None
    assert whole.stage is Stage.WHOLE


def test_without_a_session_that_waits_no_code_opens_anything(kit: Kit, alice: int, now: FrozenNow) -> None:
    whole = members.sign_in(kit, EMAIL)
    maker, _codes = members.enrol(kit, alice)
    half = members.sign_in(kit, EMAIL)
    now.at += staff.HALF_WAY
    for token in (whole.token, half.token, "forged"):
        with pytest.raises(NotFound):
            members.enter(kit, token, maker.at(kit.now()))


def test_a_secret_in_use_is_shown_to_nobody_and_not_replaced_by_the_way(kit: Kit, alice: int) -> None:
    members.enrol(kit, alice)
    by = members.acting(kit, alice)
    with kit.database.transaction() as session:
        with pytest.raises(NotFound):
            second_factor.offered(session, by=by, issuer="x", vault=kit.vault)
        with pytest.raises(Conflict):
            second_factor.begin(session, by=by, now=kit.now(), vault=kit.vault)


def test_a_device_that_makes_other_codes_is_not_set_up(kit: Kit, alice: int) -> None:
    by = members.acting(kit, alice)
    with kit.database.transaction() as session:
        second_factor.begin(session, by=by, now=kit.now(), vault=kit.vault)
        with pytest.raises(InvalidInput) as refused:
            second_factor.confirm(session, "000000", by=by, now=kit.now(), vault=kit.vault)
        assert refused.value.facts == {"field": "code", "problem": "wrong_code"}
        assert not second_factor.state(session, alice).is_enrolled
    assert members.sign_in(kit, EMAIL).stage is Stage.WHOLE


def test_taking_it_off_takes_a_code_and_is_an_event(kit: Kit, alice: int, now: FrozenNow) -> None:
    maker, _codes = members.enrol(kit, alice)
    by = members.acting(kit, alice)
    now.at += timedelta(minutes=1)
    with kit.database.transaction() as session:
        with pytest.raises(NotAllowed):
            second_factor.take_off(session, "000000", by=by, now=kit.now(), vault=kit.vault, wish=SecondFactor.WANTED)
        second_factor.take_off(session, maker.at(kit.now()), by=by, now=kit.now(), vault=kit.vault, wish=SecondFactor.WANTED)
        assert [event.name for event in audit.trail(session, None)] == ["second_factor_set", "second_factor_taken_off"]
        assert session.execute(select(RecoveryCode)).first() is None
    assert members.sign_in(kit, EMAIL).stage is Stage.WHOLE


def test_neither_secret_nor_recovery_code_is_readable_in_the_database(kit: Kit, alice: int) -> None:
    maker, codes = members.enrol(kit, alice)
    with kit.database.reading() as session:
        row = session.execute(select(SecondFactorRow)).scalar_one()
        assert maker.byte_secret() not in row.wrapped
        kept = "".join(session.execute(select(RecoveryCode.code_hash)).scalars())
        facts = "".join(event.facts for event in audit.trail(session, None))
    for code in codes:
        assert code not in kept + facts
        assert code.replace("-", "") not in kept + facts
