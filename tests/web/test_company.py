"""The door of companies: a look changes nothing, link and code open once, and a company reaches its own requests only."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.kit import Kit
from dsr.models import CompanyContact, CompanyVisit, Event, Request
from dsr.services import instructed, referrals
from tests.services.archive import later
from tests.services.asked_company import Scene, a_processor_part, companys
from tests.services.customers import a_company, a_contact
from tests.web.browser import Browser, words
from tests.web.company_browser import WHY, decided, enter, enter_again, give, line, link, path_of


@pytest.fixture
def scene(kit: Kit) -> Scene:
    made = companys(kit)
    made.begin()
    return made


def test_a_look_shows_nothing_and_changes_nothing(app: Flask, scene: Scene) -> None:
    before = scene.events("company_code_sent", "company_opened")
    shown = words(Browser(app).get(link(scene)))
    assert "Carol" not in shown
    assert "Nordlys" not in shown
    assert "DSR-" not in shown
    assert scene.events("company_code_sent", "company_opened") == before
    assert scene.letters("company_code") == []


def test_a_link_that_never_was_looks_like_any_page_that_is_not_there(app: Flask, scene: Scene) -> None:
    browser = Browser(app)
    wrong = browser.get("/company/" + "x" * 43)
    assert wrong.status_code == 404
    browser.get(link(scene))
    assert browser.post("/company/" + "x" * 43).status_code == 404


def test_a_link_opens_once_and_the_code_once(app: Flask, scene: Scene) -> None:
    path = link(scene)
    enter(scene, app)
    code = scene.letters("company_code")[-1]["code"]
    second = Browser(app)
    assert "Each link opens once" in words(second.get(path))
    assert second.post(path).status_code == 404
    second.get(path)
    assert second.post(f"{path}/code", code=code).status_code == 404
    assert second.get("/company").status_code == 404


def test_a_used_link_brings_a_new_one_to_the_same_mailbox_and_is_dead_then(app: Flask, kit: Kit, scene: Scene) -> None:
    old = link(scene)
    enter(scene, app)
    later(kit, minutes=2)
    browser = Browser(app)
    browser.get(old)
    assert browser.post(f"{old}/again").status_code == 200
    assert len(scene.letters("company_asked")) == 2
    assert {letter["to"] for letter in scene.letters("company_asked")} == {"privacy@nordlys.example"}
    assert browser.get(old).status_code == 404
    assert enter(scene, app).get("/company").status_code == 200


def test_after_several_wrong_codes_even_the_right_one_is_refused(app: Flask, scene: Scene) -> None:
    browser, path = Browser(app), link(scene)
    browser.get(path)
    browser.post(path)
    browser.follow()
    statuses = [browser.post(f"{path}/code", code="AAAA-AAAA-AAAA").status_code for _ in range(5)]
    assert statuses == [403] * 5
    assert browser.post(f"{path}/code", code=scene.letters("company_code")[-1]["code"]).status_code == 403
    assert browser.get("/company").status_code == 404


def test_a_code_opens_for_a_quarter_of_an_hour_and_a_session_ends(app: Flask, kit: Kit, scene: Scene) -> None:
    browser, path = Browser(app), link(scene)
    browser.get(path)
    browser.post(path)
    browser.follow()
    later(kit, minutes=15)
    assert browser.post(f"{path}/code", code=scene.letters("company_code")[-1]["code"]).status_code == 403
    opened = enter(scene, app)
    assert opened.get("/company").status_code == 200
    later(kit, minutes=30)
    assert opened.get("/company").status_code == 404
    assert opened.get(path_of(scene)).status_code == 404


def test_who_speaks_for_the_company_no_more_is_out_at_once(app: Flask, kit: Kit, scene: Scene) -> None:
    browser = enter(scene, app)
    with kit.database.transaction() as session:
        session.get_one(CompanyContact, scene.contact_id).ended_at = kit.now()
    assert browser.get("/company").status_code == 404
    assert browser.post(path_of(scene), decision="answer", do="give").status_code in (400, 404)
    assert decided(scene) == {}


def test_who_signs_out_is_out(app: Flask, scene: Scene) -> None:
    browser = enter(scene, app)
    kept = browser.cookie("dsr")
    browser.post("/company/leave")
    assert browser.get("/company").status_code == 404
    with scene.kit.database.reading() as session:
        assert [one.session_hash for one in session.execute(select(CompanyVisit)).scalars()] == [None]
    assert kept is not None


def test_another_companys_request_is_not_there_whatever_the_form_says(app: Flask, kit: Kit, scene: Scene) -> None:
    with kit.database.transaction() as session:
        other = a_company(session, "Havblik ApS", domain="havblik.example")
        a_contact(session, other, "gdpr@havblik.example")
        part = a_processor_part(session, session.get_one(Request, scene.request_id), other)
        referrals.begin(session, part.id, now=kit.now(), vault=kit.vault, settings=kit.settings)
        foreign, part_id = session.execute(select(referrals.Referral).where(referrals.Referral.part_id == part.id)).scalar_one().id, part.id
    browser = enter(scene, app)
    assert "1 request needs your decision" in words(browser.page)  # type: ignore[arg-type]
    assert browser.get(f"/company/request/{foreign}").status_code == 404
    browser = enter_again(scene, app, kit)
    browser.get("/company")
    assert browser.post("/company", request=str(foreign), decision="answer").status_code == 404
    browser = enter_again(scene, app, kit)
    browser.get(path_of(scene))
    assert browser.post(f"/company/request/{foreign}", do="give", decision="answer").status_code == 404
    with kit.database.reading() as session:
        assert instructed.of(session, part_id).overall is None


def test_what_the_person_withdrew_or_does_not_want_passed_on_is_seen_no_more(app: Flask, kit: Kit, scene: Scene) -> None:
    browser = enter(scene, app)
    assert "Carol" in words(browser.get("/company"))
    with kit.database.transaction() as session:
        session.get_one(Request, scene.request_id).pass_on = False
    assert "Carol" not in words(browser.get("/company"))
    assert browser.get(path_of(scene)).status_code == 404


def test_no_page_of_a_company_holds_anything_without_a_session(app: Flask, scene: Scene) -> None:
    browser = Browser(app)
    for path in ("/company", path_of(scene), "/company/request/999"):
        shown = browser.get(path)
        assert shown.status_code == 404
        assert "Carol" not in words(shown)


def test_what_is_on_record_of_a_visit_names_nobody(app: Flask, scene: Scene) -> None:
    line(scene)
    browser = enter(scene, app)
    give(browser, path_of(scene), decision="refuse", reason=WHY)
    with scene.kit.database.reading() as session:
        own = session.execute(select(Event).where(Event.actor_kind == "company")).scalars().all()
        assert {one.name for one in own} >= {"company_code_sent", "company_opened", "instruction_given", "instruct"}
        for one in own:
            for hidden in ("Carol", "nordlys", "4589", "Section", "Kirsten"):
                assert hidden not in one.facts
