"""What a source would purge while staff look at a request is under seal before, and in the answer once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from dsr.domain.actor import ActorKind
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source, TimeColumn
from dsr.domain.errors import SourceUnavailable
from dsr.domain.parties import Choice, Party
from dsr.domain.words import State
from dsr.domain.work import TaskState
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Event, Request, Task
from dsr.services import audit, briefing, collect, planning, tasks
from dsr.services.perform import open_chunk
from dsr.services.read import inbox
from dsr.services.read.request import page
from tests.connectors.shelves import MemoryShelf
from tests.services.carol import Asked, alice, ask, part_of
from workers import upkeep
from workers.tasks import work_next

LOGS = Address("web", "logs")
COLUMNS = ("mail", "at", "path", "peer")
MAIL = "carol@havblik.example"


def row(number: int, path: str = "/") -> tuple[object, ...]:
    return (MAIL, datetime(2026, 1, number, 8, tzinfo=UTC), path, f"peer {number}")


def book(shelf: MemoryShelf, *, forgets: str | None = "P30D", **more: Any) -> SourceBook:
    fields = (Field("mail", ("user.contact.email",), identity="email", kind="email"), Field("at", ("user.behavior",)),
              Field("path", ("user.behavior",)), Field("peer", ("user.behavior",), party=Choice(Party.NETWORK)))
    logs = Collection(LOGS, fields, time=TimeColumn("at"), forgets=forgets, **more)
    return SourceBook((Source("web", "memory", shelf.config(), (Dataset("web", (logs,)),), revision="r1"),))


def held(shelf: MemoryShelf, rows: Iterable[tuple[object, ...]]) -> None:
    shelf.put("logs", dict.fromkeys(COLUMNS, "text"), rows)


def worked(kit: Kit) -> None:
    while work_next(kit):
        pass


def started(kit: Kit, asked: Asked, *moves: str) -> None:
    by = alice(kit)
    for move in moves or ("collect",):
        with kit.database.transaction() as session:
            collect.start(session, asked.part_id, move=move, by=by, now=kit.now(), book=kit.sources)
        worked(kit)


def found(kit: Kit, asked: Asked) -> tuple[list[tuple[object, ...]], int, dict[str, int]]:
    """The rows of the answer by time and path, how many are counted, and the masked cells by reason."""
    with kit.database.transaction() as session:
        part = part_of(session, asked)
        haul = briefing.haul(session, part.id, planning.load(part.search_plan or ""))
        handle = briefing.key_for(session, part.request_id, briefing.KeyClass.EVIDENCE, vault=kit.vault, now=kit.now())
    batches = [open_chunk(chunk, kit.store, handle) for chunk in sorted(haul.sealed, key=lambda one: one.seq)]
    assert [chunk.first_row for chunk in sorted(haul.sealed, key=lambda one: one.seq)] == [
        sum(len(one) for one in batches[:place]) for place in range(len(batches))]
    rows = [(str(cells[1])[:10], cells[2]) for batch in batches for cells in batch.rows]
    return sorted(rows), haul.found[LOGS], dict(haul.masked[LOGS].fields.get("peer", {})) if LOGS in haul.masked else {}


@pytest.fixture
def shelf() -> MemoryShelf:
    made = MemoryShelf()
    held(made, [row(1), row(2), row(3)])
    return made


def test_what_was_purged_while_staff_looked_is_in_the_answer_once(kit: Kit, shelf: MemoryShelf) -> None:
    own = replace(kit, sources=book(shelf))
    asked = ask(own)
    upkeep.hold(own)
    worked(own)
    held(shelf, [row(2), row(3), row(4, "/new")])
    started(own, asked)
    assert found(own, asked) == ([("2026-01-01", "/"), ("2026-01-02", "/"), ("2026-01-03", "/"), ("2026-01-04", "/new")], 4, {"network": 4})
    with own.database.reading() as session:
        assert part_of(session, asked).state is State.REVIEWING


def test_without_the_word_nothing_is_collected_ahead(kit: Kit, shelf: MemoryShelf) -> None:
    own = replace(kit, sources=book(shelf, forgets=None))
    asked = ask(own)
    upkeep.hold(own)
    with own.database.reading() as session:
        assert session.execute(select(Task)).scalars().all() == []
    held(shelf, [row(3)])
    started(own, asked)
    assert found(own, asked)[1] == 1


def test_rows_that_are_alike_count_as_often_as_they_were_held(kit: Kit, shelf: MemoryShelf) -> None:
    held(shelf, [row(1), row(1), row(1)])
    own = replace(kit, sources=book(shelf))
    asked = ask(own)
    upkeep.hold(own)
    worked(own)
    held(shelf, [row(1)])
    started(own, asked)
    assert found(own, asked)[:2] == ([("2026-01-01", "/")] * 3, 3)


def test_a_second_collection_still_has_what_was_kept(kit: Kit, shelf: MemoryShelf) -> None:
    own = replace(kit, sources=book(shelf))
    asked = ask(own)
    upkeep.hold(own)
    worked(own)
    held(shelf, [])
    started(own, asked, "collect", "recollect")
    assert found(own, asked)[1] == 3


def test_it_begins_once_and_only_for_who_is_confirmed(kit: Kit, shelf: MemoryShelf) -> None:
    own = replace(kit, sources=book(shelf))
    ask(own, key="form:two", is_confirmed=False)
    asked = ask(own)
    for _ in range(3):
        upkeep.hold(own)
    with own.database.reading() as session:
        assert [(task.part_id, task.round) for task in session.execute(select(Task)).scalars()] == [(asked.part_id, 0)]
        names = [event.name for event in audit.trail(session, asked.request_id)]
        assert names.count("frozen") == 1
        told = session.execute(select(Event).where(Event.name == "frozen")).scalar_one()
        assert ActorKind(told.actor_kind) is ActorKind.SYSTEM
        assert MAIL not in told.facts


def test_what_is_still_being_kept_when_the_collection_starts_is_searched_again(kit: Kit, shelf: MemoryShelf) -> None:
    own = replace(kit, sources=book(shelf))
    asked = ask(own)
    upkeep.hold(own)
    started(own, asked)
    assert found(own, asked)[1] == 3
    with own.database.reading() as session:
        states = {task.round: task.state for task in session.execute(select(Task)).scalars()}
    assert states == {0: TaskState.SKIPPED, 1: TaskState.DONE}


def test_a_source_that_is_down_then_shows_at_the_desk(kit: Kit, shelf: MemoryShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    own = replace(kit, sources=book(shelf))
    asked = ask(own)
    upkeep.hold(own)
    with own.database.transaction() as session:
        order = tasks.claim_next(session, now=own.now(), lease=own.now() - own.now(), parallel=1)
        assert order is not None
        tasks.settle(session, order, tasks.Broken(SourceUnavailable.code), now=own.now())
    by = alice(own)
    with own.database.reading() as session:
        (line,) = inbox.queue(session, filter="open", today=own.now().date(), vault=own.vault).rows
        assert line.blocking == "source_failed"
        (part,) = page(session, asked.receipt.reference, actor=by, vault=own.vault, now=own.now(), sources=own.sources.sources, locale="en").parts
    assert part.is_ahead
    assert [task.is_failed for task in part.tasks] == [True]


def test_a_source_searched_by_hand_that_forgets_is_named_at_the_desk(kit: Kit, shelf: MemoryShelf) -> None:
    (source,) = book(shelf).sources
    own = replace(kit, sources=SourceBook((replace(source, connector="manual", label={"en": "Paper"}),)))
    asked = ask(own)
    upkeep.hold(own)
    with own.database.reading() as session:
        assert session.execute(select(Task)).scalars().all() == []
        (part,) = page(session, asked.receipt.reference, actor=alice(own), vault=own.vault, now=own.now(), sources=own.sources.sources,
                       locale="en").parts
    assert part.held_by_hand == ("Paper",)


def test_what_another_mapping_had_found_is_not_joined(kit: Kit, shelf: MemoryShelf) -> None:
    own = replace(kit, sources=book(shelf))
    asked = ask(own)
    upkeep.hold(own)
    worked(own)
    held(shelf, [row(3)])
    (source,) = own.sources.sources
    corrected = replace(kit, sources=SourceBook((replace(source, revision="r2"),)))
    started(corrected, asked)
    assert found(corrected, asked)[:2] == ([("2026-01-03", "/")], 1)


def test_what_was_kept_of_days_that_the_person_does_not_ask_about_is_not_in_the_answer(kit: Kit, shelf: MemoryShelf) -> None:
    """They narrowed it after it was kept, and before the search."""
    own = replace(kit, sources=book(shelf))
    asked = ask(own)
    upkeep.hold(own)
    worked(own)
    with own.database.transaction() as session:
        session.get_one(Request, asked.request_id).narrowed_from = date(2026, 1, 2)
    held(shelf, [row(3), row(4, "/new")])
    started(own, asked)
    assert found(own, asked) == ([("2026-01-02", "/"), ("2026-01-03", "/"), ("2026-01-04", "/new")], 3, {"network": 3})
