"""Who reads the mailbox and nothing else: cannot open the answer; and a scanner that requests every link changes nothing."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dsr.demo.browser import Browser
from dsr.models import Message, Request
from dsr.models.message import MessageState
from tests.journeys.house import House, a_house

_LINK = re.compile(r"http://[^\s<>\"']+")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as made:
        yield made


def _everything(house: House) -> list[object]:
    """Every row of every table: what a look must not change. A letter is in the mailbox a moment before its row says so; that is waited for."""
    house.until(lambda: 1 if _open_letters(house) == 0 else None)
    with house.database.reading() as session:
        found: list[object] = []
        for table in Request.metadata.sorted_tables:
            if table.name not in ("ticker", "anchor"):  # the clock goes on by itself, and seals the heads of the day
                found += [(table.name, *row) for row in session.execute(select(table))]
        return found


def _open_letters(house: House) -> int:
    with house.database.reading() as session:
        return session.execute(select(func.count()).select_from(Message).where(Message.state != MessageState.SENT)).scalar_one()


def _scan(mails: list[dict[str, str]]) -> int:
    """GET and HEAD of every link in every mail, several times, as filters of mail do."""
    links = {link for mail in mails for link in _LINK.findall(mail["text"])}
    for link in links:
        for method in ("HEAD", "GET", "GET"):
            request = urllib.request.Request(link, method=method)
            try:
                urllib.request.urlopen(request, timeout=10).close()
            except urllib.error.HTTPError as error:
                error.close()
    return len(links)


def test_a_scanner_changes_nothing_and_a_reader_of_the_mailbox_opens_nothing(house: House, tmp_path: Path) -> None:
    journey = house.journey()
    journey.ask()
    first = journey.mail("/confirm/")
    before = _everything(house)
    assert _scan([first]) == 1
    assert _everything(house) == before

    journey.confirm()
    journey.vouch()
    journey.begin()
    journey.approve()
    link = next(word for word in journey.mail("/answer/")["text"].split() if "/answer/" in word)
    before = _everything(house)
    mails = journey.all_mails()
    assert _scan(mails) >= 3
    assert _everything(house) == before

    whole = "\n".join(mail["text"] + mail["subject"] for mail in mails)
    assert journey.code not in whole
    assert journey.code.replace("-", "") not in whole
    thief = Browser()
    page = thief.get(link)
    words = sorted({word for mail in mails for word in re.findall(r"[0-9A-Z-]{9,}", mail["text"])})
    assert journey.reference in words
    for guess in (journey.reference, *words)[:4]:
        answer = thief.submit(page, page.form(with_field="code"), {"code": guess})
        assert answer.status in (403, 422)
        assert "/answer/file/" not in str(answer.links)
    assert thief.get(f"{house.url}/answer").status == 404
    assert thief.get(f"{house.url}/answer/file/1").status == 404

    journey.fetch(tmp_path / "out")  # who has link and code still opens it
    assert (tmp_path / "out" / "response.pdf").read_bytes().startswith(b"%PDF-")
