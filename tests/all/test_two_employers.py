"""Somebody works for two companies, and one of her numbers was a colleague's until June. She asks once; both companies answer differently; she gets
what is right, and only that. In a real browser, by clicks alone, with real workers. Needs the Debian package chromium.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dsr.demo.people import NORDLYS
from tests.all.rooms import Room, answer, ask, chromium, decide, enter, letter, letters, link, parts, prove, room, rules, sign_in
from tests.journeys.employers import AT_HAVBLIK, AT_NORDLYS, HANDED_OVER, MAILBOX, employers, secret_word, world
from tests.journeys.house import House

KIRSTEN, METTE = "privacy@nordlys.example", "mette.kjaer@havblik.example"  # who speak for the companies

__all__ = ["chromium"]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with employers(tmp_path / "house") as made:
        yield made


def test_one_request_two_employers(chromium: Browser, house: House, tmp_path: Path) -> None:
    anna, desk, kirsten, mette = (room(chromium, house, tmp_path / "shots" / name) for name in ("anna", "desk", "kirsten", "mette"))
    word = secret_word()
    reference, code = ask(anna, word)
    prove(anna, reference, code)
    sign_in(desk)
    rules(desk)
    answer(desk, reference, 1)
    enter(kirsten, KIRSTEN)
    decide(kirsten, "Answer the person for us")
    enter(mette, METTE)
    decide(mette, "Refuse", reason="Our trade secrets, section 22 of the Danish act.")
    numbers = parts(desk, reference)
    assert numbers.keys() == {"we ourselves", "Nordlys A/S", "Havblik ApS"}
    answer(desk, reference, numbers["Nordlys A/S"])
    _refuse(desk, reference, numbers["Havblik ApS"])
    ours, theirs = (_fetch(anna, link(text, "/answer/"), code) for text in _answers(house))
    _is_ours(ours)
    _is_theirs(house, theirs)
    to_anna = "\n".join(one["text"] for one in letters(house, MAILBOX)) + anna.seen
    assert "Havblik" not in to_anna  # she did not name it, and her letters go to a mailbox
    assert [one for one in (HANDED_OVER, AT_NORDLYS) if one not in kirsten.seen.replace(" ", "")] == []  # the lines that each is asked to confirm
    assert AT_HAVBLIK in mette.seen.replace(" ", "")
    for company, other, mailbox in ((kirsten, "Havblik", KIRSTEN), (mette, "Nordlys", METTE)):
        seen = company.seen + "\n".join(one["text"] + one["subject"] for one in letters(house, mailbox))
        unseen = (other, word, MAILBOX, AT_HAVBLIK if other == "Havblik" else AT_NORDLYS, HANDED_OVER if other == "Nordlys" else AT_HAVBLIK)
        assert [one for one in unseen if one in seen] == []


def _is_ours(files: dict[str, str]) -> None:
    """What we decide about, of both her places of work: the number that was handed over is hers from that day, and a namesake's rows are not."""
    told = {one["address"]: one for one in json.loads(files["response.json"])["collections"]}
    calls = [json.loads(line) for line in files["data/archive.calls.jsonl"].splitlines()]
    assert {one["call_id"].partition("-")[0] for one in calls} == {"1", "2"}
    spelled = {HANDED_OVER, HANDED_OVER[1:], f"00{HANDED_OVER[1:]}", f"sip:{HANDED_OVER}@sbc.fjordtel.example"}
    with_it = [one["started_at"] for one in calls if {one["a_number"], one["b_number"]} & spelled]
    assert with_it
    assert min(with_it)[:10] >= world().handover.isoformat()
    assert {one["full_name"] for one in map(json.loads, files["data/crm.contacts.jsonl"].splitlines())} == {"Anna Berg"}
    assert told["pbx.v_voicemail_messages"]["found"] == told["pbx.v_voicemail_messages"]["withheld"] == 4


def _is_theirs(house: House, files: dict[str, str]) -> None:
    """What Nordlys let us give: its own two messages, and nothing of the other company or of ours."""
    shown = {one["address"]: one["shown"] for one in json.loads(files["response.json"])["collections"] if one["shown"]}
    assert shown == {"pbx.v_voicemails": 1, "pbx.v_voicemail_messages": 2}
    with_rows = [name for name in files if name.endswith(".jsonl") and files[name].strip()]
    assert sorted(with_rows) == ["data/pbx.v_voicemail_messages.jsonl", "data/pbx.v_voicemails.jsonl"]
    with closing(sqlite3.connect(house.folder / "pbx.sqlite")) as db:
        own = {one for (one,) in db.execute("select voicemail_message_uuid from v_voicemail_messages where domain_uuid = ?", [NORDLYS.uuid])}
    assert {json.loads(line)["voicemail_message_uuid"] for line in files["data/pbx.v_voicemail_messages.jsonl"].splitlines()} <= own


def _answers(house: House) -> list[str]:
    """The letters with the links to both answers, in the order in which they left."""
    letter(house, MAILBOX, "/answer/", count=2)
    return [one["text"] for one in letters(house, MAILBOX) if "/answer/" in one["text"]]


def _fetch(anna: Room, address: str, code: str) -> dict[str, str]:
    """Open an answer with its link and her code; its files that are text."""
    anna.to(address)
    anna.page.fill("#code", code)
    anna.press("Open")
    found = {}
    for one in anna.page.locator("a[href*='/answer/file/']").all():
        name = one.inner_text().strip()
        if name.endswith((".json", ".jsonl")):
            found[name] = anna.page.request.get(anna.house.url + str(one.get_attribute("href"))).text()
    return found


def _refuse(desk: Room, reference: str, part: int) -> None:
    """What the company refuses the person hears from us, with its reason."""
    desk.to(f"/desk/requests/{reference}/parts/{part}/refuse")
    desk.page.locator("select[name=ground], input[name=ground]").first.wait_for()
    if desk.page.locator("select[name=ground]").count():
        desk.page.select_option("select[name=ground]", "rights_of_others")
    else:
        desk.page.locator("input[name=ground][value=rights_of_others]").check()
    desk.page.fill("textarea[name=reason]", "The company refuses: our trade secrets.")
    desk.page.locator("main form button").first.click()
    desk.look()
