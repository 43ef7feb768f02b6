"""A letter that did not arrive, on the page of its request: what became of it, and what is done about it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.kit import Kit
from dsr.models import Message, Request
from dsr.services import outbox, proof_letters
from tests.web.browser import Browser, words
from tests.web.conftest import Asked, ask


@pytest.fixture
def back(asked: Asked, kit: Kit) -> int:
    """The receipt came back."""
    with kit.database.transaction() as db:
        number = db.execute(select(Message.id).where(Message.kind == "received")).scalar_one()
        outbox.bounced(db, number, status="5.1.1", is_final=True, now=kit.now())
        return number


def count(kit: Kit) -> int:
    with kit.database.reading() as db:
        return len(db.execute(select(Message.id).where(Message.kind == "received")).all())


def test_staff_see_that_it_came_back_and_send_it_again(alice: Browser, kit: Kit, asked: Asked, back: int) -> None:
    page = words(alice.get(f"/desk/requests/{asked.reference}"))
    assert "came back: it did not arrive (5.1.1)" in page
    assert "A letter did not arrive" in words(alice.get("/desk/?filter=waiting_us"))
    alice.get(f"/desk/requests/{asked.reference}")
    shown = alice.post(f"/desk/requests/{asked.reference}/letters/{back}", way="again")
    assert "The letter as it goes out" in words(shown)
    assert "To soren@nordlys.example" in words(shown)
    assert count(kit) == 1, "it is only shown"
    sent = alice.post(f"/desk/requests/{asked.reference}/letters/{back}")
    assert sent.headers["Location"] == f"/desk/requests/{asked.reference}"
    page = words(alice.follow())
    assert "Seen to." in page
    assert "What is to be done about it?" not in page
    assert count(kit) == 2


def test_what_is_typed_beside_a_letter_that_is_shown_puts_no_national_number_on_the_page(alice: Browser, asked: Asked, back: int) -> None:
    alice.get(f"/desk/requests/{asked.reference}")
    shown = alice.post(f"/desk/requests/{asked.reference}/letters/{back}", way="again", said="She is 070761-4285.").get_data(as_text=True)
    assert "The letter as it goes out" in shown
    assert "070761" not in shown


@pytest.mark.parametrize("given", [{"way": ""}, {"way": "told", "said": " "}, {"way": "other:dave@elsewhere.example"}, {"way": "post"}])
def test_what_cannot_be_done_is_said_and_nothing_is_sent(alice: Browser, kit: Kit, asked: Asked, back: int, given: dict[str, str]) -> None:
    alice.get(f"/desk/requests/{asked.reference}")
    assert alice.post(f"/desk/requests/{asked.reference}/letters/{back}", **given).status_code == 303
    assert "What is to be done about it?" in words(alice.follow())
    assert count(kit) == 1


def test_a_part_that_ended_without_proof_is_told_at_its_request_when_the_letter_came_back(alice: Browser, kit: Kit, app: Flask) -> None:
    reference = ask(app, kit, is_confirmed=False).reference
    with kit.database.transaction() as db:
        request = db.execute(select(Request)).scalar_one()
        proof_letters.lapse(db, request, request.received_on, now=kit.now(), vault=kit.vault, settings=kit.settings)
        number = db.execute(select(Message.id).where(Message.kind == "unverified")).scalar_one()
        assert reference not in words(alice.get("/desk/?f=waiting_us"))
        outbox.bounced(db, number, status="5.1.1", is_final=True, now=kit.now())
    page = words(alice.get(f"/desk/requests/{reference}"))
    assert "A letter ends this part: it closes when that letter has left. If the letter did not arrive, see to it below." in page
    assert "Open again: the letter that closed it came back" in page
    assert "What is to be done about it?" in page
    assert "A letter did not arrive" in words(alice.get("/desk/?f=waiting_us"))


def test_who_only_reads_is_offered_nothing(bob: Browser, kit: Kit, asked: Asked, back: int) -> None:
    page = words(bob.get(f"/desk/requests/{asked.reference}"))
    assert "came back: it did not arrive" in page
    assert "What is to be done about it?" not in page
    assert bob.post(f"/desk/requests/{asked.reference}/letters/{back}", way="again").status_code == 403
    assert count(kit) == 1
