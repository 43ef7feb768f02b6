"""What a company sees and decides on its page, and that nothing of it is what is not for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.domain.instruction import Decision
from dsr.domain.routing import DataKind
from dsr.domain.tenancy import Holder
from dsr.domain.words import Right, State
from dsr.kit import Kit
from dsr.models import Company, CompanyDomain, Proof, Request
from dsr.services import instructed, referrals
from tests.services.archive import later
from tests.services.asked_company import Scene, a_processor_part, companys
from tests.web.browser import words
from tests.web.company_browser import OTHERS, OWN, START, WHY, decided, enter, give, line, name_of_line, path_of, stated


@pytest.fixture
def scene(kit: Kit) -> Scene:
    made = companys(kit)
    made.begin()
    return made


def test_the_page_shows_what_is_to_be_decided_and_nothing_that_the_person_wrote_or_that_is_anothers(app: Flask, scene: Scene) -> None:
    line(scene)
    line(scene, OTHERS, tenant="havblik.fjordtel.example")
    browser = enter(scene, app)
    assert "1 request needs your decision" in words(browser.page)  # type: ignore[arg-type]
    shown = words(browser.get(path_of(scene)))
    for wanted in ("Carol Ærø", OWN, "24 December 2026", "24 November 2026", "not shared with you"):
        assert wanted in shown, wanted
    for hidden in ("Everything, please", "Havblik", "havblik", OTHERS, "614", "31 00 04 17", "31000417"):
        assert hidden not in shown.replace("+4589000614", ""), hidden


def test_an_address_of_the_companys_own_domain_is_shown_and_no_other(app: Flask, kit: Kit) -> None:
    scene = companys(kit)
    with kit.database.transaction() as session:
        session.add(CompanyDomain(company_id=scene.company_id, name="havblik.example"))
    scene.begin()
    browser = enter(scene, app)
    assert "carol@havblik.example" in words(browser.get(path_of(scene))).lower()


def test_a_decision_is_kept_the_person_hears_and_it_can_be_changed(app: Flask, kit: Kit, scene: Scene) -> None:
    browser = enter(scene, app)
    assert give(browser, path_of(scene), decision="answer") == 303
    assert decided(scene) == {None: Decision.ANSWER}
    assert len(scene.letters("company_decided")) == len(scene.letters("company_instructed")) == 1
    assert "We answer the person for you." in words(browser.follow())
    later(kit, minutes=1)
    assert give(browser, path_of(scene), **{"decision": "hand_over", "decision-content": "refuse", "reason": WHY}) == 303
    assert decided(scene) == {None: Decision.HAND_OVER, DataKind.CONTENT: Decision.REFUSE}
    with kit.database.transaction() as session:
        scene.part(session).state = State.DELIVERING
    assert "cannot be changed here any more" in words(browser.get(path_of(scene)))
    assert browser.post(path_of(scene), do="give", decision="answer").status_code in (303, 400)
    assert decided(scene) == {None: Decision.HAND_OVER, DataKind.CONTENT: Decision.REFUSE}


@pytest.mark.parametrize(("fields", "said"), [
    ({}, "Choose one."),
    ({"decision": "burn"}, "Choose one."),
    ({"decision": "refuse"}, "A refusal needs its reason and the law"),
    ({"decision": "refuse", "reason": "CPR 010190-1234 is hers"}, "national number"),
    ({"decision": "answer", "decision-content": "hand_over"}, "the two do not go together"),
])
def test_what_cannot_be_followed_is_said_and_what_was_typed_is_kept(app: Flask, scene: Scene, fields: dict[str, str], said: str) -> None:
    browser = enter(scene, app)
    browser.get(path_of(scene))
    shown = browser.post(path_of(scene), do="give", **fields)
    assert shown.status_code == 422
    assert said in words(shown)
    assert fields.get("reason", "") in words(shown)
    assert decided(scene) == {}


def test_what_was_saved_comes_back_and_is_no_instruction(app: Flask, scene: Scene) -> None:
    browser = enter(scene, app)
    browser.get(path_of(scene))
    assert browser.post(path_of(scene), do="save", decision="refuse", reason="Under investigation").status_code == 303
    assert decided(scene) == {}
    with scene.kit.database.reading() as session:
        saved = scene.referral(session).saved
        assert saved is not None
        assert b"investigation" not in saved
    again = words(browser.follow())
    assert "Under investigation" in again
    assert "no instruction yet" in again
    assert give(browser, path_of(scene), decision="answer") == 303
    with scene.kit.database.reading() as session:
        assert scene.referral(session).saved is None


def test_the_companys_word_about_a_line_reaches_the_ledger_and_can_be_corrected(app: Flask, kit: Kit, scene: Scene) -> None:
    line(scene)
    browser = enter(scene, app)
    browser.get(path_of(scene))
    name = name_of_line(browser)
    assert give(browser, path_of(scene), **{f"line-{name}": "yes", "decision": "answer"}) == 303
    assert stated(kit) == [(Holder.SUBJECT, START, None)]
    with kit.database.reading() as session:
        (proof,) = session.execute(select(Proof).where(Proof.method == "employer")).scalars()
        assert proof.control == "employer"
    fields = {f"line-{name}": "other", f"first-{name}": "2025-01-01", f"last-{name}": "2025-06-30"}
    assert give(browser, path_of(scene), **fields, decision="answer") == 303
    start, end = datetime(2024, 12, 31, 23, tzinfo=UTC), datetime(2025, 6, 30, 22, tzinfo=UTC)
    assert stated(kit) == [(Holder.SUBJECT, start, end), (Holder.OTHER, None, start), (Holder.OTHER, end, None)]
    assert give(browser, path_of(scene), **{f"line-{name}": "unknown", "decision": "answer"}) == 303
    assert stated(kit) == []


@pytest.mark.parametrize(("first", "last", "said"), [
    ("2025-07-01", "2025-06-30", "before the first"), ("2027-01-01", "2027-02-01", "yet to come"),
    ("2025-01-01", "2030-01-01", "yet to come"), ("", "2025-01-01", "fill this in"),
       ("01.02.2025", "2025-06-30", "Give a date"), ("2025-01-01", "", "fill this in"),
])
def test_dates_that_cannot_be_change_nothing_not_even_the_decision(app: Flask, kit: Kit, scene: Scene, first: str, last: str, said: str) -> None:
    line(scene)
    browser = enter(scene, app)
    browser.get(path_of(scene))
    name = name_of_line(browser)
    shown = browser.post(path_of(scene), do="give", decision="answer", **{f"line-{name}": "other", f"first-{name}": first, f"last-{name}": last})
    assert shown.status_code == 422
    assert said in words(shown)
    assert stated(kit) == []
    assert decided(scene) == {}


def test_a_line_that_is_not_shown_is_not_spoken_about(app: Flask, kit: Kit, scene: Scene) -> None:
    line(scene, OTHERS, tenant="havblik.fjordtel.example")
    browser = enter(scene, app)
    browser.get(path_of(scene))
    token = kit.vault.token("identity", f"phone_number:{OTHERS}")
    foreign = kit.vault.token("company_line", f"phone_number:{token}:havblik.fjordtel.example")[:16]
    assert browser.post(path_of(scene), do="give", decision="answer", **{f"line-{foreign}": "no"}).status_code == 303
    assert stated(kit) == []  # what is not on the page is not read


def test_several_are_decided_together_or_not_at_all(app: Flask, kit: Kit, scene: Scene) -> None:
    with kit.database.transaction() as session:
        company = session.get_one(Company, scene.company_id)
        part = a_processor_part(session, session.get_one(Request, scene.request_id), company, right=Right.ERASURE)
        referrals.begin(session, part.id, now=kit.now(), vault=kit.vault, settings=kit.settings)
        ids = [row.id for row in session.execute(select(referrals.Referral).order_by(referrals.Referral.id)).scalars()]
        erasure = part.id
    browser = enter(scene, app)
    browser.get("/company")
    both = {"request": ids, "decision": "hand_over"}
    shown = browser.post("/company", **both)  # type: ignore[arg-type]
    assert shown.status_code == 422
    assert decided(scene) == {}
    assert browser.post("/company", request=ids, decision="answer").status_code == 303  # type: ignore[arg-type]
    with kit.database.reading() as session:
        assert [instructed.of(session, one).overall for one in (scene.part_id, erasure)] == [Decision.ANSWER] * 2
    browser.get("/company")
    assert browser.post("/company", decision="answer").status_code == 422
    assert browser.post("/company", request="x", decision="answer").status_code == 422


def test_it_speaks_danish(app: Flask, scene: Scene) -> None:
    line(scene)
    browser = enter(scene, app, "da")
    assert "Hvem havde disse, og hvornår?" in words(browser.get(path_of(scene)))
