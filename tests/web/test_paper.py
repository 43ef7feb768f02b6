"""The desk's side of paper: a letter is entered with its scans, printed, posted, and a code is read out; who may not, may not."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import Event, Message, Paper, Request
from tests.services.paper_scene import HOME, facts_of
from tests.web.browser import _HIDDEN, Browser, words
from tests.web.conftest import ask

PNG, SCRIPT = b"\x89PNG\r\n\x1a\n and the rest", b"#!/bin/sh\necho"
TYPED = {"channel": "letter", "right": "access", "name": "Carol Ærø", "address": HOME, "email": "", "numbers": "31 00 04 17",
         "employer": "Havblik ApS", "message": "All of it.", "language": "da", "by_post": "1"}


def day(kit: Kit) -> str:
    return kit.now().date().isoformat()


def send(browser: Browser, path: str, *chosen: tuple[str, bytes], **fields: str) -> TestResponse:
    """The form with scans."""
    assert browser.page is not None
    hidden = dict(_HIDDEN.findall(browser.page.get_data(as_text=True)))
    given = [("scans", FileStorage(io.BytesIO(content), name)) for name, content in chosen]
    boundary, body = encode_multipart(MultiDict([*(hidden | fields).items(), *given]))
    browser.page = browser.client.post(path, data=body, content_type=f'multipart/form-data; boundary="{boundary}"', headers={"Accept-Language": "en"})
    return browser.page


def entered(kit: Kit, alice: Browser, **changed: str) -> str:
    """The reference of a letter that was entered."""
    alice.get("/desk/enter")
    assert send(alice, "/desk/enter", ("brev.png", PNG), **{**TYPED, "arrived_on": day(kit), **changed}).status_code == 303
    with kit.database.reading() as session:
        return session.execute(select(Request.reference).order_by(Request.id.desc())).scalars().first() or ""


def test_a_letter_is_entered_with_its_scan_and_no_code_is_shown(kit: Kit, alice: Browser) -> None:
    reference = entered(kit, alice)
    assert alice.page is not None
    assert alice.page.headers["Location"] == f"/desk/requests/{reference}"
    page = words(alice.get(f"/desk/requests/{reference}/paper"))
    assert "brev.png" in page
    assert "Strandvej 4" in page
    assert "not confirmed" in page
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Paper)).scalar_one() == 1


def test_a_code_is_shown_once_where_somebody_is_on_the_line(kit: Kit, alice: Browser) -> None:
    entered(kit, alice, channel="phone")
    first, second = alice.follow().get_data(as_text=True), alice.get("/desk/entered").get_data(as_text=True)
    assert "pickup" in first
    assert "pickup" not in second


def test_what_is_wrong_is_said_and_what_was_typed_stays(kit: Kit, alice: Browser) -> None:
    alice.get("/desk/enter")
    page = send(alice, "/desk/enter", **{**TYPED, "arrived_on": "2999-01-01", "name": "Carol Ærø"})
    assert page.status_code == 422
    assert "That day is yet to come" in words(page)
    assert "Carol Ærø" in page.get_data(as_text=True)
    page = send(alice, "/desk/enter", **{**TYPED, "arrived_on": day(kit), "message": "CPR 070761-4285"})
    assert page.status_code == 422
    assert "070761-4285" not in page.get_data(as_text=True)


def test_a_day_long_ago_is_asked_about_once_more(kit: Kit, alice: Browser) -> None:
    alice.get("/desk/enter")
    old = {**TYPED, "arrived_on": "2024-01-02"}
    assert "more than a week ago" in words(send(alice, "/desk/enter", **old))
    assert send(alice, "/desk/enter", **old, is_sure="1").status_code == 303


def test_a_file_that_is_no_scan_is_refused_and_the_request_stands(kit: Kit, alice: Browser) -> None:
    alice.get("/desk/enter")
    send(alice, "/desk/enter", ("brev.pdf", SCRIPT), ("run.csv", b"a,b"), **{**TYPED, "arrived_on": day(kit)})
    page = words(alice.follow())
    assert "brev.pdf: The content is not what the ending of its name says." in page
    assert "run.csv: We do not take files of this kind." in page
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Paper)).scalar_one() == 0


def test_a_letter_is_printed_and_noted_as_posted(kit: Kit, alice: Browser) -> None:
    entered(kit, alice)
    assert "Receipt on paper" in words(alice.get("/desk/post"))
    with kit.database.reading() as session:
        message = session.execute(select(Message.id)).scalar_one()
    printed = alice.post(f"/desk/post/{message}/letter.pdf")
    assert (printed.status_code, printed.mimetype, printed.data[:5]) == (200, "application/pdf", b"%PDF-")
    alice.get("/desk/post")
    assert alice.post(f"/desk/post/{message}").status_code == 303
    assert "Nothing is to be posted" in words(alice.follow())


def test_a_code_by_post_comes_back(kit: Kit, alice: Browser, app: Flask) -> None:
    reference = entered(kit, alice)
    paper = f"/desk/requests/{reference}/paper"
    alice.get(paper)
    shown = words(alice.post(f"{paper}/code", known="on_file", where="CRM"))
    assert "XXXX-XXXX-XXXX" in shown
    assert "To on paper: Strandvej 4" in shown
    with kit.database.reading() as session:
        assert "posted_code" not in session.execute(select(Message.kind)).scalars().all(), "it is only shown"
    assert alice.post(f"{paper}/code").status_code == 303
    alice.follow()
    assert alice.post(f"{paper}/read_out", code="AAAA-BBBB-CC").status_code == 422
    with kit.database.reading() as session:
        request_id = session.execute(select(Request.id)).scalar_one()
        code = str(facts_of(session, kit, request_id, "posted_code")["code"])
        assert "wrong_code" in list(session.execute(select(Event.name)).scalars())
    carol = Browser(app)
    carol.get("/status")
    assert carol.post("/status", reference=reference, code=code).headers["Location"] == "/status/request"
    assert "We are working on your answer" in words(carol.follow())
    assert "Ready for triage" in words(alice.get(f"/desk/requests/{reference}"))


@pytest.mark.parametrize("path", ["/desk/enter", "/desk/post"])
def test_bob_neither_sees_nor_opens_it(bob: Browser, path: str) -> None:
    assert bob.get(path).status_code == 403
    assert f'href="{path}"' not in bob.get("/desk/").get_data(as_text=True)


def test_a_stranger_sends_no_large_form(app: Flask, kit: Kit) -> None:
    stranger = Browser(app)
    stranger.get("/status")
    assert send(stranger, "/desk/enter", ("brev.png", PNG + b"x" * 400_000), **TYPED).status_code in (303, 413)
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Request)).scalar_one() == 0


def test_who_wrote_a_letter_goes_on_once_they_were_called_back(kit: Kit, alice: Browser) -> None:
    reference = entered(kit, alice)
    path = f"/desk/requests/{reference}/identity/call_back"
    assert f"/desk/requests/{reference}/paper" in alice.get(path).get_data(as_text=True)
    assert path in alice.get(f"/desk/requests/{reference}/paper").get_data(as_text=True)
    alice.get(path)
    told = {"where": "Customer register, contact 12", "control": "person", "knew": "y", "reason": "She read the code out."}
    assert alice.post(path, **told).status_code == 303
    with kit.database.reading() as session:
        request = session.execute(select(Request).where(Request.reference == reference)).scalar_one()
        assert {part.state for part in request.parts} == {State.TRIAGE}
        assert request.confirmed_at is not None


def test_a_second_request_of_the_same_person_is_said_on_the_first_page(kit: Kit, app: Flask, alice: Browser) -> None:
    first, second = ask(app, kit), ask(app, kit)
    page = words(alice.get(f"/desk/requests/{first.reference}"))
    assert "Also asked" in page
    assert second.reference in page
