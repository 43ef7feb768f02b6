"""At the desk a request shows its parts with who decides about each, and a part goes to whoever else does; the person sees theirs apart."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.kit import Kit
from dsr.models import Part
from tests.services.customers import a_company
from tests.web.browser import Browser, words
from tests.web.conftest import Asked, ask


@pytest.fixture
def nordlys(app: Flask, kit: Kit) -> Asked:
    """Somebody who wrote from the mailbox of a customer company."""
    with kit.database.transaction() as session:
        a_company(session, key="nordlys.example")
        a_company(session, "Havblik ApS", domain="havblik.example", registration="20304050")
    return ask(app, kit)


def routes(kit: Kit) -> list[tuple[int, str, bool]]:
    with kit.database.reading() as session:
        rows = session.execute(select(Part).order_by(Part.number)).scalars()
        return [(part.number, part.role.value, part.conceals) for part in rows]


def test_the_desk_shows_each_part_with_who_decides(nordlys: Asked, alice: Browser) -> None:
    page = words(alice.get(f"/desk/requests/{nordlys.reference}"))
    assert "Part 1" in page
    assert "Part 2" in page
    assert "Who decides: we ourselves" in page
    assert "Who decides: Nordlys A/S" in page


def test_a_part_is_sent_elsewhere_with_a_reason(kit: Kit, nordlys: Asked, alice: Browser) -> None:
    link = f"/desk/requests/{nordlys.reference}/parts/2/route"
    assert alice.get(link).status_code == 200
    assert alice.post(link, to="Havblik ApS", reason="She left in May.").status_code == 303
    assert "not named by the person" in words(alice.follow())
    assert routes(kit) == [(1, "controller", False), (2, "processor", True)]


@pytest.mark.parametrize(("typed", "reason"), [("Havblik ApS", " "), ("Nobody Ltd", "x"), ("Nordlys A/S", "x"), ("", "x")])
def test_what_does_not_go_is_said_and_what_was_typed_stays(kit: Kit, nordlys: Asked, alice: Browser, typed: str, reason: str) -> None:
    link = f"/desk/requests/{nordlys.reference}/parts/2/route"
    alice.get(link)
    page = alice.post(link, to=typed, reason=reason)
    assert page.status_code == 422
    assert typed in page.get_data(as_text=True)
    assert routes(kit) == [(1, "controller", False), (2, "processor", False)]


def test_who_only_reads_sends_nothing_elsewhere(nordlys: Asked, bob: Browser) -> None:
    link = f"/desk/requests/{nordlys.reference}/parts/2/route"
    bob.get("/desk/")
    assert bob.post(link, to="", reason="x").status_code == 403
    assert "Somebody else decides" not in words(bob.get(f"/desk/requests/{nordlys.reference}"))


def test_a_request_about_somebody_else_is_turned_away_with_a_reason(kit: Kit, nordlys: Asked, alice: Browser) -> None:
    link = f"/desk/requests/{nordlys.reference}/parts/1/turn_away"
    assert alice.get(link).status_code == 200
    assert alice.post(link, reason="He asks for his wife.").status_code == 303
    with kit.database.reading() as session:
        assert {part.outcome for part in session.execute(select(Part)).scalars()} == {"not_theirs"}


def test_the_person_sees_who_answers_what(nordlys: Asked) -> None:
    nordlys.carol.get("/status")
    nordlys.carol.post("/status", reference=nordlys.reference, code=nordlys.code)
    page = words(nordlys.carol.follow())
    assert "what we decide about" in page
    assert "what Nordlys A/S decides about" in page


def test_who_keeps_it_from_the_employer_has_one_part_and_reads_so(app: Flask, kit: Kit, nordlys: Asked) -> None:
    other = ask(app, kit, keep="1")
    with kit.database.reading() as session:
        assert [len(rows) for rows in ([part for part in session.execute(select(Part)).scalars() if part.request.pass_on is False],)] == [1]
    other.carol.get("/status")
    other.carol.post("/status", reference=other.reference, code=other.code)
    assert "nothing is passed on to your employer" in words(other.carol.follow())
