"""The files of an opened answer: those of the link that opened it, in one order everywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from dsr.db import Database
from dsr.domain.errors import NotFound
from dsr.domain.words import State
from dsr.models import Delivery, Document
from dsr.services import sessions
from dsr.services.read import answer as read
from dsr.vault import Vault
from tests.factories import NOW
from tests.services.read_rows import a_case, a_part_of, a_response

HALF_AN_HOUR = timedelta(minutes=30)


def _opened(session: Session, vault: Vault, *names: str, reference: str = "R", is_answer: bool = True) -> str:
    """The token of a session for an answer with these files."""
    request = a_case(session, vault, reference=reference)
    response = a_response(session, a_part_of(session, request, State.DELIVERING))
    delivery = Delivery(response_id=response.id, token_hash=f"{response.id:064d}", created_at=NOW, expires_at=NOW + timedelta(days=14))
    session.add(delivery)
    session.add_all(Document(response_id=response.id, name=name, media_type="text/csv", size=10 + place, digest="", path=f"p/{place}")
                    for place, name in enumerate(names))
    session.flush()
    return sessions.begin(session, request.id, delivery_id=delivery.id if is_answer else None, now=NOW, vault=vault, lasting=HALF_AN_HOUR)


def test_the_files_come_by_name_on_every_database(each_database: Database, vault: Vault) -> None:
    names = ["response.pdf", "data/b.csv", "Response.json", "data/B.csv", "data-2.csv", "æ.csv"]
    with each_database.transaction() as session:
        token = _opened(session, vault, *names)
        _opened(session, vault, "somebody else's.pdf", reference="other")
    with each_database.reading() as session:
        page = read.page(session, token, now=NOW, vault=vault)
    assert [file.name for file in page.files] == sorted(names)
    assert {file.name: file.size for file in page.files} == {name: 10 + place for place, name in enumerate(names)}
    assert {file.media_type for file in page.files} == {"text/csv"}
    assert (page.reference, page.expires_at) == ("R", NOW + HALF_AN_HOUR)


@pytest.mark.parametrize(("values", "is_open"), [
    ({"superseded_at": NOW}, False), ({"locked_at": NOW}, True), ({"expires_at": NOW}, True)], ids=["replaced", "locked meanwhile", "link ended"])
def test_what_opened_stays_open_for_its_time_unless_a_newer_link_was_sent(database: Database, vault: Vault, values: dict[str, object],
                                                                          is_open: bool) -> None:
    """Wrong codes of a stranger do not shut out whoever had the right one."""
    with database.transaction() as session:
        token = _opened(session, vault, "response.pdf")
        session.execute(update(Delivery).values(**values))
    with database.reading() as session:
        if is_open:
            assert read.page(session, token, now=NOW, vault=vault).files
        else:
            with pytest.raises(NotFound):
                read.page(session, token, now=NOW, vault=vault)


@pytest.mark.parametrize("wrong", ["unknown", "ended", "of the status page"])
def test_no_other_session_opens_it(database: Database, vault: Vault, wrong: str) -> None:
    with database.transaction() as session:
        token = _opened(session, vault, "response.pdf", is_answer=wrong != "of the status page")
    now = NOW + HALF_AN_HOUR if wrong == "ended" else NOW
    with database.reading() as session, pytest.raises(NotFound):
        read.page(session, "unknown" if wrong == "unknown" else token, now=now, vault=vault)
