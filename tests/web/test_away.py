"""Who looks after a part, and who is away, at the desk."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.models import AbsenceRow, Part, Staff
from dsr.services import staff
from tests.web.browser import Browser, words
from tests.web.conftest import PASSWORD, Asked, ask


@pytest.fixture
def clerk(app: Flask, kit: Kit, alice: Browser) -> Browser:
    """Somebody beside alice who works on requests and decides nothing."""
    with kit.database.transaction() as db:
        staff.add(db, "carl@fjordtel.example", StaffRole.CLERK, PASSWORD, now=kit.now())
    browser = Browser(app)
    browser.get("/desk/sign-in")
    browser.post("/desk/sign-in", email="carl@fjordtel.example", password=PASSWORD)
    return browser


def number(kit: Kit, name: str) -> int:
    with kit.database.reading() as db:
        return db.execute(select(Staff.id).where(Staff.email == f"{name}@fjordtel.example")).scalar_one()


def test_a_part_is_looked_after_and_planned_before_the_absence(kit: Kit, asked: Asked, alice: Browser, clerk: Browser) -> None:
    page = f"/desk/requests/{asked.reference}"
    assert "nobody: the team" in words(alice.get(page))
    assert "Plan by Thursday 17 December 2026" in words(alice.get(page))
    assert alice.post(f"{page}/parts/1/keeper", keeper=str(number(kit, "carl"))).status_code == 303
    clerk.get("/desk/away")
    answer = clerk.post("/desk/away", who=str(number(kit, "carl")), starts_on="2026-12-14", ends_on="2026-12-31",
                        stand_in=str(number(kit, "alice")))
    assert answer.status_code == 303
    text = words(alice.get(page))
    assert "Plan by Friday 11 December 2026" in text
    assert "carl@fjordtel.example is away from Monday 14 December 2026 to Thursday 31 December 2026." in text
    assert "plan by Fri 11 Dec" in words(alice.get("/desk/"))
    assert asked.reference in words(clerk.get("/desk/?f=mine"))
    assert asked.reference not in words(alice.get("/desk/?f=mine"))


def test_while_they_are_away_the_queue_names_who_stands_in(kit: Kit, asked: Asked, alice: Browser, clerk: Browser) -> None:
    alice.get(f"/desk/requests/{asked.reference}")
    alice.post(f"/desk/requests/{asked.reference}/parts/1/keeper", keeper=str(number(kit, "carl")))
    clerk.get("/desk/away")
    clerk.post("/desk/away", who=str(number(kit, "carl")), starts_on="2026-11-20", ends_on="2026-12-31", stand_in=str(number(kit, "alice")))
    assert "carl away, now alice " in words(alice.get("/desk/"))
    assert "Today alice@fjordtel.example sees to it." in words(alice.get(f"/desk/requests/{asked.reference}"))
    assert asked.reference in words(alice.get("/desk/?f=mine"))
    with kit.database.transaction() as db:
        db.execute(select(AbsenceRow)).scalar_one().stand_in_id = None
    assert "away, now the team" in words(alice.get("/desk/"))


def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(kit: Kit, clerk: Browser) -> None:
    clerk.get("/desk/away")
    own = str(number(kit, "carl"))
    page = clerk.post("/desk/away", who=own, starts_on="2026-12-14", ends_on="2026-12-13", stand_in="")
    assert page.status_code == 422
    assert 'value="2026-12-13"' in page.get_data(as_text=True)
    assert "The last day is before the first." in words(page)
    assert clerk.post("/desk/away", who=own, starts_on="soon", ends_on="2026-12-13", stand_in="").status_code == 422
    assert "Somebody else has to stand in." in words(clerk.post("/desk/away", who=own, starts_on="2026-12-14", ends_on="2026-12-15", stand_in=own))
    assert clerk.post("/desk/away", who="9999", starts_on="2026-12-14", ends_on="2026-12-15", stand_in="").status_code == 403
    with kit.database.reading() as db:
        assert db.execute(select(AbsenceRow)).all() == []


def test_a_clerk_enters_and_ends_their_own_only(kit: Kit, alice: Browser, clerk: Browser) -> None:
    clerk.get("/desk/away")
    assert clerk.post("/desk/away", who=str(number(kit, "alice")), starts_on="2026-12-14", ends_on="2026-12-15", stand_in="").status_code == 403
    for name in ("alice", "carl"):
        alice.get("/desk/away")
        alice.post("/desk/away", who=str(number(kit, name)), starts_on="2026-12-14", ends_on="2026-12-15", stand_in="")
    text = clerk.get("/desk/away").get_data(as_text=True)
    assert text.count("/end") == 1
    assert text.count("Not away after all") == 1
    assert alice.get("/desk/away").get_data(as_text=True).count("Not away after all") == 2
    assert clerk.post("/desk/away/1/end").status_code == 403
    assert clerk.post("/desk/away/2/end").status_code == 303
    clerk.get("/desk/away")
    assert clerk.post("/desk/away/2/end").status_code == 404


def test_bob_who_only_reads_changes_nothing(kit: Kit, asked: Asked, alice: Browser, bob: Browser) -> None:
    assert "Looked after by" not in words(bob.get(f"/desk/requests/{asked.reference}"))
    assert bob.get("/desk/away").status_code == 403
    bob.get(f"/desk/requests/{asked.reference}")
    assert bob.post(f"/desk/requests/{asked.reference}/parts/1/keeper", keeper="1").status_code == 403
    with kit.database.reading() as db:
        assert db.execute(select(Part.keeper_id)).scalar_one() is None


def test_who_has_left_meanwhile_is_refused_in_words(app: Flask, kit: Kit, alice: Browser, clerk: Browser) -> None:
    reference = ask(app, kit).reference
    alice.get(f"/desk/requests/{reference}")
    with kit.database.transaction() as db:
        db.execute(select(Staff).where(Staff.email == "carl@fjordtel.example")).scalar_one().is_active = False
    alice.post(f"/desk/requests/{reference}/parts/1/keeper", keeper=str(number(kit, "carl")))
    assert "They do not work on requests any more." in words(alice.get(f"/desk/requests/{reference}"))
