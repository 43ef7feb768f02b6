"""Search at the desk, and working through a view of the queue."""

from __future__ import annotations

import pytest
from flask import Flask

from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from tests.services.mailing import a_mail, arrives
from tests.web.browser import Browser, words
from tests.web.conftest import ask, sign_in


def _search(browser: Browser, text: str) -> str:
    browser.get("/desk/search")
    return words(browser.post("/desk/search", q=text))


def test_a_search_shows_the_requests_and_puts_nothing_into_an_address(app: Flask, alice: Browser, kit: Kit) -> None:
    mine = ask(app, kit, name="Mette Kjær", email="mette@sydhavn.example", numbers="+45 20 00 00 01")
    ask(app, kit, name="Bo Berg", email="bo@sydhavn.example", numbers="+45 20 00 00 02")
    text = _search(alice, "Kjaer 20000001")
    assert mine.reference in text
    assert "Mette Kjær" in text
    assert "Bo Berg" not in text
    assert alice.page is not None
    assert alice.page.request.query_string == b""
    assert 'value="Kjaer 20000001"' in alice.page.get_data(as_text=True)


def test_a_reference_leads_to_its_request(alice: Browser, reference: str) -> None:
    _search(alice, reference.lower().replace("-", " "))
    assert alice.page is not None
    assert alice.page.headers["Location"] == f"/desk/requests/{reference}"


def test_a_mail_that_belongs_to_nothing_yet_is_found_by_its_reference(app: Flask, alice: Browser, kit: Kit) -> None:
    (row,) = arrives(kit, a_mail("Hello, how much is a new telephone?"))
    assert row.request_id is None
    _search(alice, row.reference)
    assert alice.page is not None
    assert alice.page.headers["Location"] == f"/desk/mail/{row.reference}"


@pytest.mark.parametrize(("text", "said"), [
    ("", "Nothing to look for"), ('" * - (', "Nothing to look for"), ("lighthouse", "Nothing found"), ("x" * 10_000, "Only the first 1 word"),
    ("word " * 2_000, "Only the first 1 word"), (" ".join(f"w{number}x" for number in range(2_000)), "Only the first 12 words were looked for"),
    ("<script>alert(1)</script>", "Nothing found"), ("carol' OR 1=1 --", "Nothing found"), ("\x00%_", "Nothing to look for")])
def test_odd_searches_are_answered_calmly(alice: Browser, reference: str, text: str, said: str) -> None:
    assert said in _search(alice, text)
    assert alice.page is not None
    assert alice.page.status_code == 200
    assert "<script>alert" not in alice.page.get_data(as_text=True)


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "²"])
def test_a_spot_that_is_none_is_the_beginning(alice: Browser, reference: str, before: str) -> None:
    alice.get("/desk/search")
    assert reference in words(alice.post("/desk/search", q="nordlys", before=before))


def test_what_follows_in_the_view_comes_next_also_after_the_request_has_moved(app: Flask, alice: Browser, kit: Kit) -> None:
    first, second, third = (ask(app, kit, name=f"Person {name}", email=f"{name}@nordlys.example").reference for name in ("a", "b", "c"))
    page = alice.get("/desk/?f=waiting_us&right=access").get_data(as_text=True)
    link = next(part.split('"')[0] for part in page.split('href="') if part.startswith(f"/desk/requests/{first}"))
    alice.get(link.replace("&amp;", "&"))
    alice.get(f"/desk/requests/{first}")
    alice.get(f"/desk/requests/{first}/next")
    assert alice.page is not None
    assert alice.page.headers["Location"].startswith(f"/desk/requests/{second}?")
    alice.follow()
    alice.get(f"/desk/requests/{second}/next")
    alice.follow()
    assert third in words(alice.page)
    alice.get(f"/desk/requests/{third}/next")
    assert alice.page.headers["Location"] == "/desk/?f=waiting_us&right=access"
    assert "Nothing more comes in this view" in words(alice.follow())


def test_without_a_view_the_likeliest_late_of_the_others_comes_next(app: Flask, alice: Browser, kit: Kit) -> None:
    first, second = (ask(app, kit, email=f"{name}@nordlys.example").reference for name in ("a", "b"))
    alice.get(f"/desk/requests/{first}/next")
    assert alice.page is not None
    assert alice.page.headers["Location"].startswith(f"/desk/requests/{second}?")


@pytest.mark.parametrize("query", ["f=https://evil.example", "right=x&state=closed%00&company=-1&keeper=999999999999", "after=//evil.example",
                                   "state=received", "company=0&keeper=0", "f=closed&state=closed", "f=closed&after=99999999999999999999.1"])
def test_a_link_that_says_nonsense_is_the_queue(alice: Browser, reference: str, query: str) -> None:
    assert alice.get(f"/desk/?{query}").status_code == 200


def test_a_view_is_narrowed_by_a_form_that_is_a_link(alice: Browser, reference: str) -> None:
    assert reference in words(alice.get("/desk/?f=open&right=access&state=triage&company=&keeper=0"))
    assert reference not in words(alice.get("/desk/?f=open&right=erasure&state=&company=&keeper="))
    assert alice.page is not None
    assert '<option value="erasure" selected>' in alice.page.get_data(as_text=True)


def test_colleagues_see_who_has_a_request_open(app: Flask, alice: Browser, kit: Kit, reference: str) -> None:
    bob = sign_in(app, kit, "berit@fjordtel.example", StaffRole.READER)
    alice.get(f"/desk/requests/{reference}")
    assert "alice has it open" in words(bob.get("/desk/"))
    assert "alice@fjordtel.example has this open as well" in words(bob.get(f"/desk/requests/{reference}"))
    assert "alice has it open" not in words(alice.get("/desk/"))
