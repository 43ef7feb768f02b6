"""Passing a part to the company that decides: who is told what and when, that nothing of the person travels by mail, and that nobody is left
without a word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from dsr.domain.actor import SYSTEM
from dsr.domain.customer import CompanyState, Standing
from dsr.domain.errors import InvalidMove, NotAllowed
from dsr.domain.instruction import ReferralEnd, Step
from dsr.domain.routing import DataKind
from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import Agreement, Company, CompanyContact, CompanyDomain, DataKey, Message, MessageState, Part
from dsr.services import instructed, notices, referrals
from dsr.services.notices import Wish
from dsr.vault import KeyClass
from tests.services.archive import later
from tests.services.asked_company import Scene, companys, stands
from tests.services.carol import alice
from tests.services.customers import TODAY, a_company, a_contact
from workers import upkeep

PERSON, COMPANY = "Carol@Havblik.example", "privacy@nordlys.example"


def opening(scene: Scene) -> list[bool]:
    """Which of the links that were mailed lead to the page, the oldest first."""
    with scene.kit.database.reading() as session:
        row = scene.referral(session)
        return [row.token_hash == scene.kit.vault.token(referrals.TOKEN, one["token"]) for one in scene.letters("company_asked", "company_reminder")]


def go_on(scene: Scene) -> list[Step | None]:
    """What the ticker finds due."""
    with scene.kit.database.reading() as session:
        found = referrals.due(session, now=scene.kit.now())
    steps = []
    for referral_id in found:
        with scene.kit.database.transaction() as session:
            steps.append(referrals.go_on(session, referral_id, now=scene.kit.now(), vault=scene.kit.vault, settings=scene.kit.settings))
    return steps


def test_the_company_and_the_person_are_told_at_once_and_the_letter_to_the_company_says_nothing_of_the_person(kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    assert scene.state() is State.REFERRED
    (asked,) = scene.letters("company_asked")
    assert (asked["to"], asked["owner_name"], asked["locale"]) == (COMPANY, "Kirsten Dahl", "da")
    assert asked["last_day"] == "2026-12-24"  # from our receipt
    assert asked.keys() == {"kind", "locale", "to", "owner_name", "last_day", "reference", "token"}
    (told,) = scene.letters("referred")
    assert (told["to"].lower(), told["company"], told["passed_on"], told["due_on"]) == (PERSON.lower(), "Nordlys A/S", "2026-11-24", "2026-12-24")
    assert scene.events("refer", "company_asked") == ["refer", "company_asked"]
    with kit.database.reading() as session:
        row = scene.referral(session)
        assert (row.company_id, row.contact_id, row.hop, row.ending) == (scene.company_id, scene.contact_id, 1, None)
        assert row.token_hash == kit.vault.token(referrals.TOKEN, asked["token"])
        assert asked["token"] not in str(vars(row))


def test_asking_twice_asks_once(kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    scene.begin()
    with kit.database.transaction() as session:
        company, first = session.get_one(Company, scene.company_id), scene.referral(session)
        assert referrals.refer(session, scene.part(session), company, by=SYSTEM, now=kit.now(), vault=kit.vault, settings=kit.settings) is first
    assert len(scene.letters("company_asked")) == 1


def test_a_company_that_the_person_did_not_name_is_not_named(kit: Kit) -> None:
    scene = companys(kit, conceals=True)
    scene.begin()
    assert [letter["company"] for letter in scene.letters("referred")] == ["den virksomhed, hvis telefonsystem det er"]


def test_a_reseller_is_asked_and_never_named(kit: Kit) -> None:
    scene = companys(kit)
    with kit.database.transaction() as session:
        reseller = a_company(session, "Mellemled ApS", domain="mellemled.example")
        a_contact(session, reseller, "gdpr@mellemled.example")
        session.get_one(Company, scene.company_id).reseller_id = reseller.id
    scene.begin()
    assert [letter["to"] for letter in scene.letters("company_asked")] == ["gdpr@mellemled.example"]
    assert [letter["company"] for letter in scene.letters("referred")] == ["din arbejdsgivers telefonleverandør"]
    with kit.database.reading() as session:
        assert session.get_one(Company, scene.referral(session).company_id).name == "Mellemled ApS"


def test_what_the_person_does_not_want_passed_on_reaches_nobody(kit: Kit) -> None:
    scene = companys(kit, pass_on=False)
    scene.begin()
    assert scene.state() is State.TRIAGE
    assert scene.letters("company_asked", "referred") == []
    with kit.database.transaction() as session, pytest.raises(NotAllowed) as refused:
        referrals.refer(session, scene.part(session), session.get_one(Company, scene.company_id), by=SYSTEM, now=kit.now(), vault=kit.vault,
                        settings=kit.settings)
    assert refused.value.facts == {"reason": "not_passed_on"}


def test_no_part_of_ours_and_none_of_another_company_is_passed_on(kit: Kit) -> None:
    scene = companys(kit)
    with kit.database.transaction() as session:
        other = a_company(session, "Havblik ApS", domain="havblik.example")
        own = session.execute(select(Part).where(Part.request_id == scene.request_id, Part.number == 1)).scalar_one()
        for part, company in ((own, other), (scene.part(session), other)):
            with pytest.raises(NotAllowed) as refused:
                referrals.refer(session, part, company, by=SYSTEM, now=kit.now(), vault=kit.vault, settings=kit.settings)
            assert refused.value.facts == {"reason": "not_of_company"}


@pytest.mark.parametrize("why", ["none", "dissolved", "lapsed", "liquidation"])
def test_where_nobody_is_left_to_ask_the_person_hears_who_decides_and_staff_do(kit: Kit, why: str) -> None:
    scene = companys(kit, has_contact=why != "none", state=CompanyState.DISSOLVED if why == "dissolved" else
                     CompanyState.LIQUIDATION if why == "liquidation" else CompanyState.ACTIVE)
    if why == "lapsed":
        with kit.database.transaction() as session:
            for domain in session.execute(select(CompanyDomain)).scalars():
                domain.lapsed_on = TODAY
    scene.begin()
    assert scene.state() is State.TRIAGE
    assert scene.letters("company_asked", "referred") == []
    (told,) = scene.letters("company_missing")
    assert told["due_on"] == "2026-12-24"
    assert scene.events("company_missing") == ["company_missing"]
    later(kit, days=40)
    scene.begin()
    assert go_on(scene) == []
    assert len(scene.letters("company_missing")) == 1


def test_a_silent_company_is_reminded_on_days_3_7_and_10_then_our_account_owner_hears_and_the_person_twice(kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    heard: dict[int, list[Step | None]] = {}
    for day in range(1, 32):
        later(kit, days=1)
        if steps := go_on(scene):
            heard[day] = steps
    assert heard == {3: [Step.REMIND], 7: [Step.REMIND], 10: [Step.REMIND], 11: [Step.ESCALATE], 30: [Step.TELL]}
    assert [letter["to"] for letter in scene.letters("company_reminder")] == [COMPANY] * 3
    (owner,) = scene.letters("account_owner")
    assert (owner["to"], owner["company"], owner["last_day"]) == ("account@fjordtel.example", "Nordlys A/S", "2026-12-24")
    silent = scene.letters("company_silent")
    assert [(one["to"].lower(), one["passed_on"], one["due_on"]) for one in silent] == [(PERSON.lower(), "2026-11-24", "2026-12-24")] * 2
    assert go_on(scene) == []


def test_who_does_not_speak_for_the_company_any_more_is_not_reminded(kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    with kit.database.transaction() as session:
        session.get_one(CompanyContact, scene.contact_id).ended_at = kit.now()
        a_contact(session, session.get_one(Company, scene.company_id), "new@nordlys.example")
    later(kit, days=3)
    assert go_on(scene) == [Step.REMIND]
    assert [letter["to"] for letter in scene.letters("company_reminder")] == ["new@nordlys.example"]
    assert opening(scene) == [False, True]


def test_where_nobody_may_be_reminded_our_account_owner_hears_at_once(kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    with kit.database.transaction() as session:
        session.get_one(CompanyContact, scene.contact_id).ended_at = kit.now()
    later(kit, days=3)
    assert go_on(scene) == [Step.ESCALATE]
    assert scene.letters("company_reminder") == []
    assert len(scene.letters("account_owner")) == 1


def test_who_withdraws_is_seen_no_more_and_the_company_is_told(kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    for _ in range(2):
        with kit.database.transaction() as session:
            referrals.withdraw(session, scene.part_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert [letter["to"] for letter in scene.letters("company_withdrawn")] == [COMPANY]
    with kit.database.reading() as session:
        row = scene.referral(session)
        assert (row.ending, row.token_hash, row.remind_at) == (ReferralEnd.WITHDRAWN, None, None)
        assert not referrals.is_visible(row, scene.part(session))
    later(kit, days=20)
    assert go_on(scene) == []


def test_a_company_that_said_answer_for_us_is_told_and_the_part_goes_on(kit: Kit) -> None:
    scene = companys(kit)
    stands(scene, Standing.ANSWER)
    scene.begin()
    assert scene.state() is State.TRIAGE
    assert scene.leaves()
    assert [letter["to"] for letter in scene.letters("company_instructed")] == [COMPANY]
    assert [letter["decided_on"] for letter in scene.letters("company_decided")] == ["2026-11-24"]
    assert scene.letters("company_asked", "referred") == []
    with kit.database.reading() as session:
        (row,) = instructed.in_force(session, scene.part_id)
        assert row.standing_id is not None
        assert (row.contact_id, row.staff_id) == (None, None)


def test_a_company_that_said_forward_answers_itself_and_the_person_hears(kit: Kit) -> None:
    scene = companys(kit)
    stands(scene, Standing.FORWARD)
    scene.begin()
    assert scene.state() is State.REFERRED
    assert [letter["to"] for letter in scene.letters("company_forwarded")] == [COMPANY]
    assert len(scene.letters("referred")) == 1
    with kit.database.reading() as session:
        assert scene.referral(session).ending is ReferralEnd.PASSED_ON
    later(kit, days=20)
    assert go_on(scene) == []
    assert not scene.leaves()


@pytest.mark.parametrize("why", ["no agreement", "ended", "one kind otherwise", "left"])
def test_what_does_not_stand_for_all_of_it_under_an_agreement_is_asked(kit: Kit, why: str) -> None:
    scene = companys(kit)
    stands(scene, Standing.ANSWER, is_agreed=why != "no agreement")
    with kit.database.transaction() as session:
        company = session.get_one(Company, scene.company_id)
        if why == "left":
            company.state = CompanyState.LEFT
        if why == "ended":
            session.execute(select(Agreement)).scalar_one().ended_on = TODAY - timedelta(days=1)
    if why == "one kind otherwise":
        stands(scene, Standing.ASK, data_kind=DataKind.CONTENT)
    scene.begin()
    assert scene.state() is State.REFERRED
    assert not scene.leaves()


def test_a_closed_part_is_not_passed_on(kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    with kit.database.transaction() as session:
        referrals.withdraw(session, scene.part_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
        company = session.get_one(Company, scene.company_id)
        with pytest.raises(InvalidMove):
            referrals.refer(session, scene.part(session), company, by=SYSTEM, now=kit.now(), vault=kit.vault, settings=kit.settings)


def test_the_letter_of_staff_is_the_real_thing_where_somebody_speaks_for_the_company(kit: Kit) -> None:
    scene, by = companys(kit), alice(kit)
    wish = Wish(company="Some other name")
    with kit.database.reading() as session:
        shown = notices.preview(session, scene.part_id, "refer", wish, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert "Nordlys A/S" in shown.text
    assert "Some other name" not in shown.text
    with kit.database.transaction() as session:
        notices.send(session, scene.part_id, "refer", wish, seen=shown.seen, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert scene.state() is State.REFERRED
    assert len(scene.letters("company_asked")) == len(scene.letters("referred")) == 1


def test_when_the_day_is_over_a_part_that_nobody_decided_closes_and_its_page_too(kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    with kit.database.transaction() as session:
        session.execute(update(Message).values(state=MessageState.SENT))
    later(kit, days=31)
    upkeep.hand_over(kit)
    assert scene.state() is State.CLOSED
    with kit.database.reading() as session:
        row = scene.referral(session)
        assert (row.ending, row.token_hash, row.remind_at) == (ReferralEnd.UNANSWERED, None, None)


def test_the_ticker_passes_on_and_reminds_and_one_that_fails_holds_up_no_other(kit: Kit) -> None:
    first, second = companys(kit), companys(kit, key="form:two")
    with kit.database.transaction() as session:
        session.execute(delete(DataKey).where(DataKey.request_id == first.request_id, DataKey.key_class == KeyClass.CASE))
    upkeep.pass_on(kit)
    assert (first.state(), second.state()) == (State.TRIAGE, State.REFERRED)
    later(kit, days=3)
    upkeep.remind(kit)
    assert len(second.letters("company_reminder")) == 1
