"""A worker that dies between writing a draft and settling it, or whose draft is replaced meanwhile: nothing lasts that nobody may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.models import Document, Response, Task
from dsr.services import drafts, sweep, tasks
from dsr.services.read import draft as read
from tests.services.archive import register, work
from tests.services.draft_scene import Scene, drafted
from tests.services.drafted import approve, seen
from workers import answers, upkeep
from workers.tasks import work_next


@pytest.fixture
def scene(kit: Kit) -> Scene:
    return drafted(kit)


def _task(scene: Scene, number: int) -> Task:
    with scene.kit.database.reading() as session:
        row = session.execute(select(Task).where(Task.kind == TaskKind.WRITE_ANSWER, Task.round == number)).scalar_one()
        session.expunge(row)
        return row


def _attempts(scene: Scene, task: Task) -> list[str]:
    return scene.kit.store.folders(f"part-{scene.part_id}/task-{task.id}")


def test_killed_before_it_settled_it_is_written_again_and_the_first_files_go(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.order()
    monkeypatch.setattr(drafts, "written", lambda *_, **__: 1 / 0)  # the files lie in the store, their rows do not
    with pytest.raises(ZeroDivisionError):
        work_next(scene.kit)
    monkeypatch.undo()
    task = _task(scene, 2)
    assert (task.state, _attempts(scene, task)) == (TaskState.RUNNING, ["a1"])
    with scene.kit.database.transaction() as session:
        session.execute(update(Task).where(Task.id == task.id).values(lease_until=scene.kit.now() - timedelta(seconds=1)))
        sweep.free(session, now=scene.kit.now())
    work(scene.kit)
    upkeep.orphans(scene.kit)
    assert _attempts(scene, task) == ["a2"]
    looked = seen(scene.kit, scene.part_id)
    assert looked.number == 2
    assert approve(scene.kit, scene.part_id, looked, scene.by).approved_at is not None
    with scene.kit.database.reading() as session:
        of_answer = select(Document.path).join(Response).where(Response.number == 2)
        assert {path.split("/")[2] for path in session.execute(of_answer).scalars()} == {"a2"}


def test_replaced_while_it_is_written_it_settles_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.order()
    write = answers.write

    def slow(*given: object) -> object:
        done = write(*given)  # type: ignore[arg-type]
        scene.order()  # staff press the button while the files are written
        return done

    monkeypatch.setattr(answers, "write", slow)
    work_next(scene.kit)
    monkeypatch.undo()
    with scene.kit.database.reading() as session:
        second = session.execute(select(Response).where(Response.number == 2)).scalar_one()
        assert (second.written_at, second.documents) == (None, [])
        newest = drafts.newest(session, scene.part_id)
        assert newest is not None
        assert (newest.number, newest.written_at) == (3, None)
    assert _task(scene, 2).state is TaskState.SKIPPED
    upkeep.orphans(scene.kit)
    assert _attempts(scene, _task(scene, 2)) == []
    work(scene.kit)
    assert seen(scene.kit, scene.part_id).number == 3


def test_codes_that_nobody_explains_are_in_the_draft_and_stop_it(kit: Kit) -> None:
    source = register()
    (dataset,) = source.datasets
    (people,) = dataset.collections
    number = replace(people.field("number"), legend={"1": {"en": "one"}})
    fields = tuple(number if one.name == "number" else one for one in people.fields)
    scene = drafted(kit, replace(source, datasets=(replace(dataset, collections=(replace(people, fields=fields),)),)))
    with scene.kit.database.reading() as session:
        draft = drafts.newest(session, scene.part_id)
        assert draft is not None
        assert draft.written_at is not None
        assert draft.owed == "crm.people.number (1 codes)"
    with scene.kit.database.transaction() as session:
        reference = session.get_one(read.Part, scene.part_id).request.reference
        page = read.look(session, reference, 1, "1-20", vault=scene.kit.vault, by=scene.by, now=scene.kit.now(), settings=scene.kit.settings,
                         sources=scene.kit.sources.sources, locale="en")
    assert page.standing is not None
    assert page.standing.owed is not None
    assert (page.standing.owed.facts["reason"], page.may_approve) == ("codes", False)


def test_a_failed_writing_is_replaced_by_a_new_order(scene: Scene) -> None:
    scene.order()
    with scene.kit.database.transaction() as session:
        order = tasks.claim_next(session, now=scene.kit.now(), lease=timedelta(seconds=60), parallel=1)
        assert order is not None
        tasks.settle(session, order, tasks.Broken("vault"), now=scene.kit.now())
    scene.order()
    assert (_task(scene, 2).state, _task(scene, 3).state) == (TaskState.SKIPPED, TaskState.READY)
