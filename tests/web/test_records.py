"""What a search and a failed answer look like on the desk, through the pages."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.app import create_app
from dsr.domain.actor import SUBJECT
from dsr.domain.capability import StaffRole
from dsr.domain.words import State
from dsr.domain.work import TaskState
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Event, Part
from dsr.services import audit
from dsr.services.read import inbox
from tests.services.read_rows import (
    CONTACTS,
    LINKS,
    SOURCES,
    USERS,
    VOICEMAIL,
    a_case,
    a_lone_part,
    a_part_of,
    a_response,
    a_stage,
    keep_rows,
)
from tests.web.browser import Browser, words
from tests.web.conftest import sign_in


@pytest.fixture
def app(make_kit: Callable[..., Kit]) -> Flask:
    """The application with two sources."""
    return create_app(replace(make_kit(), sources=SourceBook(SOURCES)))


@pytest.fixture
def searched(kit: Kit) -> None:
    """Contacts were found, and voicemail that the company decides about."""
    with kit.database.transaction() as session:
        part = a_lone_part(session, kit.vault, State.REVIEWING)
        crm = a_stage(session, part, 0, found={CONTACTS: 60, LINKS: 1})
        keep_rows(session, kit.store, kit.vault, crm, part.request_id, CONTACTS, ("id", "full_name"), [[n, f"<b>{n}</b>"] for n in range(60)])
        pbx = a_stage(session, part, 1, found={USERS: 0, VOICEMAIL: 2})
        keep_rows(session, kit.store, kit.vault, pbx, part.request_id, VOICEMAIL, ("user_id", "caller"), [["u", "c"], ["v", "d"]])


def _looks(kit: Kit) -> int:
    with kit.database.reading() as session:
        return len(session.execute(select(Event).where(Event.name == "records_viewed")).all())


def test_the_request_says_what_was_found_and_what_is_withheld(app: Flask, kit: Kit, alice: Browser, searched: None) -> None:
    page = alice.get("/desk/requests/R")
    text = words(page)
    for expected in ("Customer system", "Contacts : 60", "Telephone system", "Voicemail : 2 (2 withheld: the employer decides)",
                     "Links: 1 (no personal data, only links between other records)", "Telephone system: Faxes", "2 of 2 steps settled"):
        assert expected in text, expected
    links = page.get_data(as_text=True)
    assert [name in links for name in (f"records/{CONTACTS}", f"records/{VOICEMAIL}", f"records/{LINKS}", f"records/{USERS}")] == [
        True, True, False, False]
    assert _looks(kit) == 0


def test_rows_come_fifty_at_a_time_and_each_look_is_an_event(app: Flask, kit: Kit, alice: Browser, searched: None) -> None:
    address = f"/desk/requests/R/parts/1/records/{CONTACTS}"
    first = alice.get(address)
    assert first.get_data(as_text=True).count("<td>") == 100
    assert "&lt;b&gt;49&lt;/b&gt;" in first.get_data(as_text=True)
    assert "Page 1 of 2, 60 rows" in words(first)
    assert "Name" in words(first)
    assert alice.get(f"{address}?page=2").get_data(as_text=True).count("<td>") == 20
    assert "Page 2 of 2" in words(alice.get(f"{address}?page=99"))
    assert "withheld" not in words(first)
    assert _looks(kit) == 3
    assert "Records looked at Customer system: Contacts alice@fjordtel.example" in words(alice.get("/desk/requests/R"))


def test_what_the_company_decides_about_is_marked(app: Flask, alice: Browser, searched: None) -> None:
    assert "2 withheld: the employer decides" in words(alice.get(f"/desk/requests/R/parts/1/records/{VOICEMAIL}"))


def test_rows_of_a_shared_line_are_counted_for_staff(app: Flask, kit: Kit, alice: Browser) -> None:
    with kit.database.transaction() as session:
        part = a_lone_part(session, kit.vault, State.REVIEWING)
        crm = a_stage(session, part, 0, found={CONTACTS: 3, LINKS: 4}, shared={CONTACTS: 2, LINKS: 4})
        keep_rows(session, kit.store, kit.vault, crm, part.request_id, CONTACTS, ("id", "full_name"), [[1, "Carol"]])
    page = words(alice.get("/desk/requests/R"))
    assert "Contacts : 3 (2 withheld: a line of several people)" in page
    assert "Links: 4 (4 withheld: a line of several people)" in page
    assert "2 withheld: a line of several people" in words(alice.get(f"/desk/requests/R/parts/1/records/{CONTACTS}"))


def test_bob_sees_the_counts_and_no_rows(app: Flask, kit: Kit, bob: Browser, searched: None) -> None:
    page = bob.get("/desk/requests/R")
    assert "Contacts: 60" in words(page)
    assert "/records/" not in page.get_data(as_text=True)
    assert bob.get(f"/desk/requests/R/parts/1/records/{CONTACTS}").status_code == 403
    assert _looks(kit) == 0


def test_an_answer_that_could_not_be_written_can_be_tried_again_but_not_left_out(app: Flask, kit: Kit, alice: Browser) -> None:
    with kit.database.transaction() as session:
        a_response(session, a_lone_part(session, kit.vault, State.REVIEWING), state=TaskState.FAILED, code="result_failed_check")
    page = alice.get("/desk/requests/R")
    assert "Failed The draft could not be written. The files did not agree" in words(page)
    assert "Go on without it" not in words(page)
    assert "Send the link again" not in words(page)
    (path,) = [action for action in re.findall(r'action="([^"]+)"', page.get_data(as_text=True)) if action.endswith("/retry")]
    assert alice.post(path).status_code == 303
    assert "The draft is being written." in words(alice.follow())


def test_a_link_is_sent_again_only_where_there_is_an_answer(app: Flask, kit: Kit, alice: Browser) -> None:
    """A part that was reopened may have one that was never written."""
    with kit.database.transaction() as session:
        part = a_lone_part(session, kit.vault, State.TRIAGE)
        a_response(session, part, state=TaskState.READY)
    assert "Send the link again" not in words(alice.get("/desk/requests/R"))
    with kit.database.transaction() as session:
        a_response(session, session.get_one(Part, part.id), number=2)
    assert "Send the link again" in words(alice.get("/desk/requests/R"))


def test_a_long_queue_has_pages_that_keep_the_filter(app: Flask, kit: Kit, alice: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE_ROWS", 2)
    with kit.database.transaction() as session:
        for number in range(5):
            a_part_of(session, a_case(session, kit.vault, reference=f"R-{number}"))
    seen: list[str] = []
    link: str | None = "/desk/?f=waiting_us"
    for _page in range(3):
        assert link is not None
        text = alice.get(link).get_data(as_text=True)
        seen += re.findall(r">(R-\d)<", text)
        found = re.search(r'rel="next" href="([^"]+)"', text) or re.search(r'href="([^"]+)" rel="next"', text)
        link = html.unescape(found[1]) if found else None
        assert link is None or "f=waiting_us" in link
    assert (sorted(seen), link) == ([f"R-{number}" for number in range(5)], None)
    assert alice.get("/desk/?after=nonsense").status_code == alice.get("/desk/?page=-1").status_code == 200


def test_who_did_it_is_said_in_the_language_of_the_desk(app: Flask, kit: Kit) -> None:
    clerk = sign_in(app, kit, "clerk@fjordtel.example", StaffRole.CLERK)
    with kit.database.transaction() as session:
        part = a_lone_part(session, kit.vault, State.TRIAGE)
        audit.record(session, part.request_id, "confirmed", {}, by=SUBJECT, now=kit.now())
    assert "Email confirmed the person" in words(clerk.get("/desk/requests/R?lang=en"))
    assert "personen selv" in words(clerk.get("/desk/requests/R?lang=da"))
