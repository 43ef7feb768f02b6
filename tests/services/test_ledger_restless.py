"""A search whose sources tell something else of the lines each time ends, and with staff: nothing of it is in an answer."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dsr.domain.words import State
from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.models import Chunk, Part, Task
from dsr.services import ledger_import
from tests.connectors.shelves import SqliteShelf
from tests.fakes import FrozenNow
from tests.services.archive import work
from tests.services.test_ledger_gate import BOB, CALLS, CAROL, carols, held, put
from tests.services.test_ledger_gate import shelf as shelf
from workers import tasks, upkeep


def test_a_search_that_hears_something_else_of_lines_each_time_goes_to_staff(kit: Kit, now: FrozenNow, shelf: SqliteShelf,
                                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_import, "learn", lambda *_args, **_more: True)
    put(shelf, calls=CALLS, register=[held(1, CAROL, "2026-03-01", "2026-07-01"), held(2, BOB, "2026-07-01")])
    scene = carols(kit, shelf)
    with pytest.raises(RuntimeError, match="each time"):
        scene.searched()
    now.forward(hours=1)
    upkeep.sweep(scene.kit)
    work(scene.kit)
    with kit.database.reading() as session:
        failed = session.execute(select(Task).where(Task.kind == TaskKind.COLLECT, Task.state == TaskState.FAILED)).scalars().one()
        assert failed.attempts == tasks._RESTLESS + 1
        assert session.execute(select(Part.state)).scalar_one() is State.COLLECTING
        assert session.execute(select(Chunk.id).where(Chunk.task_id == failed.id)).all() == []
