"""Files that belong to an answer: which count, who decides, and what is sealed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dsr.domain.capability import StaffRole
from dsr.domain.enclosed import Kept
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, VaultError
from dsr.domain.words import Decision, LeftOut, State
from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.models import Enclosure, Event, Part, Task
from dsr.services import enclosures, tasks
from dsr.services.keys import key_for, key_of
from dsr.vault import KeyClass
from tests.factories import a_part, a_task
from tests.services.carol import Asked, alice, reviewed

NAME = "+4531000417 til 614.wav"


def _add(session: Session, kit: Kit, *, task: Task, path: str = "a", attempt: int = 1, needs_review: bool = True) -> Enclosure:
    return enclosures.add(
        session, task_id=task.id, attempt=attempt, source_key="pbx", address="pbx.calls", name=NAME, media_type="audio/wav", size=4, digest="d" * 64,
        path=f"part-{task.part_id}/task-{task.id}/a{attempt}/{path}", needs_review=needs_review, now=kit.now(), vault=kit.vault)


def _task(session: Session) -> Task:
    return session.execute(select(Task).order_by(Task.id)).scalars().all()[0]


def _two(kit: Kit) -> tuple[Asked, list[int]]:
    """A part in review with two files: one to be decided, one that goes along."""
    asked = reviewed(kit)
    with kit.database.transaction() as session:
        task = _task(session)
        return asked, [_add(session, kit, task=task, path="a").id, _add(session, kit, task=task, path="b", needs_review=False).id]


def test_files_are_numbered_within_the_part_and_one_that_needs_it_is_undecided(kit: Kit) -> None:
    asked, _ = _two(kit)
    with kit.database.reading() as session:
        found = [(one.number, one.decision, one.decided_by) for one in enclosures.of_part(session, asked.part_id)]
        assert found == [(1, Decision.PENDING, None), (2, Decision.INCLUDED, None)]
        assert enclosures.undecided(session, asked.part_id) == 1


def test_a_name_is_sealed_with_the_evidence_key_and_bound_to_its_file(kit: Kit) -> None:
    asked, (first, second) = _two(kit)
    with kit.database.reading() as session:
        evidence = key_of(session, asked.request_id, KeyClass.EVIDENCE, vault=kit.vault)
        one, other = session.get_one(Enclosure, first), session.get_one(Enclosure, second)
        assert b"4531000417" not in one.name
        assert enclosures.name_of(one, evidence) == NAME
        other.name = one.name
        with pytest.raises(VaultError):
            enclosures.name_of(other, evidence)
        session.rollback()


def test_staff_decide_and_change_their_mind_and_each_time_is_on_record(kit: Kit) -> None:
    asked, (first, _) = _two(kit)
    by = alice(kit)
    for include, reason in ((False, LeftOut.OTHER_PERSON), (True, None), (False, LeftOut.REPEATED), (True, LeftOut.REPEATED)):
        with kit.database.transaction() as session:
            row = enclosures.decide(session, first, include=include, reason=reason, by=by, now=kit.now())
            assert (row.decision is Decision.INCLUDED, row.reason) == (include, None if include else reason)
            assert (row.decided_by, row.decided_at) == (by.id, kit.now())
            assert enclosures.undecided(session, asked.part_id) == 0
    with kit.database.reading() as session:
        told = session.execute(select(Event.facts).where(Event.name == "file_decided").order_by(Event.seq)).scalars().all()
        assert told[0] == '{"decision":"left_out","file":1,"part":1,"reason":"other_person"}'
        assert len(told) == 4
        assert not any("45310" in facts for facts in told)


def test_a_file_is_left_out_for_a_reason(kit: Kit) -> None:
    _, (first, _) = _two(kit)
    by = alice(kit)
    with pytest.raises(InvalidInput), kit.database.transaction() as session:
        enclosures.decide(session, first, include=False, reason=None, by=by, now=kit.now())


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.DPO, StaffRole.ADMIN])
def test_who_may_not_review_decides_nothing(kit: Kit, role: StaffRole) -> None:
    _, (first, _) = _two(kit)
    by = alice(kit, role)
    with pytest.raises(NotAllowed), kit.database.transaction() as session:
        enclosures.decide(session, first, include=True, reason=None, by=by, now=kit.now())


@pytest.mark.parametrize("state", [one for one in State if one not in (State.REVIEWING, State.CLOSED)])
def test_files_are_decided_in_review_only(kit: Kit, state: State) -> None:
    asked, (first, _) = _two(kit)
    by = alice(kit)
    with kit.database.transaction() as session:
        session.execute(update(Part).where(Part.id == asked.part_id).values(state=state))
    with pytest.raises(Conflict), kit.database.transaction() as session:
        enclosures.decide(session, first, include=True, reason=None, by=by, now=kit.now())


def test_a_look_is_on_record_and_only_who_may_see_records_looks(kit: Kit) -> None:
    _, (_, second) = _two(kit)
    by, reader = alice(kit, StaffRole.DPO), alice(kit, StaffRole.READER)
    with kit.database.transaction() as session:
        assert enclosures.look(session, second, by=by, now=kit.now()).number == 2
    with pytest.raises(NotAllowed), kit.database.transaction() as session:
        enclosures.look(session, second, by=reader, now=kit.now())
    with kit.database.reading() as session:
        assert session.execute(select(Event.facts).where(Event.name == "file_viewed")).scalar_one() == '{"file":2,"part":1}'


def test_files_of_an_earlier_round_and_of_an_open_question_do_not_count(kit: Kit) -> None:
    asked, (first, second) = _two(kit)
    with kit.database.transaction() as session:
        session.execute(update(Task).where(Task.id == _task(session).id).values(state=TaskState.ASKED))
        assert enclosures.of_part(session, asked.part_id) == []
        session.execute(update(Task).values(state=TaskState.DONE))
        assert [one.id for one in enclosures.of_part(session, asked.part_id)] == [first, second]
        session.add(Task(part_id=asked.part_id, kind=TaskKind.COLLECT, round=2, source_key="pbx", state=TaskState.READY, due_at=kit.now()))
        session.flush()
        assert enclosures.of_part(session, asked.part_id) == []
    by = alice(kit)
    for verb in (enclosures.look, partial(enclosures.decide, include=True, reason=None)):
        with pytest.raises(NotFound), kit.database.transaction() as session:
            verb(session, first, by=by, now=kit.now())  # type: ignore[operator]


def test_a_later_attempt_replaces_the_files_of_an_earlier_one(kit: Kit) -> None:
    asked, _ = _two(kit)
    with kit.database.transaction() as session:
        task = _task(session)
        session.execute(update(Task).where(Task.id == task.id).values(state=TaskState.READY, attempts=1, due_at=kit.now()))
        order = tasks.claim_next(session, now=kit.now(), lease=timedelta(seconds=60), parallel=1)
        assert order is not None
        assert order.attempt == 2
        kept = _add(session, kit, task=task, attempt=2)
        assert tasks.settle(session, order, tasks.Done(), now=kit.now())
        assert [(one.id, one.number) for one in enclosures.of_part(session, asked.part_id)] == [(kept.id, 3)]


def test_a_file_belongs_to_a_task(kit: Kit) -> None:
    with pytest.raises(NotFound), kit.database.transaction() as session:
        enclosures.add(session, task_id=7, attempt=1, source_key="pbx", address="", name=NAME, media_type="audio/wav", size=4, digest="", path="x",
                       needs_review=True, now=kit.now(), vault=kit.vault)


def test_a_text_that_may_hold_a_national_number_waits_for_somebody_to_look(kit: Kit) -> None:
    with kit.database.transaction() as session:
        part = a_part(session, state=State.REVIEWING)
        task = a_task(session, part)
        evidence = key_for(session, part.request_id, KeyClass.EVIDENCE, vault=kit.vault, now=kit.now())
        found = [Kept("pbx", "pbx.calls", row, f"{row}.txt", "text/plain", 4, str(row), f"t/{row}", may_hold_national=row == 1) for row in range(2)]
        enclosures.settle(session, enclosures.filed(found, evidence), part_id=part.id, task_id=task.id, attempt=task.attempts, source_key="pbx")
        assert enclosures.undecided(session, part.id) == 1
        assert [(one.may_hold_national, one.decision) for one in enclosures.of_part(session, part.id)] == [
            (False, Decision.INCLUDED), (True, Decision.PENDING)]
        assert [one.may_hold_national for one in enclosures.kept(session, part.id, evidence)] == [False, True]


def test_what_staff_left_out_of_an_earlier_attempt_stays_left_out_as_often_as_it_was_there(kit: Kit) -> None:
    """A source that is looked at once more must not send along what somebody has kept back."""
    by = alice(kit)
    with kit.database.transaction() as session:
        part = a_part(session, state=State.REVIEWING)
        first, second = a_task(session, part), a_task(session, part, stage=1)

        def settled(attempt: int, *digests: str, task: Task = first) -> list[tuple[str, Decision, LeftOut | None]]:
            filed = [enclosures.Filed("pbx.calls", row, b"name", "audio/wav", 4, digest, f"{task.id}/a{attempt}/{row}")
                     for row, digest in enumerate(digests)]
            enclosures.settle(session, filed, part_id=part.id, task_id=task.id, attempt=attempt, source_key="pbx")
            return [(one.digest, one.decision, one.reason) for one in session.execute(
                select(Enclosure).where(Enclosure.task_id == task.id).order_by(Enclosure.number)).scalars()]

        session.execute(update(Task).where(Task.id == second.id).values(round=0))  # a second collection is not thought of yet
        assert settled(1, "one", "two", "two") == [(digest, Decision.INCLUDED, None) for digest in ("one", "two", "two")]
        enclosures.decide(session, enclosures.of_part(session, part.id)[1].id, include=False, reason=LeftOut.OTHER_PERSON, by=by, now=kit.now())
        assert settled(2, "two", "one", "two", "three") == [
            ("two", Decision.LEFT_OUT, LeftOut.OTHER_PERSON), ("one", Decision.INCLUDED, None), ("two", Decision.INCLUDED, None),
            ("three", Decision.INCLUDED, None)]
        assert enclosures.of_part(session, part.id)[0].decided_by == by.id
        session.execute(update(Task).where(Task.id == second.id).values(round=2))
        assert settled(1, "two", "four", task=second) == [("two", Decision.LEFT_OUT, LeftOut.OTHER_PERSON), ("four", Decision.INCLUDED, None)]
