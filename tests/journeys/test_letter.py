"""A letter without an email, from its entry to the printed answer in the post: desk, workers and files are real.

Only who held the number is stated by the verb itself, as a source or the company would state it.
"""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from sqlalchemy import select

import config
from dsr.demo.browser import Browser, Page
from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import Window
from dsr.domain.words import Outcome, State
from dsr.jobs import RecordingDispatcher
from dsr.kit import make_kit
from dsr.models import Event, Message, Part, Request, Staff, Transport
from dsr.services import ledger
from tests.journeys.house import STAFF, House, a_house

NUMBER, OTHER = "+4531000417", "+4531000999"
CODE = re.compile(r"(?<![0-9A-Z-])[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Z-])")
_SOURCE = """
source:
  key: lines
  label: {{en: Lines, da: Linjer}}
  connector: sql
  config: {{url: "sqlite:///{path}"}}
  role: controller
  terms: {{purpose: {{en: Contracts, da: Aftaler}}, retention: {{ground: contract, period: P1Y}}, recipients: [Nobody A/S]}}
  timezone: Europe/Copenhagen
  dataset:
    - fides_key: lines
      collections:
        - name: holders
          dsr_meta: {{label: {{en: Who has which number, da: Hvem har hvilket nummer}}}}
          fields:
            - {{name: id, fides_meta: {{primary_key: true}}, data_categories: [user.unique_id], dsr_meta: {{label: {{en: Number, da: Nummer}}}}}}
            - name: line
              fides_meta: {{identity: phone_number}}
              data_categories: [user.contact.phone_number]
              dsr_meta: {{label: {{en: Telephone, da: Telefon}}}}
            - {{name: full_name, data_categories: [user.name], dsr_meta: {{label: {{en: Name, da: Navn}}}}}}
"""


def _fill(folder: Path) -> None:
    (folder / "sources").mkdir(parents=True)
    with closing(sqlite3.connect(folder / "lines.sqlite")) as db, db:
        db.executescript("create table holders (id integer primary key, line varchar(40), full_name varchar(200));")
        db.executemany("insert into holders values (?,?,?)", [(1, NUMBER, "Carol Ærø"), (2, OTHER, "Mallory Vang")])
    (folder / "sources" / "lines.yml").write_text(_SOURCE.format(path=folder / "lines.sqlite"), encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path, _fill) as made:
        yield made


def _hold(house: House, reference: str) -> None:
    """The number is hers, from before the request."""
    settings = config.load({name: value for name, value in house.environ.items() if name.startswith("DSR_")})
    kit = make_kit(settings, house.environ, RecordingDispatcher())
    with house.database.transaction() as session:
        staff = session.execute(select(Staff.id)).scalar_one()
        request_id = session.execute(select(Request.id).where(Request.reference == reference)).scalar_one()
        by = Actor(ActorKind.STAFF, staff, ROLES[StaffRole.MANAGER])
        ledger.state(session, request_id, "phone_number", NUMBER, tenant=None, company_id=None, holder=Holder.SUBJECT, how=HowKnown.STAFF, by=by,
                     window=Window(datetime(2020, 1, 1, tzinfo=UTC), None), now=kit.now(), vault=kit.vault, reason="So it stands in the contract.")


def _press(browser: Browser, page: Page, ends: str, **given: str) -> Page:
    after = browser.submit(page, page.form(action_ends=ends), given)
    assert after.status < 400, after.text[:800]
    return after


def _printed(page: Page) -> str:
    assert page.body[:5] == b"%PDF-", page.text[:800]
    with pypdfium2.PdfDocument(io.BytesIO(page.body)) as pdf:
        return " ".join(" ".join(one.get_textpage().get_text_range().split()) for one in pdf)


def test_a_letter_without_email_is_answered_on_paper(house: House) -> None:
    journey, browser = house.journey(), Browser()
    page = browser.get(house.url + "/desk/")
    browser.submit(page, page.form(with_field="password"), {"email": STAFF, "password": house.password})
    page = browser.get(house.url + "/desk/enter")
    page = browser.submit(page, page.form(with_field="arrived_on"), {
        "channel": "letter", "arrived_on": datetime.now(UTC).date().isoformat(), "name": "Carol Ærø", "address": "Strandvej 4\n8240 Risskov",
        "numbers": NUMBER, "employer": "Havblik ApS", "message": "Send mig alt.", "language": "da", "by_post": "1"})
    found = re.search(r"DSR-[0-9A-Z-]{11}", page.text)
    assert found is not None, page.text[:800]
    journey.reference = reference = found.group()

    post, paper = house.url + "/desk/post", f"{house.url}/desk/requests/{reference}/paper"
    receipt = browser.get(post)
    assert "Carol Ærø Strandvej 4 8240 Risskov" in _printed(_press(browser, receipt, "/letter.pdf"))
    _press(browser, receipt, receipt.form(action_ends="/letter.pdf").action.removesuffix("/letter.pdf"))

    shown = _press(browser, browser.get(paper), "/code", known="on_file", where="Contract of 2020")
    assert not CODE.search(shown.text.replace(reference, "").replace("XXXX-XXXX-XXXX", "")), "the letter is looked at without its code"
    browser.submit(shown, shown.form(with_field="seen"), {})
    code = CODE.search(_printed(_press(browser, browser.get(post), "/letter.pdf")).replace(reference, ""))
    assert code is not None
    _press(browser, browser.get(paper), "/read_out", code=code.group())
    _hold(house, reference)
    journey.begin()
    journey.approve()

    page = browser.get(post)
    answer = _printed(_press(browser, page, "/answer.pdf"))
    assert "Carol Ærø" in answer
    assert "Mallory" not in answer
    assert "999" not in answer
    letter = page.form(action_ends="/answer.pdf").action.removesuffix("/answer.pdf")
    _press(browser, page, letter)
    with house.database.reading() as session:
        part = session.execute(select(Part)).scalar_one()
        assert (part.state, part.outcome) == (State.CLOSED, Outcome.FULFILLED)
        assert {one.transport for one in session.execute(select(Message)).scalars()} == {Transport.POST}
        names = list(session.execute(select(Event.name).order_by(Event.id)).scalars())
        assert names.index("answer_printed") < len(names) - 1 - names[::-1].index("letter_posted")
    assert journey.all_mails() == []
    assert house.leaks("Strandvej 4", "Risskov", code.group()) == []
