"""N01: never send person A any data of person B. Vodafone GR (HDPA 7/2023): a disc with the recordings of another customer's calls.

Whoever held a number before, bears the same name, or shares a line obtains nothing of the one whose it is; through the whole service layer.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from dsr.domain.actor import SUBJECT
from dsr.domain.errors import VaultError
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.values import WireBatch
from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Part, Task
from dsr.services import briefing, drafts, ledger, planning
from dsr.services.keys import key_of
from dsr.services.sealing import Place, open_chunk, seal
from dsr.vault import KeyClass
from tests.connectors.shelves import SqliteShelf
from tests.services.archive import work
from tests.services.carol import alice, ask
from tests.services.shared_lines import BOB, CAROL, NUMBER, call, held, put, sources
from tests.services.test_ledger_gate import Scene

BEFORE, AFTER = call(1, "2026-06-30 23:59:59"), call(2, "2026-07-01 00:00:00")
HANDED_OVER = [held(1, CAROL, "2026-03-01", "2026-07-01"), held(2, BOB, "2026-07-01")]


@pytest.fixture
def shelf(tmp_path: Path) -> SqliteShelf:
    return SqliteShelf(tmp_path)


def asks(kit: Kit, shelf: SqliteShelf, who: str) -> Scene:
    own = replace(kit, sources=SourceBook(sources(shelf)))
    return Scene(own, ask(own, email=f"{who}@nord.example", name="Carol Holm"), alice(own))


@pytest.mark.parametrize(("who", "calls", "rows"), [("carol", [1], [1]), ("bob", [2], [2])])
def test_the_holder_before_and_the_holder_after_are_given_their_own_time(kit: Kit, shelf: SqliteShelf, who: str, calls: list[int],
                                                                        rows: list[int]) -> None:
    put(shelf, calls=[BEFORE, AFTER], register=HANDED_OVER)
    found = asks(kit, shelf, who).searched()
    assert (found["calls"], found["register"]) == ((calls, 0), (rows, 0))


def test_an_ex_holder_who_types_the_number_and_has_it_confirmed_too_far_is_given_nothing_of_the_next(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=[BEFORE, AFTER], register=HANDED_OVER)
    scene = asks(kit, shelf, "carol")
    with scene.kit.database.transaction() as session:
        ledger.claim(session, scene.asked.request_id, "phone_number", NUMBER, by=SUBJECT, now=scene.kit.now(), vault=scene.kit.vault)
    scene.state((Holder.SUBJECT, HowKnown.EMPLOYER, "2026-03-01", None, "nord"), (Holder.SUBJECT, HowKnown.CODE, None, None, None))
    assert scene.searched()["calls"] == ([1], 0)


def test_whoever_only_types_a_number_is_given_nothing_of_it(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=[BEFORE, AFTER], register=HANDED_OVER)
    scene = asks(kit, shelf, "mallory")
    with scene.kit.database.transaction() as session:
        ledger.claim(session, scene.asked.request_id, "phone_number", NUMBER, by=SUBJECT, now=scene.kit.now(), vault=scene.kit.vault)
    assert scene.searched() == {}


def test_a_code_today_gives_nothing_of_yesterday(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=[call(1, "2026-11-23 23:59:59"), call(2, "2026-11-24 08:00:00")])
    scene = asks(kit, shelf, "mallory")
    scene.state((Holder.SUBJECT, HowKnown.CODE, None, None, None))
    assert scene.searched()["calls"] == ([2], 0)


def test_a_namesake_is_given_nothing(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=[BEFORE, AFTER], register=HANDED_OVER)
    other = asks(kit, shelf, "carol.holm.the.other")
    assert other.searched() == {}
    herself = replace(other, asked=ask(other.kit, key="form:two", email="carol@nord.example", name="Carol Holm"))
    assert set(herself.searched()) == {"users", "register", "calls"}


def test_a_colleague_on_a_shared_line_is_given_its_number_of_calls_and_none_of_them(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=[BEFORE, AFTER], register=[held(1, CAROL, "2026-03-01"), held(2, BOB, "2026-03-01")])
    assert asks(kit, shelf, "carol").searched()["calls"] == ([], 2)


@pytest.mark.parametrize("is_added", [True, False])
def test_a_row_of_another_time_that_came_into_a_sealed_chunk_stops_the_answer(kit: Kit, shelf: SqliteShelf, *, is_added: bool) -> None:
    """Each row was let in by a key that owns it by value, company and time, and is given only as it was sealed then: whoever has the key of the
    evidence and writes into the store, beside the others or in the place of one, brings nothing into an answer."""
    put(shelf, calls=[BEFORE, AFTER], register=HANDED_OVER)
    scene = asks(kit, shelf, "carol")
    assert scene.searched()["calls"] == ([1], 0)
    with kit.database.reading() as session:
        part = session.get_one(Part, scene.asked.part_id)
        haul = briefing.haul(session, part.id, planning.load(part.search_plan or ""))
        evidence = key_of(session, scene.asked.request_id, KeyClass.EVIDENCE, vault=kit.vault)
    (chunk,) = [one for one in haul.sealed if one.address.collection == "calls"]
    whole = open_chunk(chunk, kit.store, evidence)
    (row,) = whole.rows
    other = (2, *row[1:])
    kit.store.delete(chunk.path)
    seal(WireBatch.of_rows(whole.columns, whole.kinds, [row, other] if is_added else [other]), chunk.address, chunk.seq, chunk.first_row,
         Place(kit.store, evidence, chunk.path.rpartition("/")[0]))
    with pytest.raises(VaultError):
        open_chunk(chunk, kit.store, evidence)
    with kit.database.transaction() as session:
        drafts.renew(session, part.id, now=kit.now())
    work(scene.kit)
    with kit.database.reading() as session:
        (code,) = session.execute(select(Task.result_code).where(Task.part_id == part.id, Task.kind == TaskKind.WRITE_ANSWER, Task.state.not_in(
            [TaskState.DONE, TaskState.SKIPPED]))).scalars()
        assert code == "vault"
        newest = drafts.newest(session, part.id)
        assert newest is not None
        assert newest.written_at is None
