"""The files of a part on the desk: who sees them, what is decided, and what is on record."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.app import create_app
from dsr.domain.capability import StaffRole
from dsr.domain.words import Decision, LeftOut, NotEnclosed, State
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Enclosure, Event, Part
from dsr.services import enclosures
from dsr.services.keys import key_for
from dsr.services.sealing import file_context
from dsr.vault import KeyClass
from tests.services.drafted import write
from tests.services.read_rows import CONTACTS, SOURCES, USERS, a_lone_part, a_stage
from tests.services.told import told
from tests.web.browser import Browser, words
from tests.web.conftest import sign_in

FILES = "/desk/requests/R/parts/1/files"
DRAFT = "/desk/requests/R/parts/1/draft"
NAMES = ("call to +45 31 00 04 17.wav", "<script>.html", "fax.pdf")


@pytest.fixture
def app(make_kit: Callable[..., Kit]) -> Flask:
    return create_app(replace(make_kit(), sources=SourceBook(told(SOURCES))))


@pytest.fixture
def part(kit: Kit) -> int:
    """A part in review with a recording of a contact, and two files that somebody uploaded."""
    with kit.database.transaction() as session:
        part = a_lone_part(session, kit.vault, State.REVIEWING)
        task = a_stage(session, part, 0, found={CONTACTS: 3})
        a_stage(session, part, 1, found={USERS: 0})
        task.outcome = json.dumps({**json.loads(task.outcome or ""), "files": {CONTACTS: {NotEnclosed.GONE: 2}}})
        evidence = key_for(session, part.request_id, KeyClass.EVIDENCE, vault=kit.vault, now=kit.now())
        for number, name in enumerate(NAMES):
            path, data = f"part-{part.id}/task-{task.id}/a1/file-{number}", b"bytes of " + name.encode()
            with kit.store.create(path, evidence, file_context(path)) as file:
                file.write(data)
            enclosures.add(session, task_id=task.id, attempt=1, source_key="crm", address="" if number else CONTACTS, name=name,
                           media_type=("audio/wav", "text/html", "application/pdf")[number], size=len(data), digest=hashlib.sha256(data).hexdigest(),
                           path=path, needs_review=bool(number), now=kit.now(), vault=kit.vault, row=None if number else 1)
        return part.id


def events(kit: Kit, name: str) -> list[str]:
    with kit.database.reading() as session:
        return list(session.execute(select(Event.facts).where(Event.name == name).order_by(Event.seq)).scalars())


def test_the_request_counts_the_files_and_leads_to_them(app: Flask, alice: Browser, bob: Browser, part: int) -> None:
    page = alice.get("/desk/requests/R")
    assert "Files Found 3 To be decided 2 Missing or withheld 2 Look at the files" in words(page)
    assert FILES in page.get_data(as_text=True)
    assert "To be decided 2" in words(bob.get("/desk/requests/R"))
    assert FILES not in bob.get("/desk/requests/R").get_data(as_text=True)


def test_the_list_names_each_file_and_what_is_not_among_them(app: Flask, kit: Kit, alice: Browser, part: int) -> None:
    page = alice.get(FILES)
    assert "2 files must be decided before the answer can be approved." in words(page)
    for expected in ("0001 call to +45 31 00 04 17.wav", "recording", "Customer system: Contacts row 2",
                     "0002 <script>.html document Customer system",
                     "Customer system: Contacts 2 files: the file is not there any more"):
        assert expected in words(page), expected
    assert "<script>.html" not in page.get_data(as_text=True)
    assert events(kit, "files_listed") == ['{"page":1,"part":1}']


def test_a_text_that_may_hold_a_national_number_says_so_before_anybody_decides(app: Flask, kit: Kit, alice: Browser, part: int) -> None:
    said = "0003 fax.pdf May hold national numbers: look before you decide document"
    assert "May hold" not in words(alice.get(FILES))
    with kit.database.transaction() as session:
        enclosures.numbered(session, part, 3).may_hold_national = True
    assert said in words(alice.get(FILES))


def test_a_file_is_kept_by_the_browser_and_never_shown(app: Flask, kit: Kit, alice: Browser, part: int) -> None:
    got = alice.get(f"{FILES}/2")
    assert got.get_data() == b"bytes of <script>.html"
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert events(kit, "file_viewed") == ['{"file":2,"part":1}']
    assert "File looked at" in words(alice.get("/desk/requests/R"))


@pytest.mark.parametrize("path", [f"{FILES}/4", f"{FILES}/0", "/desk/requests/R/parts/2/files", "/desk/requests/S/parts/1/files/1"])
def test_what_is_not_there_is_not_found_and_no_look(app: Flask, kit: Kit, alice: Browser, part: int, path: str) -> None:
    assert alice.get(path).status_code == 404
    assert events(kit, "file_viewed") == []


def test_bob_and_strangers_open_nothing(app: Flask, kit: Kit, bob: Browser, part: int) -> None:
    assert [bob.get(path).status_code for path in (FILES, f"{FILES}/1")] == [403, 403]
    bob.get("/desk/requests/R")
    assert bob.post(FILES, **{"file-1": "included"}).status_code == 403
    assert Browser(app).get(f"{FILES}/1").status_code in (302, 303)
    assert events(kit, "file_viewed") == events(kit, "file_decided") == []


def test_decisions_are_kept_together_and_only_what_changed_is_one(app: Flask, kit: Kit, alice: Browser, part: int) -> None:
    alice.get(FILES)
    assert alice.post(FILES, **{"file-1": "included", "file-2": "harmful", "file-3": "", "file-9": "included", "file-x": "secret"}).status_code == 303
    page = alice.follow()
    assert "1 decision kept." in words(page)
    assert "1 file must be decided" in words(page)
    assert re.search(r'<option value="harmful" selected>', page.get_data(as_text=True))
    assert events(kit, "file_decided") == ['{"decision":"left_out","file":2,"part":1,"reason":"harmful"}']
    with kit.database.reading() as session:
        rows = session.execute(select(Enclosure.decision, Enclosure.reason).order_by(Enclosure.number)).all()
        assert [tuple(row) for row in rows] == [(Decision.INCLUDED, None), (Decision.LEFT_OUT, LeftOut.HARMFUL), (Decision.PENDING, None)]


def test_an_answer_is_approved_when_every_file_is_decided(app: Flask, kit: Kit, alice: Browser, part: int) -> None:
    alice.get(DRAFT)
    assert alice.post("/desk/requests/R/parts/1/respond").status_code == 303
    assert "Files still to be decided: 2. Open the files of this part and decide each of them, then approve." in words(alice.follow())
    alice.get(FILES)
    alice.post(FILES, **{"file-2": "harmful", "file-3": "included"})
    write(replace(kit, sources=SourceBook(told(SOURCES)), settings=app.extensions["kit"].settings), part)
    page = words(alice.get(DRAFT))
    assert "It cannot be approved." in page
    assert "has not signed off what the letter says about crm.contacts" in page
    alice.get("/desk/terms")
    alice.post("/desk/terms/sign", address="")
    alice.get(DRAFT)
    alice.post("/desk/requests/R/parts/1/respond")
    with kit.database.reading() as session:
        assert session.get_one(Part, part).state is State.DELIVERING
    page = alice.get(FILES)  # afterwards there is nothing more to decide
    assert "<select" not in page.get_data(as_text=True)
    assert "left out: it could harm your computer" in words(page)
    assert alice.post(FILES, **{"file-3": "harmful"}).status_code == 409


def test_who_reads_only_sees_the_decision_and_no_form(app: Flask, kit: Kit, part: int) -> None:
    dpo = sign_in(app, kit, "dpo@fjordtel.example", StaffRole.DPO)
    page = dpo.get(FILES)
    assert page.status_code == 200
    assert "<select" not in page.get_data(as_text=True)
    assert dpo.post(FILES, **{"file-2": "included"}).status_code == 403


def test_the_list_is_in_danish_too(app: Flask, kit: Kit, alice: Browser, part: int) -> None:
    page = alice.get(FILES, **{"Accept-Language": "da"})
    for expected in ("Der skal tages stilling til 2 filer", "optagelse", "Ikke blandt filerne, og hvorfor", "2 filer: filen findes ikke længere"):
        assert expected in words(page), expected
