"""A reseller says on which day it passed a request on to its customer, who is written nothing and sees nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.domain.instruction import ReferralEnd
from dsr.kit import Kit
from dsr.models import Company, CompanyContact, Event, Message, Referral
from dsr.services import company_desk, hops, referrals
from dsr.services.company_door import Visit
from tests.services.archive import later
from tests.services.asked_company import Scene, companys, resold
from tests.services.customers import TODAY, a_company


@pytest.fixture
def scene(kit: Kit) -> Scene:
    return resold(companys(kit))


def tell(scene: Scene, days: int = 0) -> None:
    """As the contact does who was asked first."""
    with scene.kit.database.transaction() as session:
        row, contact = hop(scene, 1), session.get_one(CompanyContact, scene.contact_id)
        visit = Visit(contact, session.get_one(Company, contact.company_id))
        hops.tell(session, visit, row.id, TODAY + timedelta(days=days), now=scene.kit.now(), settings=scene.kit.settings)


def hop(scene: Scene, number: int) -> Referral:
    """The newest."""
    with scene.kit.database.reading() as session:
        wanted = select(Referral).where(Referral.part_id == scene.part_id, Referral.hop == number).order_by(Referral.id.desc()).limit(1)
        return session.execute(wanted).scalar_one()


def rows(scene: Scene) -> int:
    with scene.kit.database.reading() as session:
        return session.execute(select(func.count(Referral.id)).where(Referral.part_id == scene.part_id)).scalar_one()


def withdraw(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        referrals.withdraw(session, scene.part_id, now=scene.kit.now(), vault=scene.kit.vault, settings=scene.kit.settings)


def test_the_day_stands_beside_the_part_and_nobody_is_written_to(kit: Kit, scene: Scene) -> None:
    later(kit, days=2)
    with kit.database.reading() as session:
        before = session.execute(select(func.count(Message.id))).scalar_one()
    tell(scene, 1)
    row = hop(scene, 2)
    assert (row.company_id, row.contact_id, row.token_hash, row.ending) == (scene.company_id, None, None, ReferralEnd.PASSED_ON)
    assert row.sent_at.astimezone(UTC) == datetime(2026, 11, 24, 23, tzinfo=UTC)
    assert row.ended_at == kit.now()
    with kit.database.reading() as session:
        assert session.execute(select(func.count(Message.id))).scalar_one() == before
        told = session.execute(select(Event).where(Event.name == "company_passed_on")).scalar_one()
        assert told.actor_kind == "company"


@pytest.mark.parametrize(("days", "problem"), [(-1, "too_early"), (1, "future")])
def test_no_day_before_our_letter_and_none_to_come(scene: Scene, days: int, problem: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        tell(scene, days)
    assert refused.value.facts == {"field": "passed_on", "problem": problem}
    assert rows(scene) == 1


def test_it_is_said_once(scene: Scene) -> None:
    tell(scene)
    with pytest.raises(Conflict):
        tell(scene)
    assert rows(scene) == 2


def test_a_company_that_bought_from_us_passes_nothing_on(kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    with pytest.raises(NotAllowed) as refused:
        tell(scene)
    assert refused.value.facts == {"reason": "not_of_company"}
    assert rows(scene) == 1


def test_who_is_the_companys_reseller_no_more_passes_nothing_on(kit: Kit, scene: Scene) -> None:
    with kit.database.transaction() as session:
        session.get_one(Company, scene.company_id).reseller_id = a_company(session, "Andet Led ApS", domain="andetled.example").id
    with pytest.raises(NotAllowed):
        tell(scene)
    assert rows(scene) == 1


def test_after_the_person_withdrew_nothing_is_passed_on(scene: Scene) -> None:
    withdraw(scene)
    with pytest.raises(NotFound):
        tell(scene)
    assert rows(scene) == 1


def test_withdrawing_tells_the_reseller_and_leaves_the_day_as_it_is(scene: Scene) -> None:
    tell(scene)
    withdraw(scene)
    assert hop(scene, 1).ending is ReferralEnd.WITHDRAWN
    assert hop(scene, 2).ending is ReferralEnd.PASSED_ON
    assert len(scene.letters("company_withdrawn")) == 1
    assert scene.events("company_told_withdrawn") == ["company_told_withdrawn"]


def test_the_reseller_is_still_waited_for_and_its_customer_sees_nothing(kit: Kit, scene: Scene) -> None:
    tell(scene)
    later(kit, days=20)
    with kit.database.reading() as session:
        assert referrals.due(session, now=kit.now()) == [hop(scene, 1).id]
        waiting = referrals.open_of(session, scene.part_id)
        assert waiting is not None
        assert waiting.hop == 1
        contact = session.get_one(CompanyContact, scene.contact_id)
        assert company_desk.mine(session, Visit(contact, session.get_one(Company, scene.company_id))) == []
