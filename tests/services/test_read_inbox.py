"""The queue: who is in which view, and what a row says."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from dsr.db import Database
from dsr.domain.words import Right, State
from dsr.models import DataKey, Request
from dsr.services.read import inbox
from dsr.vault import Vault
from dsr.web.staff import words as desk
from tests.services.queued import CASES, OURS, made, queued
from tests.services.read_rows import a_case, a_part_of


def test_each_row_says_what_holds_it_up_and_waits_for_us_or_for_others(each_database: Database, vault: Vault,
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE_ROWS", 100)
    with each_database.transaction() as session:
        all_made = {made(session, vault, case): (name, case) for name, case in CASES.items()}
    pages = {name: queued(each_database, vault, name) for name in ("open", "closed", "waiting_us", "waiting_them", "unconfirmed")}
    listed = {name: {row.reference for row in page.rows} for name, page in pages.items()}
    for row in (*pages["open"].rows, *pages["closed"].rows, *pages["unconfirmed"].rows):
        name, case = all_made[row.reference]
        assert row.blocking == case.blocking, name
        assert row.confirmed is case.is_confirmed, name
        if row.state is not State.CLOSED:
            assert (row.reference in listed["waiting_us"]) is (case.blocking in OURS), name
    assert listed["open"] | listed["closed"] | listed["unconfirmed"] == set(all_made)
    assert listed["waiting_us"] | listed["waiting_them"] == listed["open"]
    assert listed["waiting_us"] & listed["waiting_them"] == set()
    assert listed["unconfirmed"] == {reference for reference, (_, case) in all_made.items() if not case.is_confirmed}
    assert listed["unconfirmed"] & listed["open"] == listed["unconfirmed"] & listed["waiting_us"]
    for name, page in pages.items():
        assert len(listed[name]) == len(page.rows)
        assert page.counts.get(name, len(page.rows)) == len(page.rows)


def test_every_code_has_words() -> None:
    assert {case.blocking for case in CASES.values()} - {None} <= desk._BLOCKING.keys()


def test_each_part_has_a_row_of_its_own(each_database: Database, vault: Vault) -> None:
    with each_database.transaction() as session:
        request = a_case(session, vault, name="Søren Ærø O'Brien", employer="")
        a_part_of(session, request)
        a_part_of(session, request, State.REVIEWING, number=2, right=Right.ERASURE)
    first, second = queued(each_database, vault).rows
    assert (first.number, first.right, first.state, second.number, second.right, second.state) == (
        1, Right.ACCESS, State.TRIAGE, 2, Right.ERASURE, State.REVIEWING)
    assert first.name == second.name == "Søren Ærø O'Brien"
    assert first.employer == ""


def test_a_name_that_cannot_be_opened_hides_no_request(each_database: Database, vault: Vault) -> None:
    with each_database.transaction() as session:
        references = [made(session, vault, CASES["confirmed"]) for _ in range(4)]
        ids = [session.query(Request).filter_by(reference=one).one().id for one in references]
        session.execute(update(Request).where(Request.id == ids[0]).values(name=b"changed on the way"))
        session.execute(update(DataKey).where(DataKey.request_id == ids[1]).values(wrapped=None))
        session.execute(update(DataKey).where(DataKey.request_id == ids[2]).values(master_id="lost"))
    names = {row.reference: row.name for row in queued(each_database, vault).rows}
    assert names == {**{one: one for one in references[:3]}, references[3]: "Carol Ærø"}


def test_a_name_never_opens_in_the_row_of_another(each_database: Database, vault: Vault) -> None:
    with each_database.transaction() as session:
        for reference, name in (("A", "Alice"), ("B", "Bob")):
            a_part_of(session, a_case(session, vault, reference=reference, name=name))
        alices = session.query(Request).filter_by(reference="A").one().name
        session.execute(update(Request).where(Request.reference == "B").values(name=alices))
    assert {row.reference: row.name for row in queued(each_database, vault).rows} == {"A": "Alice", "B": "B"}
