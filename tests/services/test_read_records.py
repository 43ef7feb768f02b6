"""Collected rows on the desk: fifty at a time, each look recorded, nothing of anybody else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import ROLES, Capability, StaffRole
from dsr.domain.dataset import Source
from dsr.domain.errors import NotAllowed, NotFound, VaultError
from dsr.domain.national_ids import MARK
from dsr.domain.values import Kind, Wire, WireBatch
from dsr.kit import Kit
from dsr.models import Chunk, Event
from dsr.services.read import records as read
from tests.services.read_rows import (
    CONTACTS,
    LINKS,
    MANAGER,
    SOURCES,
    USERS,
    VOICEMAIL,
    a_case,
    a_part_of,
    a_stage,
    keep_rows,
)

COLUMNS = ("id", "full_name", "email")


def _rows(first: int, count: int) -> list[list[Wire]]:
    return [[number, f"Carol {number}", None] for number in range(first, first + count)]


def _collected(kit: Kit, *sizes: int, address: str = CONTACTS, stage: int = 0, reference: str = "R", columns: tuple[str, ...] = COLUMNS) -> list[str]:
    """A part whose search gave these blocks of rows; returns where they lie."""
    with kit.database.transaction() as session:
        request = a_case(session, kit.vault, reference=reference)
        task = a_stage(session, a_part_of(session, request), stage, found={address: sum(sizes), LINKS: 3})
        blocks = [_rows(sum(sizes[:number]), size) for number, size in enumerate(sizes)]
        return keep_rows(session, kit.store, kit.vault, task, request.id, address, columns, *blocks)


def _look(session: Session, kit: Kit, wanted: int = 1, *, reference: str = "R", number: int = 1, address: str = CONTACTS, by: Actor = MANAGER,
          sources: Iterable[Source] = SOURCES, locale: str = "en") -> read.Look:
    return read.look(session, reference, number, address, wanted, vault=kit.vault, by=by, now=kit.now(), sources=sources, locale=locale)


def _page(kit: Kit, wanted: int = 1, *, address: str = CONTACTS, sources: Iterable[Source] = SOURCES, locale: str = "en") -> read.Page:
    with kit.database.transaction() as session:
        looked = _look(session, kit, wanted, address=address, sources=sources, locale=locale)
    return read.page(looked, store=kit.store)


def _events(kit: Kit) -> list[dict[str, object]]:
    with kit.database.reading() as session:
        return [{"name": event.name, "by": event.actor_id, **json.loads(event.facts)} for event in session.execute(select(Event)).scalars()]


@pytest.mark.parametrize(("wanted", "number", "first", "count"), [
    (1, 1, 0, 50), (2, 2, 50, 50), (3, 3, 100, 15), (4, 3, 100, 15), (10**12, 3, 100, 15), (0, 1, 0, 50), (-7, 1, 0, 50)])
@pytest.mark.parametrize("sizes", [(115,), (40, 70, 5), (50, 50, 15), (1, 113, 1), (115, 0)], ids=str)
def test_each_row_is_on_exactly_one_page_whatever_the_chunks(kit: Kit, sizes: tuple[int, ...], wanted: int, number: int, first: int,
                                                             count: int) -> None:
    _collected(kit, *sizes)
    page = _page(kit, wanted)
    assert [list(row) for row in page.rows] == _rows(first, count)
    assert (page.number, page.pages, page.total) == (number, 3, 115)
    assert _events(kit) == [{"name": "records_viewed", "by": MANAGER.id, "part": 1, "address": CONTACTS, "page": number}]


@pytest.mark.parametrize(("wanted", "needed"), [(1, {0, 1}), (2, {1}), (3, {1, 2})])
def test_only_the_chunks_of_the_page_are_opened(kit: Kit, wanted: int, needed: set[int]) -> None:
    paths = _collected(kit, 40, 70, 5)
    for seq, path in enumerate(paths):
        if seq not in needed:
            kit.store.delete(path)
    assert _page(kit, wanted).rows
    kit.store.delete(paths[max(needed)])
    with pytest.raises(NotFound):
        _page(kit, wanted)


def test_a_look_is_recorded_also_if_the_rows_cannot_be_opened_then(kit: Kit) -> None:
    (path,) = _collected(kit, 3)
    kit.store.delete(path)
    with pytest.raises(NotFound):
        _page(kit)
    assert len(_events(kit)) == 1


@pytest.mark.parametrize("role", StaffRole)
def test_only_who_may_look_at_records_gets_a_look(kit: Kit, role: StaffRole) -> None:
    _collected(kit, 3)
    by = replace(MANAGER, capabilities=ROLES[role])
    may = Capability.RECORDS in by.capabilities
    if may:
        with kit.database.transaction() as session:
            _look(session, kit, by=by)
    else:
        with kit.database.transaction() as session, pytest.raises(NotAllowed):
            _look(session, kit, by=by)
    assert len(_events(kit)) == int(may)


@pytest.mark.parametrize("wrong", [
    {"reference": "other"}, {"reference": "DSR-0000-0000-0"}, {"number": 2}, {"address": USERS}, {"address": "crm.nothing"}, {"address": ""},
    {"address": LINKS}], ids=str)
def test_what_was_not_collected_for_this_part_is_not_found_and_not_recorded(kit: Kit, wrong: dict[str, object]) -> None:
    """The links were counted, but nothing of the person is in them and no row was kept."""
    _collected(kit, 3)
    _collected(kit, 3, reference="other", address=VOICEMAIL, stage=1, columns=("user_id", "caller", "x"))
    with kit.database.transaction() as session, pytest.raises(NotFound):
        _look(session, kit, **wrong)  # type: ignore[arg-type]
    assert _events(kit) == []


def test_rows_of_another_request_never_open_here(kit: Kit) -> None:
    """Even if the row of the database is changed to lead to them."""
    _collected(kit, 3)
    (others,) = _collected(kit, 3, reference="other")
    with kit.database.transaction() as session:
        session.execute(update(Chunk).values(path=others))
    with pytest.raises(VaultError):
        _page(kit)


def test_the_last_round_counts(kit: Kit) -> None:
    with kit.database.transaction() as session:
        request = a_case(session, kit.vault, reference="R")
        part = a_part_of(session, request)
        for round_, rows in ((1, _rows(0, 9)), (2, _rows(100, 2))):
            task = a_stage(session, part, 0, round_=round_, found={CONTACTS: len(rows)})
            keep_rows(session, kit.store, kit.vault, task, request.id, CONTACTS, COLUMNS, rows)
    assert [row[0] for row in _page(kit).rows] == [100, 101]


def test_a_collection_that_held_nothing_is_an_empty_page(kit: Kit) -> None:
    _collected(kit, 0)
    page = _page(kit)
    assert (page.label, page.rows, page.total, page.pages, page.number) == ("Contacts", (), 0, 1, 1)


@pytest.mark.parametrize(("locale", "sources", "label", "columns"), [
    ("en", SOURCES, "Contacts", ("Number", "Name", "Email")), ("da", SOURCES, "Kontakter", ("Number", "Navn", "Email")),
    ("en", (), CONTACTS, ("Id", "Full name", "Email"))], ids=["English", "Danish", "mapping gone"])
def test_columns_have_the_words_of_the_mapping(kit: Kit, locale: str, sources: tuple[Source, ...], label: str, columns: tuple[str, ...]) -> None:
    _collected(kit, 1)
    page = _page(kit, locale=locale, sources=sources)
    assert (page.label, page.columns) == (label, columns)


def test_values_are_as_the_source_gave_them(kit: Kit) -> None:
    given: list[list[Wire]] = [["<b>Ærø</b>", None, True], [0, {"a": [1, None]}, "12345678901234567890.10"]]
    with kit.database.transaction() as session:
        request = a_case(session, kit.vault, reference="R")
        task = a_stage(session, a_part_of(session, request), 0, found={CONTACTS: 2})
        keep_rows(session, kit.store, kit.vault, task, request.id, CONTACTS, COLUMNS, given)
    assert [list(row) for row in _page(kit).rows] == given


@pytest.mark.parametrize(("locale", "words"), [("en", "cpr [national number removed]"), ("da", "cpr [personnummer fjernet]")])
def test_a_national_number_that_was_taken_out_is_told_to_staff_in_their_words(
        kit: Kit, monkeypatch: pytest.MonkeyPatch, locale: str, words: str) -> None:
    _collected(kit, 1)
    marked = WireBatch(COLUMNS, (Kind.INTEGER, Kind.TEXT, Kind.TEXT), ((1,), (f"cpr {MARK}",), (None,)), removed={1: [0]})
    monkeypatch.setattr(read, "open_chunk", lambda *_: marked)
    assert _page(kit, locale=locale).rows == ((1, words, None),)


def test_what_the_company_decides_about_is_shown_to_staff_and_marked(kit: Kit) -> None:
    _collected(kit, 60, address=VOICEMAIL, stage=1, columns=("user_id", "caller", "x"))
    page = _page(kit, address=VOICEMAIL)
    assert (len(page.rows), page.withheld) == (50, 60)
    _collected(kit, 2, reference="other")
    with kit.database.transaction() as session:
        looked = _look(session, kit, reference="other")
    assert read.page(looked, store=kit.store).withheld == 0
