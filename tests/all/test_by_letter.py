"""Somebody writes a letter, has no email, and is answered on paper: entered, acknowledged, proven by a code in the post and by a call to a number on
file, searched in the times that are hers, and posted. In a real browser, by clicks alone, with real workers. Needs the Debian package chromium.
"""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from dsr.demo.journey import REFERENCE
from dsr.demo.people import NORDLYS
from dsr.domain.words import Outcome, Role, State
from dsr.models import Part
from tests.all.rooms import Room, answer, chromium, decide, enter, letters, parts, room, rules, sign_in
from tests.journeys.employers import AT_HAVBLIK, HANDED_OVER, employers, secret_word, world
from tests.journeys.house import House

__all__ = ["chromium"]

KIRSTEN = "privacy@nordlys.example"  # who speaks for her company
STREET = "Strandvej 4"
POSTED = re.compile(r"(?<![0-9A-Z-])[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Z-])")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with employers(tmp_path / "house") as made:
        yield made


def test_a_letter_is_answered_on_paper(chromium: Browser, house: House, tmp_path: Path) -> None:
    desk, anna, kirsten = (room(chromium, house, tmp_path / "shots" / name) for name in ("desk", "anna", "kirsten"))
    word = secret_word()
    sign_in(desk)
    rules(desk)
    reference = _enter_letter(desk, word)
    [receipt] = _post(desk)
    assert f"Anna Berg {STREET} 8240 Risskov" in receipt
    code = _write_code(desk, reference)
    _prove(anna, reference, code)
    _call_back(desk, reference)
    _state(desk, reference, "phone_number", HANDED_OVER, since=world().handover.isoformat())
    _state(desk, reference, "extension", "201", tenant=NORDLYS.domain)
    _post(desk)
    answer(desk, reference, 1)
    ours = _answer(desk)
    enter(kirsten, KIRSTEN)
    decide(kirsten, "Answer the person for us")
    assert parts(desk, reference).keys() == {"we ourselves", "Nordlys A/S"}
    answer(desk, reference, parts(desk, reference)["Nordlys A/S"])
    theirs = _answer(desk)
    _is_ours(ours)
    _is_theirs(house, theirs)
    with house.database.reading() as session:
        closed = {part.role: part.outcome for part in session.execute(select(Part)).scalars() if part.state is State.CLOSED}
        assert closed == {Role.CONTROLLER: Outcome.PARTLY_FULFILLED, Role.PROCESSOR: Outcome.FULFILLED}  # ours names what leads on by email only
    assert {one["to"] for one in letters(house, "")} == {KIRSTEN}  # nobody else got a mail
    to_kirsten = kirsten.seen + "".join(one["subject"] + one["text"] for one in letters(house, KIRSTEN))
    assert [one for one in (word, code, AT_HAVBLIK, "Havblik", "Mette") if one in to_kirsten] == []
    assert [one for one in ("Havblik", AT_HAVBLIK, "Mette", word) if one in receipt + ours + theirs + anna.seen] == []
    assert house.leaks(STREET, word, code, "as it came") == []


def _is_ours(text: str) -> None:
    """The number is hers from the day on which she got it; what her namesake and the holder before called is not in it."""
    calls = re.findall(r"(\d+)-(\d{6})-\d{6}", text)
    assert {who for who, _ in calls} == {"1"}
    assert min(month for _, month in calls) >= f"{world().handover:%Y%m}"


def _is_theirs(house: House, text: str) -> None:
    """The voicemail of her extension at this company, and of nobody else's."""
    with closing(sqlite3.connect(house.folder / "pbx.sqlite")) as db:
        messages = {one: (company, extension) for one, company, extension in db.execute(
            "select voicemail_message_uuid, m.domain_uuid, voicemail_id from v_voicemail_messages m join v_voicemails using (voicemail_uuid)")}
    assert [whose for one, whose in messages.items() if one in text] == [(NORDLYS.uuid, "201")] * 2


def _enter_letter(desk: Room, word: str) -> str:
    """As it came: two days ago, with a scan, without an email."""
    desk.press("Enter a request")
    page = desk.page
    page.locator("input[name=channel][value=letter]").check()
    page.fill("#arrived_on", (datetime.now(UTC).date() - timedelta(days=2)).isoformat())
    for name, text in {"name": "Anna Berg", "address": f"{STREET}\n8240 Risskov", "numbers": HANDED_OVER, "employer": "Nordlys A/S",
                       "message": word}.items():
        page.fill(f"#{name}", text)
    page.select_option("#language", "en")
    page.locator("#by_post").check()
    page.set_input_files("#scans", {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 as it came"})
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    desk.look()
    found = REFERENCE.search(page.inner_text("main"))
    assert found is not None, page.inner_text("main")
    return found.group()


def _post(desk: Room, words: str = "Print the letter") -> list[str]:
    """Print everything that waits and put it into the post, oldest first: the texts."""
    printed = []
    desk.press("To be posted")
    while desk.page.get_by_role("button", name="It is in the post").count():
        printed.append(_print(desk, words))
        desk.press("It is in the post")
    return printed


def _print(desk: Room, words: str) -> str:
    with desk.page.expect_download() as coming:
        desk.page.get_by_role("button", name=words).first.click()
    with pypdfium2.PdfDocument(io.BytesIO(Path(coming.value.path()).read_bytes())) as pdf:
        return " ".join(" ".join(one.get_textpage().get_text_range().split()) for one in pdf)


def _write_code(desk: Room, reference: str) -> str:
    """The letter with the code, to the address that is on file; the code as whoever opens the letter reads it."""
    _paper(desk, reference)
    desk.page.locator("input[name=known][value=on_file]").check()
    desk.page.fill("#where", "Contract of 2020")
    desk.press("Write the letter with a code")
    desk.press("Send the letter")  # once it was looked at
    [text] = _post(desk)
    code = POSTED.search(text.replace(reference, ""))
    assert code is not None, text
    return code.group()


def _paper(desk: Room, reference: str) -> None:
    desk.to(f"/desk/requests/{reference}/paper")


def _prove(anna: Room, reference: str, code: str) -> None:
    """At a browser of her own she types what the letter says."""
    anna.to("/status")
    anna.page.fill("#reference", reference)
    anna.page.fill("#code", code)
    anna.press("Open")
    assert reference in anna.page.inner_text("main"), anna.page.inner_text("main")


def _call_back(desk: Room, reference: str) -> None:
    """A number that our records had before: whoever answers knows the code of the letter."""
    desk.to(f"/desk/requests/{reference}")
    desk.press("Call back")
    page = desk.page
    page.fill("#where", "customer register, contact 1")
    page.select_option("#control", "employer")
    page.locator("#knew").check()
    page.fill("#reason", "She read the code out.")
    desk.press("Keep as proof")


def _state(desk: Room, reference: str, kind: str, value: str, *, tenant: str = "", since: str = "") -> None:
    desk.to(f"/desk/requests/{reference}/lines")
    page = desk.page
    page.select_option("#kind", kind)
    page.select_option("#holder", "subject")
    for name, text in {"value": value, "tenant": tenant, "since": since, "reason": "So it stands in the contract."}.items():
        page.fill(f"#{name}", text)
    desk.press("Keep it")
    assert "Kept." in page.inner_text("main"), page.inner_text("main")


def _answer(desk: Room) -> str:
    """Wait for the printed answer, put it into the post, and give its text."""
    desk.to("/desk/post")
    desk.until("Print the answer")
    text = _print(desk, "Print the answer")
    _post(desk)
    return text
