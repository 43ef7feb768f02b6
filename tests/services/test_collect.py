"""Opening and settling the work of a part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from dsr.domain import graph
from dsr.domain.capability import StaffRole
from dsr.domain.errors import Conflict, InvalidMove, NotAllowed
from dsr.domain.words import NotReached, State
from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import IdentityRow, MappingRevision, Task
from dsr.services import collect, planning, review, tasks
from dsr.services.lifecycle import move
from tests.services.carol import BOOK, PEOPLE, Asked, alice, ask, part_of

_LEASE = timedelta(seconds=60)


def _rows(kit: Kit, asked: Asked) -> list[Task]:
    with kit.database.reading() as session:
        own = select(Task).where(Task.part_id == asked.part_id, Task.kind == TaskKind.COLLECT)
        return list(session.execute(own.order_by(Task.round, Task.stage)).scalars())


def _state(kit: Kit, asked: Asked) -> State:
    with kit.database.reading() as session:
        return part_of(session, asked).state


def _start(kit: Kit, asked: Asked, *, move: str = "collect", role: StaffRole = StaffRole.CLERK, book: SourceBook = BOOK) -> None:
    by = alice(kit, role)
    with kit.database.transaction() as session:
        collect.start(session, asked.part_id, move=move, by=by, now=kit.now(), book=book)


def test_each_stage_is_a_row_and_later_ones_wait(kit: Kit) -> None:
    asked = ask(kit)
    _start(kit, asked)
    assert [(row.stage, row.source_key, row.state, row.round) for row in _rows(kit, asked)] == [
        (0, "crm", TaskState.READY, 1), (1, "pbx", TaskState.WAITING, 1)]
    with kit.database.reading() as session:
        part = part_of(session, asked)
        assert part.state is State.COLLECTING
        assert [stage.source_key for stage in planning.load(part.search_plan or "").stages] == ["crm", "pbx"]
        revision = session.execute(select(MappingRevision)).scalar_one()
        assert part.mapping_revision_id == revision.id
        assert revision.sources == '{"crm":"r-crm","pbx":"r-pbx"}'


def test_a_part_whose_address_is_not_confirmed_cannot_be_collected(kit: Kit) -> None:
    asked = ask(kit, is_confirmed=False)
    with pytest.raises(Conflict):
        _start(kit, asked)
    with kit.database.transaction() as session:  # not even if the state were forced: nothing is proven
        part_of(session, asked)
        session.execute(update(IdentityRow).values(proven_how=None))
    assert _rows(kit, asked) == []


def test_who_may_only_read_starts_nothing(kit: Kit) -> None:
    asked = ask(kit)
    with pytest.raises(NotAllowed):
        _start(kit, asked, role=StaffRole.READER)
    assert (_rows(kit, asked), _state(kit, asked)) == ([], State.TRIAGE)


def test_starting_twice_opens_the_work_once(kit: Kit) -> None:
    asked = ask(kit)
    _start(kit, asked)
    with pytest.raises(InvalidMove):
        _start(kit, asked, role=StaffRole.MANAGER)
    assert len(_rows(kit, asked)) == 2


def _settle(kit: Kit, *, missed: bool = False) -> None:
    with kit.database.transaction() as session:
        order = tasks.claim_next(session, now=kit.now(), lease=_LEASE, parallel=2)
        assert order is not None
        result = tasks.Broken("source_refused", missed={PEOPLE: NotReached.REFUSED}) if missed else tasks.Done({PEOPLE: 1})
        assert tasks.settle(session, order, result, now=kit.now())
        collect.settle_if_done(session, order.part_id, now=kit.now())


def test_the_last_settled_row_brings_the_part_to_review(kit: Kit) -> None:
    asked = ask(kit)
    _start(kit, asked)
    _settle(kit)
    assert _state(kit, asked) is State.COLLECTING
    _settle(kit)
    assert _state(kit, asked) is State.REVIEWING


def test_a_failed_row_waits_for_staff_and_going_on_without_it_settles(kit: Kit) -> None:
    asked = ask(kit)
    _start(kit, asked)
    _settle(kit, missed=True)
    first = _rows(kit, asked)[0]
    assert (first.state, _state(kit, asked)) == (TaskState.FAILED, State.COLLECTING)
    by = alice(kit)
    with kit.database.transaction() as session:
        collect.go_on_without(session, first.id, by=by, now=kit.now())
    _settle(kit)
    assert _state(kit, asked) is State.REVIEWING


def test_collecting_again_is_a_new_round_and_the_old_rows_stay(kit: Kit) -> None:
    asked = ask(kit)
    _start(kit, asked)
    _settle(kit)
    _settle(kit)
    _start(kit, asked, move="recollect", role=StaffRole.MANAGER)
    assert [row.round for row in _rows(kit, asked)] == [1, 1, 2, 2]
    assert _state(kit, asked) is State.COLLECTING


def test_nothing_connected_is_reviewed_at_once_and_said(kit: Kit) -> None:
    asked = ask(kit)
    _start(kit, asked, book=SourceBook())
    assert _state(kit, asked) is State.REVIEWING






def test_what_is_withdrawn_is_not_searched_any_more_and_may_be_taken_up_again(kit: Kit) -> None:
    asked = ask(kit)
    _start(kit, asked)
    by = alice(kit)
    with kit.database.transaction() as session:
        running = tasks.claim_next(session, now=kit.now(), lease=_LEASE, parallel=2)
        assert running is not None
    with kit.database.transaction() as session:
        review.withdraw(session, asked.part_id, reason="Her wish.", by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    with kit.database.transaction() as session:
        assert not tasks.settle(session, running, tasks.Done({PEOPLE: 1}), now=kit.now())  # too late: nothing of it counts
        assert tasks.claim_next(session, now=kit.now(), lease=_LEASE, parallel=2) is None
        move(session, part_of(session, asked), "reopen", by=by, now=kit.now())
    with kit.database.transaction() as session:
        collect.start(session, asked.part_id, by=by, now=kit.now(), book=BOOK)
    _settle(kit)
    _settle(kit)
    assert _state(kit, asked) is State.REVIEWING


def test_a_plan_keeps_the_moment_it_was_made() -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    made = graph.Plan(())
    assert planning.made_at(planning.dump(made, at)) == at
    assert planning.made_at('{"stages": []}') is None
    assert planning.load(planning.dump(made, at)) == made
