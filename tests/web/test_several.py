"""One letter for many people makes as many requests, and nothing of one is in another."""

from __future__ import annotations

from sqlalchemy import func, select

from dsr.kit import Kit
from dsr.models import DataKey, Message, Request
from dsr.services import cases, contact_points, mandates
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.web.browser import Browser, words

PEOPLE = "Carol Ærø; carol@havblik.example; 31 00 04 17; Havblik ApS\nBob Å; ; ; Nordlys A/S; Nygade 2 | 8000 Aarhus C"


def send(kit: Kit, alice: Browser, people: str = PEOPLE, **changed: str) -> str:
    alice.get("/desk/enter/several")
    page = alice.post("/desk/enter/several", **{
        "arrived_on": kit.now().date().isoformat(), "right": "access", "people": people, "language": "da", "acting_name": "Ulla Vester",
        "acting_organisation": "Forbundet", "acting_email": "ulla@forbundet.example", **changed})
    return words(alice.follow()) if page.status_code == 303 else words(page)


def test_each_has_a_request_a_clock_a_key_and_a_letter_of_their_own(kit: Kit, alice: Browser) -> None:
    assert "2 requests entered, each by itself." in send(kit, alice)
    with kit.database.reading() as session:
        rows = session.execute(select(Request).order_by(Request.id)).scalars().all()
        held = []
        for row in rows:
            case = key_of(session, row.id, KeyClass.CASE, vault=kit.vault)
            address = contact_points.postal(session, row.id, vault=kit.vault)
            (line,) = mandates.of(session, row.id, vault=kit.vault)
            assert (line.acting.organisation, line.mandate.is_checked) == ("Forbundet", False)
            held.append([*(cases.read(row, field, case) for field in ("name", "email", "employer", "numbers")), address.text if address else ""])
        assert held == [["Carol Ærø", "carol@havblik.example", "Havblik ApS", "31 00 04 17", ""],
                        ["Bob Å", "", "Nordlys A/S", "", "Nygade 2\n8000 Aarhus C"]]
        assert session.execute(select(func.count()).select_from(DataKey).where(DataKey.key_class == KeyClass.CASE)).scalar_one() == 2
        assert [one.kind for one in session.execute(select(Message).order_by(Message.id)).scalars()] == ["confirm_acted", "acknowledged"]


def test_one_line_that_is_wrong_stops_all(kit: Kit, alice: Browser) -> None:
    assert "One line does not fit" in send(kit, alice, f"{PEOPLE}\n; nobody@havblik.example")
    assert "we cannot answer" in send(kit, alice, f"{PEOPLE}\nEve")
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Request)).scalar_one() == 0


def test_sent_twice_it_is_the_same_requests(kit: Kit, alice: Browser) -> None:
    send(kit, alice, nonce="n" * 32)
    send(kit, alice, nonce="n" * 32)
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Request)).scalar_one() == 2
