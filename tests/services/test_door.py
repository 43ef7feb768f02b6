"""Doors behind a mailed link: how often one link may have something sent, and which of several links opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from dsr.domain.errors import NotAllowed, NotFound
from dsr.kit import Kit
from dsr.models import CompanyContact, CompanyVisit
from dsr.services import company_door, door, owners, referrals
from dsr.services.company_door import Link
from tests.services.archive import asked, later
from tests.services.asked_company import Scene, companys


def company(kit: Kit) -> Scene:
    made = companys(kit)
    made.begin()
    return made


def tokens(scene: Scene) -> list[str]:
    return [letter["token"] for letter in scene.letters(*referrals.LINKED)]


def stands(scene: Scene, token: str) -> Link | None:
    try:
        with scene.kit.database.reading() as session:
            return company_door.link(session, token, now=scene.kit.now(), vault=scene.kit.vault, settings=scene.kit.settings)
    except NotFound:
        return None


def send(scene: Scene, letter: str) -> None:
    kit = scene.kit
    with kit.database.transaction() as session:
        row, part = referrals.loaded(session, scene.referral(session).id)
        contact = session.get_one(CompanyContact, row.contact_id)
        referrals.send_link(session, row, part, contact, letter, now=kit.now(), vault=kit.vault, settings=kit.settings)


def press(scene: Scene) -> str:
    """Have a code sent; the newest that is in the mailbox then."""
    with scene.kit.database.transaction() as session:
        company_door.send_code(session, tokens(scene)[-1], now=scene.kit.now(), vault=scene.kit.vault, settings=scene.kit.settings)
    return str(scene.letters("company_code")[-1]["code"])


def enter(scene: Scene, code: str) -> str:
    kit = scene.kit
    with kit.database.transaction() as session:
        return company_door.open_with_code(session, tokens(scene)[-1], code, now=kit.now(), vault=kit.vault, settings=kit.settings)


def every_other_minute(kit: Kit, times: int) -> Iterator[int]:
    for number in range(times):
        yield number
        later(kit, minutes=2)


def test_one_link_of_a_company_has_few_codes_sent_within_an_hour_and_the_last_stays(kit: Kit) -> None:
    scene = company(kit)
    codes = [press(scene) for _ in every_other_minute(kit, door.PER_HOUR + 4)]
    assert len(scene.letters("company_code")) == len(scene.events("company_code_sent")) == door.PER_HOUR
    assert enter(scene, codes[-1])
    later(kit, hours=1)
    send(scene, "company_asked")
    assert press(scene) not in codes


def test_one_link_of_an_owner_has_few_codes_sent_within_an_hour_and_the_last_stays(kit: Kit) -> None:
    scene = asked(kit)
    codes = [scene.code() for _ in every_other_minute(kit, door.PER_HOUR + 4)]
    assert len(scene.letters("question_code")) == door.PER_HOUR
    with kit.database.transaction() as session:
        assert owners.open_with_code(session, scene.token, codes[-1], now=kit.now(), vault=kit.vault, settings=kit.settings)
    later(kit, hours=1)
    assert scene.code() not in codes


def test_what_one_link_may_have_sent_takes_nothing_from_another(kit: Kit) -> None:
    first = company(kit)
    for _ in every_other_minute(kit, door.PER_HOUR):
        press(first)
    second = companys(kit, key="form:two")
    second.begin()
    press(second)
    assert len(second.letters("company_code")) == 1


def test_a_used_link_has_few_new_ones_sent_within_an_hour(kit: Kit) -> None:
    scene = company(kit)
    for _ in every_other_minute(kit, door.PER_HOUR + 4):
        with kit.database.transaction() as session:
            scene.referral(session).opened_at = kit.now()
        with kit.database.transaction() as session:
            company_door.send_link(session, tokens(scene)[-1], now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert len(scene.letters("company_asked")) == door.PER_HOUR


def test_a_code_leaves_the_window_open_that_an_earlier_one_opened(kit: Kit) -> None:
    scene = company(kit)
    first = enter(scene, press(scene))
    later(kit, minutes=2)
    send(scene, "company_asked")
    second = enter(scene, press(scene))
    with kit.database.reading() as session:
        for token in (first, second):
            assert company_door.current(session, token, now=kit.now(), vault=kit.vault, settings=kit.settings).contact.id == scene.contact_id
        assert len(session.execute(select(CompanyVisit)).scalars().all()) == 2


def test_a_link_without_a_code_opens_nothing(kit: Kit) -> None:
    scene = company(kit)
    with pytest.raises(NotAllowed) as refused:
        enter(scene, "")
    assert refused.value.facts == {"reason": "locked"}


@pytest.mark.parametrize("letter", ["company_asked", "company_package"])
def test_each_link_works_that_is_mailed_within_one_second(kit: Kit, letter: str) -> None:
    scene = company(kit)
    send(scene, letter)
    send(scene, letter)
    assert [stands(scene, token) for token in tokens(scene)] == [Link.OPEN] * 3


def test_a_link_that_nobody_has_opened_stays_good_when_a_reminder_follows(kit: Kit) -> None:
    scene = company(kit)
    later(kit, days=3)
    send(scene, "company_reminder")
    assert [stands(scene, token) for token in tokens(scene)] == [Link.OPEN] * 2
    enter(scene, press(scene))
    assert [stands(scene, token) for token in tokens(scene)] == [Link.SPENT] * 2
    send(scene, "company_reminder")
    assert [stands(scene, token) for token in tokens(scene)] == [None, None, Link.OPEN]


def test_a_link_that_is_too_old_is_followed_by_a_new_one(kit: Kit) -> None:
    scene = company(kit)
    later(kit, days=60)
    assert stands(scene, tokens(scene)[0]) is Link.SPENT
    send(scene, "company_package")
    assert [stands(scene, token) for token in tokens(scene)] == [None, Link.OPEN]


def test_no_link_goes_to_one_mailbox_that_went_to_another(kit: Kit) -> None:
    scene = company(kit)
    with kit.database.transaction() as session:
        session.get_one(CompanyContact, scene.contact_id).email = "deputy@nordlys.example"
    send(scene, "company_reminder")
    assert [stands(scene, token) for token in tokens(scene)] == [None, Link.OPEN]
