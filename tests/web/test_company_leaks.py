"""What a company is never told: who speaks for the person, and that another company was asked."""

from __future__ import annotations

from flask import Flask

from dsr.kit import Kit
from dsr.models import Request
from dsr.services import referrals
from tests.services.asked_company import Scene, a_processor_part, companys
from tests.services.customers import a_company, a_contact
from tests.web.browser import words
from tests.web.company_browser import OTHERS, enter, enter_again, line, path_of


def asked_both(kit: Kit) -> Scene:
    """Havblik was asked first, so that a count over all parts would show in the page of Nordlys."""
    scene = companys(kit)
    with kit.database.transaction() as session:
        other = a_company(session, "Havblik ApS", domain="havblik.example", key="havblik.example", registration="20304050")
        a_contact(session, other, "gdpr@havblik.example")
        part = a_processor_part(session, session.get_one(Request, scene.request_id), other)
        referrals.begin(session, part.id, now=kit.now(), vault=kit.vault, settings=kit.settings)
    scene.begin()
    return scene


def test_neither_company_is_told_of_the_other_on_page_in_letter_or_by_a_count(app: Flask, kit: Kit) -> None:
    scene = asked_both(kit)
    line(scene, OTHERS, tenant="havblik.example")
    browser = enter(scene, app)
    for path in ("/company", path_of(scene)):
        shown = words(browser.get(path))
        for hidden in ("Havblik", "havblik", OTHERS[-4:], "2 requests", "part 2", "Part 2", "part 3"):
            assert hidden not in shown, (path, hidden)
    letters = scene.letters("company_asked", "company_code")
    assert letters
    assert {letter["to"] for letter in letters} == {"privacy@nordlys.example"}
    assert "avblik" not in repr(letters)


def test_what_a_company_sees_is_the_same_whether_another_was_asked_or_not(app: Flask, kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    paths = ("/company", path_of(scene))
    browser = enter(scene, app)
    alone = [words(browser.get(path)) for path in paths]
    with kit.database.transaction() as session:
        other = a_company(session, "Havblik ApS", domain="havblik.example", key="havblik.example", registration="20304050")
        a_contact(session, other, "gdpr@havblik.example")
        a_processor_part(session, session.get_one(Request, scene.request_id), other)
    scene.begin()
    browser = enter_again(scene, app, kit)
    assert [words(browser.get(path)) for path in paths] == alone
