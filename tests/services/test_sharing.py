"""The address that a company is told: the person's choice, from confirmed addresses of theirs, and never one at another employer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from dsr.domain.errors import Conflict, InvalidInput
from dsr.domain.proof import Method
from dsr.kit import Kit
from dsr.models import CompanyVisit, IdentityRow, Proof, Request
from dsr.services import person, sharing
from dsr.services.read import person as read
from tests.services.asked_company import Scene, a_processor_part, companys
from tests.services.customers import a_company, a_contact
from tests.services.test_new_address import press, propose
from tests.services.test_person import page, token_of

PRIVATE, NEW, WORK = "carol@freemail.example", "carol@gmail.com", "carol@nordlys.example"


def asked_from(kit: Kit, email: str, key: str = "form:one") -> Scene:
    """Carol wrote from this mailbox, and the company is asked."""
    scene = companys(kit, key=key, email=email)
    scene.begin()
    return scene


def shares(scene: Scene) -> tuple[read.Share, ...]:
    return page(scene.kit, token_of(scene.kit, scene.request_id)).shares


def offered(scene: Scene) -> list[str]:
    return [ends for one in shares(scene) for _, ends in one.addresses]


def choose(scene: Scene, ends: str | None, referral_id: int = 0) -> None:
    """The person presses the button beside an address, by what they see of it."""
    share, token = shares(scene)[0], token_of(scene.kit, scene.request_id)
    name = next((name for name, shown in share.addresses if shown == ends), "another") if ends else ""
    with scene.kit.database.transaction() as session:
        person.share_address(session, token, referral_id or share.referral_id, name, now=scene.kit.now(), vault=scene.kit.vault)


def add_address(scene: Scene, email: str = NEW) -> None:
    """Both mailboxes have agreed that letters go to another one."""
    for secret in propose(scene.kit, scene.request_id, email):
        press(scene.kit, secret)


def told(scene: Scene) -> str | None:
    with scene.kit.database.reading() as session:
        return sharing.told(session, scene.referral(session), scene.part(session), vault=scene.kit.vault)


def visited(scene: Scene, days_ago: int = 0) -> None:
    """Somebody of the company opens its page, by the link of whichever request."""
    with scene.kit.database.transaction() as session:
        assert scene.contact_id is not None
        at = scene.kit.now() - timedelta(days=days_ago)
        session.add(CompanyVisit(contact_id=scene.contact_id, made_at=at, session_until=at + timedelta(minutes=30)))


def test_a_company_is_told_no_private_address_until_the_person_chooses_one_and_can_take_it_back(kit: Kit) -> None:
    scene = asked_from(kit, PRIVATE)
    assert told(scene) is None
    assert offered(scene) == ["c…@freemail.example"]
    choose(scene, "c…@freemail.example")
    assert told(scene) == PRIVATE
    assert page(kit, token_of(kit, scene.request_id)).passed[0].email == "c…@freemail.example"
    choose(scene, None)
    assert told(scene) is None
    assert scene.events("address_shared", "address_kept") == ["address_shared", "address_kept"]


def test_no_letter_to_the_company_has_the_address(kit: Kit) -> None:
    scene = asked_from(kit, PRIVATE)
    choose(scene, "c…@freemail.example")
    assert PRIVATE not in repr(scene.letters("company_asked", "company_forwarded", "company_reminder"))


def test_an_address_is_offered_once_it_is_confirmed_and_not_before(kit: Kit) -> None:
    scene = asked_from(kit, PRIVATE)
    new, old = propose(kit, scene.request_id, NEW)
    assert offered(scene) == ["c…@freemail.example"]
    press(kit, new)
    assert offered(scene) == ["c…@freemail.example"]
    press(kit, old)
    assert offered(scene) == ["c…@freemail.example", "c…@gmail.com"]
    choose(scene, "c…@gmail.com")
    assert told(scene) == NEW


@pytest.mark.parametrize("is_customer", [True, False])
def test_a_mailbox_at_another_employer_is_not_offered_whether_it_is_a_customer_or_not(kit: Kit, is_customer: bool) -> None:
    """Neither learns of the other; and what is offered tells nobody who our customers are."""
    scene = asked_from(kit, "carol@havblik.example")
    if is_customer:
        with kit.database.transaction() as session:
            a_company(session, "Havblik ApS", domain="havblik.example", registration="20304050")
    assert offered(scene) == []
    with pytest.raises(InvalidInput):
        choose(scene, "c…@havblik.example")
    assert told(scene) is None


def test_the_mailbox_at_the_company_itself_is_told_and_a_private_one_may_take_its_place(kit: Kit) -> None:
    scene = asked_from(kit, WORK)
    assert told(scene) == WORK
    add_address(scene)
    assert offered(scene) == ["c…@nordlys.example", "c…@gmail.com"]
    choose(scene, "c…@gmail.com")
    assert told(scene) == NEW


def test_an_address_at_the_company_that_nobody_confirmed_is_not_told(kit: Kit) -> None:
    scene = companys(kit, email=WORK)
    with kit.database.transaction() as session:
        session.execute(update(IdentityRow).where(IdentityRow.kind == "email").values(proven_how=None, proven_at=None))
    scene.begin()
    assert told(scene) is None


def test_what_the_company_may_have_read_is_not_taken_back_and_what_it_was_not_told_may_still_be_shared(kit: Kit) -> None:
    scene = asked_from(kit, PRIVATE)
    visited(scene)
    assert (shares(scene)[0].is_opened, shares(scene)[0].may_choose) == (True, True)
    choose(scene, "c…@freemail.example")
    assert not shares(scene)[0].may_choose
    with pytest.raises(Conflict):
        choose(scene, None)
    assert told(scene) == PRIVATE


def test_a_page_that_was_open_before_the_company_was_asked_is_no_reading(kit: Kit) -> None:
    scene = companys(kit, email=PRIVATE)
    visited(scene, days_ago=2)
    scene.begin()
    assert not shares(scene)[0].is_opened


def test_nobody_chooses_for_a_request_of_somebody_else(kit: Kit) -> None:
    scene, other = asked_from(kit, PRIVATE), asked_from(kit, PRIVATE, key="form:two")
    with kit.database.reading() as session:
        theirs = other.referral(session).id
    with pytest.raises(Conflict):
        choose(scene, "c…@freemail.example", theirs)
    assert told(other) is None


def test_who_keeps_their_request_from_the_company_shares_nothing_more(kit: Kit) -> None:
    scene = asked_from(kit, PRIVATE)
    token = token_of(kit, scene.request_id)
    with kit.database.reading() as session:
        referral = scene.referral(session).id
    with kit.database.transaction() as session:
        person.keep_from_company(session, token, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert shares(scene) == ()
    with pytest.raises(Conflict), kit.database.transaction() as session:
        person.share_address(session, token, referral, "", now=kit.now(), vault=kit.vault)


def test_each_of_two_employers_is_told_its_own_address_only(kit: Kit) -> None:
    scene = companys(kit, email=WORK)
    with kit.database.transaction() as session:
        other = a_company(session, "Havblik ApS", domain="havblik.example", registration="20304050")
        a_contact(session, other, "gdpr@havblik.example")
        a_processor_part(session, session.get_one(Request, scene.request_id), other)
    scene.begin()
    add_address(scene)
    assert {one.company: ([ends for _, ends in one.addresses], one.email) for one in shares(scene)} == {
        "Nordlys A/S": (["c…@nordlys.example", "c…@gmail.com"], "c…@nordlys.example"), "Havblik ApS": (["c…@gmail.com"], "")}


def test_a_company_that_the_person_did_not_name_is_listed_only_to_who_proved_what_no_employer_controls(kit: Kit) -> None:
    scene = companys(kit, conceals=True, email=PRIVATE)
    with kit.database.transaction() as session:
        other = a_company(session, "Havblik ApS", domain="havblik.example", registration="20304050")
        a_processor_part(session, session.get_one(Request, scene.request_id), other)
    scene.begin()
    assert [one.company for one in shares(scene)] == ["the company whose telephone system it is"]
    with kit.database.transaction() as session:
        session.execute(delete(Proof).where(Proof.method != Method.EMAIL_LINK))
    assert shares(scene) == ()
