"""The draft on the desk: seen page by page, marked, on record; approved as it stands, by whoever may, and by two where one is too few."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import delete, select, update

from dsr.app import create_app
from dsr.documents import preview
from dsr.domain.capability import StaffRole
from dsr.domain.words import Outcome, State
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Delivery, Event, Part, Response, TermsSignature
from dsr.services import collect, drafts, sign_off
from tests.fakes import FrozenNow
from tests.services.archive import register, work
from tests.services.carol import alice as manager
from tests.services.carol import ask
from tests.services.drafted import a_pdf, write
from tests.services.mailing import a_mail, arrives
from tests.services.told import told
from tests.web.browser import Browser, words
from tests.web.conftest import sign_in


@pytest.fixture
def own(make_kit: Callable[..., Kit]) -> Kit:
    return replace(make_kit(), sources=SourceBook(told((register(),))))


@pytest.fixture
def app(own: Kit) -> Flask:
    return create_app(own)


@pytest.fixture
def written(own: Kit) -> str:
    """The address of the part on the desk."""
    by, asked = manager(own), ask(own, locale="en")
    with own.database.transaction() as session:
        sign_off.sign(session, [one for source in own.sources.sources for one in source.collections()], by=by, now=own.now())
        collect.start(session, asked.part_id, by=by, now=own.now(), book=own.sources)
    work(own)
    return f"/desk/requests/{asked.receipt.reference}/parts/1"


def _events(kit: Kit, name: str) -> list[str]:
    with kit.database.reading() as session:
        return list(session.execute(select(Event.facts).where(Event.name == name).order_by(Event.seq)).scalars())


def _again(kit: Kit, files: dict[str, bytes] | None = None, outcome: Outcome = Outcome.FULFILLED) -> None:
    """Another draft, written without the worker."""
    with kit.database.transaction() as session:
        part = session.execute(select(Part)).scalar_one()
        drafts.discard(session, part.id, now=kit.now())
        drafts.ensure(session, part.id, now=kit.now())
    write(kit, part.id, files or {"response.json": b"{}", "response.pdf": a_pdf()}, outcome=outcome)


def _state(kit: Kit) -> State:
    with kit.database.reading() as session:
        state: State = session.execute(select(Part.state)).scalar_one()
        return state


def test_what_a_mail_asked_to_be_told_is_ticked_off_with_where_the_answer_says_it(written: str, own: Kit, app: Flask, alice: Browser) -> None:
    assert "What they asked to be told" not in words(alice.get(f"{written}/draft")), "nothing was named"
    reference = written.split("/")[3]
    said = f"{reference}: please tell me for what purposes you use my data, who the recipients are, and send me a copy. Regards"
    arrives(own, a_mail(said, sender="Carol <Carol@Havblik.example>"), a_mail(f"{reference}. What is the source?", sender="bob@nordlys.example"))
    page = words(alice.get(f"{written}/draft"))
    for line in ("what it is used for told under “ What we use it for ”", "who gets it told under “ Who receives it ”",
                 "a copy told by the files below"):
        assert line in page
    assert "where it comes from" not in page, "a stranger's mail is none of hers"
    with own.database.transaction() as session:
        session.execute(delete(TermsSignature))
    assert "what it is used for not told yet, see above" in words(alice.get(f"{written}/draft"))


def test_the_request_leads_to_the_draft(written: str, app: Flask, alice: Browser, bob: Browser) -> None:
    page = alice.get(written.partition("/parts")[0])
    assert "The draft is written, and waits to be looked at and approved." in words(page)
    assert f'{written}/draft"' in page.get_data(as_text=True)
    assert "/respond" not in page.get_data(as_text=True), "nobody approves what they have not seen"
    assert f"{written}/draft" not in bob.get(written.partition("/parts")[0]).get_data(as_text=True)


def test_every_page_is_a_picture_with_its_text_beside_it(written: str, app: Flask, alice: Browser) -> None:
    page = alice.get(f"{written}/draft")
    text = page.get_data(as_text=True)
    addresses = re.findall(r'<img src="([^"]+)"', text)
    assert addresses
    assert "It can go out as it stands." in words(page)
    assert "Carol Ærø" in words(page)
    for address in addresses:
        got = alice.get(address)
        assert (got.status_code, got.content_type, got.headers["Cache-Control"]) == (200, "image/png", "no-store")
        assert Image.open(io.BytesIO(got.get_data())).width == preview.WIDTH
    assert alice.get(addresses[0].rsplit("/", 1)[0] + "/999").status_code == 404
    assert alice.get(addresses[0].rsplit("/", 1)[0] + "/0").status_code == 404


def test_each_look_is_on_record_once_and_tells_nothing_of_the_person(written: str, own: Kit, app: Flask, alice: Browser) -> None:
    page = alice.get(f"{written}/draft").get_data(as_text=True)
    for address in re.findall(r'<img src="([^"]+)"', page):
        alice.get(address)
    assert _events(own, "draft_viewed") == ['{"pages":"1-20","part":1,"response":1}']
    other = sign_in(app, own, "dpo@fjordtel.example", StaffRole.DPO)
    other.get(re.findall(r'<img src="([^"]+)"', page)[0])  # straight to a picture: a look like any other
    assert len(_events(own, "draft_viewed")) == 2
    assert "Draft looked at" in words(alice.get(written.partition("/parts")[0]))


def test_a_long_answer_has_twenty_pages_a_page(written: str, own: Kit, app: Flask, alice: Browser) -> None:
    _again(own, {"response.json": b"{}", "response.pdf": a_pdf(41)})
    first, last = alice.get(f"{written}/draft"), alice.get(f"{written}/draft?page=99")
    assert "Pages 1 to 20 of 41" in words(first)
    assert "Pages 41 to 41 of 41" in words(last)
    assert len(re.findall("<img ", first.get_data(as_text=True))) == 20


def test_the_files_are_those_that_go_out_and_are_never_shown_by_the_browser(written: str, own: Kit, app: Flask, alice: Browser) -> None:
    page = alice.get(f"{written}/draft").get_data(as_text=True)
    files = dict(re.findall(r'<a href="([^"]+/files/\d+)" download>([^<]+)</a>', page))
    assert {"response.pdf", "response.html", "response.json", "manifest.json"} <= set(files.values())
    for address in files:
        got = alice.get(address)
        assert got.headers["Content-Disposition"].startswith("attachment;")
        assert "sandbox" in got.headers["Content-Security-Policy"]
    pdf = next(address for address, name in files.items() if name == "response.pdf")
    assert alice.get(pdf).get_data()[:5] == b"%PDF-"
    assert '"pages":"file ' in _events(own, "draft_viewed")[-1]
    assert alice.get(pdf.rsplit("/", 1)[0] + "/99").status_code == 404


def test_what_is_withheld_and_masked_is_listed(written: str, own: Kit, app: Flask, alice: Browser) -> None:
    _again(own, {"response.pdf": a_pdf(), "response.json": b"""{"collections": [
        {"address": "crm.people", "found": 9, "shown": 7, "withheld": 2, "reasons": ["shared_line"], "fields": [
            {"name": "number", "label": "Number", "masked": 3, "masked_why": {"caller": 3}}, {"name": "x", "label": "X"}]},
        {"address": "crm.other", "found": 1, "shown": 1, "withheld": 0, "reasons": [], "fields": []}]}"""})
    page = words(alice.get(f"{written}/draft"))
    assert "people 2 of 9 rows withheld: a shared line or address" in page
    assert "Number: 3 cells not shown, or not whole: a number that called you" in page
    assert "crm.other" not in page.partition("What it leaves out")[2].partition("Files that go out")[0]


def test_what_staff_left_out_is_listed_with_their_reasons(written: str, own: Kit, app: Flask, alice: Browser) -> None:
    _again(own, {"response.pdf": a_pdf(), "response.json": b"""{"collections": [
        {"address": "crm.people", "found": 9, "shown": 7, "withheld": 2, "reasons": ["shared_line", "others_rights"], "fields": []},
        {"address": "crm.other", "found": 1, "shown": 1, "withheld": 0, "reasons": [], "fields": [],
         "removed": [{"name": "note", "label": "Note", "why": "law"}]}]}"""})
    page = words(alice.get(f"{written}/draft"))
    assert "people 2 of 9 rows withheld: a shared line or address" in page
    assert "; another person’s rights weigh more" in page
    assert "Note: left out: another law tells of it elsewhere" in page


def test_approving_from_the_page_sends_it(written: str, own: Kit, app: Flask, alice: Browser) -> None:
    alice.get(f"{written}/draft")
    assert alice.post(f"{written}/respond").headers["Location"] == written.partition("/parts")[0]
    page = words(alice.follow())
    assert "Approved. The answer goes out as it stood in the draft." in page
    assert "Answer 1 written, with everything that was found" in page
    assert _state(own) is State.DELIVERING
    alice.get(f"{written}/draft")
    assert "There is no draft now." in words(alice.get(f"{written}/draft"))
    assert alice.post(f"{written}/respond").status_code == 303  # pressed twice, in another window
    assert "That step is not possible now." in words(alice.follow())


@pytest.mark.parametrize("fields", [{"draft": ""}, {"draft": "x"}, {"digest": ""}, {"draft": "2"}, {"digest": "0" * 64}])
def test_an_approval_that_names_no_draft_or_another_is_none(written: str, own: Kit, app: Flask, alice: Browser, fields: dict[str, str]) -> None:
    alice.get(f"{written}/draft")
    assert alice.post(f"{written}/respond", **fields).headers["Location"] == f"{written}/draft"
    assert "There is a newer draft than the one you looked at." in words(alice.follow())
    assert _state(own) is State.REVIEWING


def test_a_page_that_was_open_when_a_new_draft_came_approves_nothing(written: str, own: Kit, app: Flask, alice: Browser) -> None:
    alice.get(f"{written}/draft")
    _again(own)
    alice.post(f"{written}/respond")
    assert "There is a newer draft than the one you looked at." in words(alice.follow())
    assert _state(own) is State.REVIEWING


def test_what_has_changed_is_named_and_a_new_draft_offered(written: str, own: Kit, app: Flask, alice: Browser) -> None:
    alice.get(f"{written}/draft")
    with own.database.transaction() as session:
        session.execute(update(Part).values(print_all=True))
    alice.post(f"{written}/respond")
    page = words(alice.follow())
    assert "Something that goes into the answer has changed since the draft was written." in page
    assert "Since it was written this has changed: the settings, or how much is printed." in page
    assert "Approve and send" not in page
    assert alice.post(f"{written}/draft").status_code == 303
    assert "It is being written." in words(alice.follow())
    work(own)
    assert "It can go out as it stands." in words(alice.get(f"{written}/draft"))


def test_an_old_draft_says_so(written: str, own: Kit, app: Flask, alice: Browser, now: FrozenNow) -> None:
    now.at += timedelta(days=7, minutes=1)
    browser = sign_in(app, own, "late@fjordtel.example", StaffRole.MANAGER)
    page = words(browser.get(f"{written}/draft"))
    assert "It is older than 7 days. Write it anew." in page
    assert "Approve and send" not in page


def test_nothing_held_is_said_by_two_and_the_page_says_who_has_to_act(written: str, own: Kit, app: Flask, alice: Browser) -> None:
    _again(own, outcome=Outcome.NOTHING_HELD)
    page = words(alice.get(f"{written}/draft"))
    assert "This answer says that nothing is held. Two people have to say yes to it, one after the other." in page
    alice.post(f"{written}/respond")
    page = words(alice.follow())
    assert "Your yes is kept." in page
    assert "A second person has to act. alice@fjordtel.example said yes on" in page
    assert "Approve and send" not in page
    other = sign_in(app, own, "second@fjordtel.example", StaffRole.MANAGER)
    assert "A second person has to act; that may be you." in words(other.get(f"{written}/draft"))
    other.post(f"{written}/respond")
    assert _state(own) is State.DELIVERING
    assert len(_events(own, "nothing_held_agreed")) == 1


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.ADMIN])
def test_who_may_see_no_records_sees_no_draft(written: str, own: Kit, app: Flask, role: StaffRole) -> None:
    browser = sign_in(app, own, "other@fjordtel.example", role)
    paths = ("draft", "draft/1/pages/1", "draft/1/files/1")
    assert [browser.get(f"{written}/{path}").status_code for path in paths] == [403, 403, 403]
    assert Browser(app).get(f"{written}/draft/1/pages/1").status_code == 303
    assert _events(own, "draft_viewed") == []


@pytest.mark.parametrize(("role", "order", "approve"), [(StaffRole.CLERK, 303, 403), (StaffRole.DPO, 403, 403)])
def test_who_may_look_may_not_always_decide(written: str, own: Kit, app: Flask, role: StaffRole, order: int, approve: int) -> None:
    browser = sign_in(app, own, "other@fjordtel.example", role)
    page = words(browser.get(f"{written}/draft"))
    assert "Approve and send" not in page
    assert ("Write the draft anew" in page) is (order == 303)
    assert browser.post(f"{written}/respond").status_code == approve
    browser.get(f"{written}/draft")
    assert browser.post(f"{written}/draft").status_code == order
    with own.database.reading() as session:
        assert session.execute(select(Delivery)).all() == []


def test_pages_of_a_draft_that_was_replaced_open_no_more(written: str, own: Kit, app: Flask, alice: Browser) -> None:
    address = re.findall(r'<img src="([^"]+)"', alice.get(f"{written}/draft").get_data(as_text=True))[0]
    _again(own)
    assert alice.get(address).status_code == 404
    assert alice.get("/desk/requests/DSR-0000-0000-0/parts/1/draft").status_code == 404


def test_while_others_look_the_page_still_says_how_it_stands(written: str, own: Kit, app: Flask, alice: Browser,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "_PATIENCE_S", 0.0)
    with preview._turn:
        page = alice.get(f"{written}/draft")
        assert page.status_code == 200
        assert "Others are looking at answers just now" in words(page)
        assert "Approve and send" in words(page)
        assert alice.get(f"{written}/draft/1/pages/1").status_code == 503


def test_a_changed_file_is_never_shown_as_if_it_were_whole(written: str, own: Kit, app: Flask, alice: Browser) -> None:
    with own.database.reading() as session:
        path = next(one.path for one in session.execute(select(Response)).scalar_one().documents if one.name == "response.pdf")
    file = own.store._root / path
    data = bytearray(file.read_bytes())
    data[40] ^= 1
    file.write_bytes(data)
    assert alice.get(f"{written}/draft/1/pages/1").status_code == 500


def test_it_is_in_danish_too(written: str, app: Flask, alice: Browser) -> None:
    page = words(alice.get(f"{written}/draft", **{"Accept-Language": "da"}))
    for expected in ("Udkast til svaret", "Det kan sendes, som det er.", "Godkend og send", "Skriv udkastet på ny", "Tekst på side 1"):
        assert expected in page, expected
