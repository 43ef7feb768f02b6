"""A crawler goes to every address as each kind of person; the table in docs/staff.md is what it finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.models import Request
from tests.services.asked_company import companys
from tests.web.browser import Browser
from tests.web.company_browser import enter, path_of
from tests.web.conftest import PASSWORD, sign_in

TABLE = Path(__file__).resolve().parents[2] / "docs" / "staff.md"
PEOPLE = ("nobody", "reader", "clerk", "manager", "dpo", "admin", "company")
YES, NO = "yes", "–"
ENDS = ("/desk/sign-out", "/desk/account/end-sessions")
NOBODYS = {"reference": "DSR-0000-0000-0", "other": "DSR-0000-0000-1", "number": 1, "name": "withdraw", "address": "a.b", "act": "oral", "what": "x",
           "kind": "csv", "year": 2026, "token": "none", "filename": "icon.svg"}


def routes(app: Flask) -> list[tuple[str, Rule]]:
    """Every address with its method. Of the public pages those that are looked at: what is sent to them the same link or code opens."""
    found = [(method, rule) for rule in app.url_map.iter_rules() for method in sorted((rule.methods or set()) & {"GET", "POST"})
             if rule.endpoint != "static" and (method == "GET" or rule.rule.startswith("/desk"))]
    return sorted(found, key=lambda one: (one[1].rule.startswith("/desk"), one[1].rule in ENDS, one[1].rule, one[0]))


def path(app: Flask, rule: Rule, known: dict[str, object]) -> str:
    """With what is really there where it is only looked at, else with what nobody has: no form of the crawler changes anything."""
    with app.test_request_context():
        built = rule.build({name: known.get(name, NOBODYS.get(name, 987_654)) for name in rule.arguments})
    assert built is not None
    return built[1]


def is_let_in(app: Flask, method: str, rule: Rule, browser: Browser, known: dict[str, object]) -> bool:
    """Whether the page is shown, or the form looked at: neither the door nor a refusal."""
    if rule.rule in ENDS:  # both lead to the door; only who was in has their session ended by it
        was_in = browser.get("/desk/account").status_code == 200
        browser.post(path(app, rule, {}))
        return was_in
    if method == "GET":
        answer = browser.get(path(app, rule, known))
    else:
        if browser.page is None or "csrf_token" not in browser.page.get_data(as_text=True):
            browser.get("/desk/sign-in")
        answer = browser.post(path(app, rule, {}))
    if not rule.rule.startswith("/desk"):
        return answer.status_code == 200
    is_at_the_door = answer.status_code == 303 and answer.headers["Location"].startswith("/desk/sign-in")
    return answer.status_code != 403 and not is_at_the_door


@pytest.fixture
def people(app: Flask, kit: Kit) -> dict[str, Browser]:
    scene = companys(kit)
    scene.begin()
    staff = {role.value: sign_in(app, kit, f"{role.value}@fjordtel.example", role) for role in StaffRole}
    with kit.database.reading() as session:
        KNOWN.update(reference=session.get_one(Request, scene.request_id).reference, referral_id=int(path_of(scene).rpartition("/")[2]))
    return {"nobody": Browser(app), **staff, "company": enter(scene, app)}


KNOWN: dict[str, object] = {}


def rows(app: Flask, people: dict[str, Browser]) -> Iterator[str]:
    for method, rule in routes(app):
        cells = [YES if is_let_in(app, method, rule, people[name], KNOWN) else NO for name in PEOPLE]
        for role in StaffRole if rule.rule in ENDS else ():
            people[role.value].get("/desk/sign-in")
            people[role.value].post("/desk/sign-in", email=f"{role.value}@fjordtel.example", password=PASSWORD)
        yield f"| {method} | `{rule.rule}` | {' | '.join(cells)} |"


def test_the_table_says_what_happens(app: Flask, people: dict[str, Browser]) -> None:
    found = list(rows(app, people))
    told = re.findall(r"^\| (?:GET|POST) \|.*$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert told == found
