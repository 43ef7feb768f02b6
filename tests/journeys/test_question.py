"""A source that only a person can search, from the letter to the answer: with a real web, workers, mail and mailbox.

Where nobody answers, the days pass for the one job that looks at the calendar; all else is the running system.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest
from sqlalchemy import select

import config
from dsr.demo.browser import Browser, Page
from dsr.demo.journey import CODE, Journey
from dsr.domain.words import State
from dsr.jobs import RecordingDispatcher
from dsr.kit import make_kit, utc_now
from dsr.models import Part
from tests.journeys.house import House, a_house
from workers import upkeep

LETTER = b"%PDF-1.7 Dear Carol, thank you for your letter about lilac-4471"
_SOURCES = {"shop": """
source:
  key: shop
  label: {{en: Shop, da: Butik}}
  connector: sql
  config: {{url: "sqlite:///{path}"}}
  role: controller
  terms: {{purpose: {{en: Selling, da: Salg}}, retention: {{ground: contract, period: P1Y}}, recipients: [Nobody A/S]}}
  dataset:
    - fides_key: shop
      collections:
        - name: people
          dsr_meta: {{label: {{en: You, da: Dig}}}}
          fields:
            - {{name: email, fides_meta: {{identity: email}}, data_categories: [user.contact.email], dsr_meta: {{label: {{en: Email, da: E-mail}}}}}}
            - {{name: customer, data_categories: [user.unique_id], dsr_meta: {{label: {{en: Customer number, da: Kundenummer}}}}}}
""", "archive": """
source:
  key: archive
  label: {{en: Paper archive, da: Papirarkiv}}
  connector: manual
  role: controller
  terms: {{purpose: {{en: Selling, da: Salg}}, retention: {{ground: contract, period: P1Y}}, recipients: [Nobody A/S]}}
  config: {{owner_email: cellar@archive.example, owner_name: The cellar, language: en, question: {{en: Letters since 2019}}}}
  dataset:
    - fides_key: archive
      collections:
        - name: letters
          dsr_meta: {{label: {{en: Letters, da: Breve}}}}
          fields:
            - name: customer
              data_categories: [user.content]
              fides_meta: {{references: [{{dataset: shop, field: people.customer, direction: from}}]}}
              dsr_meta: {{label: {{en: Customer number, da: Kundenummer}}}}
"""}


def _fill(folder: Path) -> None:
    (folder / "sources").mkdir(parents=True)
    path = folder / "shop.sqlite"
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript("create table people (email text, customer text);"
                         "insert into people values ('carol@havblik.example', 'K-4471'), ('bob@havblik.example', 'K-9000');")
    for name, text in _SOURCES.items():
        (folder / "sources" / f"{name}.yml").write_text(text.format(path=path), encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path, _fill) as made:
        yield made


def begun(house: House) -> Journey:
    """As far as programs can search."""
    journey = house.journey()
    journey.ask()
    journey.confirm()
    journey.vouch()
    journey.begin()
    return journey


def code_for(journey: Journey, house: House) -> str:
    """What the newest letter with a code holds."""
    def look() -> int | None:
        found = [one for one in journey.all_mails() if "Your code" in one["subject"]]
        return len(found) or None

    house.until(look)
    letter = [one for one in journey.all_mails() if "Your code" in one["subject"]][-1]
    found = CODE.search(letter["text"])
    assert found is not None
    return found.group()


def upload(browser: Browser, page: Page, name: str, content: bytes, **fields: str) -> Page:
    """The form of the page with one file, as a browser sends it."""
    border = secrets.token_hex(16)
    parts = [f'--{border}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
             for field, value in {**page.form(with_field="reply").fields, **fields}.items() if not field.startswith("files-")]
    head = f'--{border}\r\nContent-Disposition: form-data; name="files-1"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'.encode()
    body = b"".join([*parts, head, content, f"\r\n--{border}--\r\n".encode()])
    return browser._open(urllib.request.Request(page.url, body, {"Content-Type": f"multipart/form-data; boundary={border}"}))


def in_review(house: House) -> None:
    def look() -> int | None:
        with house.database.reading() as session:
            return 1 if session.execute(select(Part.state)).scalar_one() is State.REVIEWING else None

    house.until(look)


def test_an_owner_answers_with_a_file_and_it_reaches_the_person(house: House, tmp_path: Path) -> None:
    journey = begun(house)
    letter = journey.mail("/question/")
    assert letter["to"] == "cellar@archive.example"
    assert not any(word in letter["text"] + letter["subject"] for word in ("Carol", "havblik", "K-4471", "Letters"))

    owner = Browser()
    page = owner.get(next(word for word in letter["text"].split() if "/question/" in word))
    page = owner.submit(page, page.form(), {})
    page = owner.submit(page, page.form(with_field="code"), {"code": code_for(journey, house)})
    assert "K-4471" in page.text
    assert not any(word in page.text for word in ("Carol", "havblik", "K-9000"))
    page = upload(owner, page, "Brev til Carol.pdf", LETTER, do="send", reply="files", note="There is no more.")
    assert page.status == 200, page.text
    assert "Brev" not in page.text

    in_review(house)
    desk, request = journey._at_the_desk()
    page = desk.get(next(urljoin(request, link) for link, _ in desk.get(request).links if link.endswith("/files")))
    assert desk.get(next(urljoin(page.url, link) for link, _ in page.links if link.endswith("/files/1"))).body == LETTER
    assert "There is no more." in desk.get(request).text
    desk.submit(page, page.form(with_field="file-1"), {"file-1": "included"})
    journey.approve()
    journey.fetch(tmp_path / "out")
    told = json.loads((tmp_path / "out" / "response.json").read_text(encoding="utf-8"))
    assert (told["status"], told["unreached"]) == ("complete", [])
    letters = next(one for one in told["collections"] if one["address"] == "archive.letters")
    assert (letters["found"], letters["content"]["found"], letters["content"]["enclosed"]) == (0, 1, 1)
    (file_name,) = [path for path in (tmp_path / "out").rglob("*.pdf") if path.name != "response.pdf"]
    assert file_name.read_bytes() == LETTER
    assert house.leaks("K-4471", "lilac-4471", "Brev til Carol", "There is no more") == []


def test_where_nobody_answers_the_answer_leaves_with_the_gap_named(house: House, tmp_path: Path) -> None:
    journey = begun(house)
    link = next(word for word in journey.mail("/question/")["text"].split() if "/question/" in word)
    kit = make_kit(config.load({name: text for name, text in house.environ.items() if name.startswith("DSR_")}), {}, RecordingDispatcher())
    upkeep.expire(replace(kit, now=lambda: utc_now() + timedelta(days=16)))
    kit.database.engine.dispose()

    in_review(house)
    desk, request = journey._at_the_desk()
    page = desk.get(f"{request}/parts/1/draft")
    desk.submit(page, page.form(action_ends="/draft"), {})  # the one that was ordered is due in sixteen days, by the clock of whoever ordered it
    journey.approve()
    journey.fetch(tmp_path / "out")
    told = json.loads((tmp_path / "out" / "response.json").read_text(encoding="utf-8"))
    assert told["status"] == "incomplete"
    assert told["unreached"] == [{"source": "archive", "address": "archive.letters", "why": "not_answered"}]
    assert [table["found"] for table in told["collections"]] == [1]
    assert "Der er ikke brug for mere" in Browser().get(link).text
