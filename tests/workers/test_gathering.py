"""Due searches of an archive are claimed together: each its own row, and only those that one scan serves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.db import Database
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import MappingRevision, Part, Task
from dsr.services import briefing, collect, gathering, planning, tasks
from dsr.services.perform import open_chunk
from tests.services.carol import alice, ask
from tests.workers import rows
from tests.workers.rows import LEASE, NOW
from workers.tasks import work_next

ONE, OTHER = '{"stages": [1]}', '{"stages": [2]}'
CALLS = Address("archive", "calls")
PEOPLE = ("carol@havblik.example", "bob@havblik.example", "eve@havblik.example")


def archive(folder: Path, connector: str = "files") -> Source:
    fields = Field("id", ("user.unique_id",)), Field("mail", ("user.contact.email",), "email", "email")
    calls = Collection(CALLS, fields, location={"path": "*.csv"})
    return Source("archive", connector, {"root": str(folder)}, (Dataset("archive", (calls,)),), revision="r1")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Database]:
    made = rows.database(tmp_path)
    yield made
    made.engine.dispose()


def due(session: Session, number: int, plan: str = ONE, **more: Any) -> int:
    return rows.a_task(session, rows.a_part(session, reference=f"R{number}", search_plan=plan), **{"source": "archive", **more}).id


def claimed(base: Database, source: Source) -> list[int]:
    """What one claim takes."""
    with base.transaction() as session:
        order = tasks.claim_next(session, now=NOW, lease=LEASE, parallel=99)
        others = gathering.claim_with(session, order, source, now=NOW, lease=LEASE) if order else []
        return [one.task_id for one in (order, *others) if one]


def test_those_that_one_scan_serves_are_taken_and_no_others(base: Database, tmp_path: Path) -> None:
    with base.transaction() as session:
        first, second = due(session, 1), due(session, 2)
        due(session, 3, source="register")
        due(session, 4, plan=OTHER)
        due(session, 5, stage=1)
        due(session, 6, due_at=NOW + timedelta(seconds=1))
        due(session, 7, state=TaskState.WAITING)
        due(session, 8, attempts=gathering.TRIES_TOGETHER)
        last = due(session, 9, attempts=1)
    assert claimed(base, archive(tmp_path)) == [first, second, last]
    with base.reading() as session:
        taken = session.execute(select(Task).where(Task.state == TaskState.RUNNING)).scalars().all()
    assert [(one.id, one.attempts, one.lease_until) for one in taken] == [(first, 1, NOW + LEASE), (second, 1, NOW + LEASE), (last, 2, NOW + LEASE)]


def test_of_another_revision_of_the_mapping_none_is_taken(base: Database, tmp_path: Path) -> None:
    with base.transaction() as session:
        first, second = due(session, 1), due(session, 2)
        session.add(MappingRevision(id=1, digest="d", sources="{}", published_at=NOW))
        session.flush()
        session.get_one(Part, session.get_one(Task, second).part_id).mapping_revision_id = 1
    assert claimed(base, archive(tmp_path)) == [first]


@pytest.mark.parametrize("connector", ["memory", "sql", "rest", "ldap", "manual", "no such kind"])
def test_where_there_is_an_index_everybody_goes_alone(base: Database, tmp_path: Path, connector: str) -> None:
    with base.transaction() as session:
        first, _ = due(session, 1), due(session, 2)
    assert claimed(base, archive(tmp_path, connector)) == [first]


def test_what_has_failed_in_company_goes_alone(base: Database, tmp_path: Path) -> None:
    with base.transaction() as session:
        first, _ = due(session, 1, attempts=gathering.TRIES_TOGETHER), due(session, 2)
    assert claimed(base, archive(tmp_path)) == [first]


def test_of_many_at_once_as_many_are_taken_as_a_claim_may(base: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST", 3)
    with base.transaction() as session:
        ids = [due(session, number) for number in range(7)]
    assert [claimed(base, archive(tmp_path)) for _ in range(4)] == [ids[:3], ids[3:6], ids[6:], []]


def test_of_claims_at_once_each_row_has_one(base: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST", 4)
    with base.transaction() as session:
        ids = [due(session, number) for number in range(20)]
    won: list[int] = []
    gate = threading.Barrier(8)

    def try_it() -> None:
        gate.wait()
        won.extend(claimed(base, archive(tmp_path)))

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == ids


def test_a_worker_answers_all_of_them_and_each_with_their_own(kit: Kit, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "1.csv").write_text("id,mail\n" + "".join(f"{number},{PEOPLE[number % 3]}\n" for number in range(30)), encoding="utf-8")
    own = replace(kit, sources=SourceBook((archive(folder),)))
    by, asked = alice(own), [ask(own, key=f"form:{mail}", email=mail) for mail in PEOPLE]
    for one in asked:
        with own.database.transaction() as session:
            collect.start(session, one.part_id, by=by, now=own.now(), book=own.sources)
    assert work_next(own)
    with own.database.reading() as session:
        searches = select(Task.state).where(Task.kind == TaskKind.COLLECT)
        assert set(session.execute(searches).scalars()) == {TaskState.DONE}, "one claim takes all"
    with own.database.reading() as session:
        for place, one in enumerate(asked):
            part = session.get_one(Part, one.part_id)
            haul = briefing.haul(session, part.id, planning.load(part.search_plan or ""))
            task = session.execute(select(Task).where(Task.part_id == part.id, Task.kind == TaskKind.COLLECT)).scalar_one()
            own_task = tasks.Order(task.id, part.id, task.kind, 1, 0, "archive", None, 1)
            brief = briefing.search(session, own_task, sources=own.sources.sources, now=own.now(), vault=own.vault)
            found = [row for chunk in haul.sealed for row in open_chunk(chunk, own.store, brief.handle).rows]
            assert found == [(str(number), PEOPLE[place]) for number in range(place, 30, 3)]
            assert (haul.found, haul.missed) == ({CALLS: 10}, {})
