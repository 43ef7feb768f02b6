"""What is kept of an answer that went out, and that the next one is told of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from dsr.domain.capability import Capability, StaffRole
from dsr.domain.earlier import Earlier, Then
from dsr.domain.words import Outcome, Withheld
from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.models import Delivery, Part, Response, Task
from dsr.services import briefing, collect, deliver, entities, replaced, review, tasks
from dsr.services.keys import key_for
from dsr.vault import KeyClass
from tests.documents.answers import answer, table
from tests.fakes import FrozenNow
from tests.services.carol import BOOK, Asked, alice, approved

ZONE = ZoneInfo("Europe/Copenhagen")
FIRST = answer(table(1, found=3, withheld={Withheld.SHARED_LINE: 2}))


def went_out(kit: Kit, response_id: int, counts: str | None) -> None:
    with kit.database.transaction() as session:
        request_id = session.execute(select(Part.request_id).join(Response).where(Response.id == response_id)).scalar_one()
        key_for(session, request_id, KeyClass.PACKAGE, vault=kit.vault, now=kit.now())
        deliver.release(session, response_id, [], status="complete", outcome=Outcome.FULFILLED, counts=counts, now=kit.now(), vault=kit.vault,
                        settings=kit.settings)


def again(kit: Kit, asked: Asked) -> int:
    """Collected once more, and approved."""
    by = replace(alice(kit, StaffRole.READER), capabilities=frozenset(Capability))
    with kit.database.transaction() as session:
        collect.start(session, asked.part_id, move="supplement", by=by, now=kit.now(), book=BOOK)
        for row in session.execute(select(Task)).scalars():
            row.state = TaskState.DONE
        session.flush()
        collect.settle_if_done(session, asked.part_id, now=kit.now())
        second = review.approve(session, asked.part_id, by=by, now=kit.now(), settings=kit.settings, sources=kit.sources.sources)
        return second.id


def test_the_next_answer_is_told_what_the_first_one_counted(kit: Kit, now: FrozenNow) -> None:
    asked, first = approved(kit)
    went_out(kit, first, replaced.counts(FIRST))
    now.forward(days=3)
    second = again(kit, asked)
    with kit.database.transaction() as session:
        row = session.execute(select(Task).where(Task.kind == TaskKind.WRITE_ANSWER, Task.response_id == second)).scalar_one()
        order = tasks.Order(**{**{name: getattr(row, name, None) for name in tasks.Order.__dataclass_fields__}, "task_id": row.id, "attempt": 1})
        brief = briefing.writing(session, order, entity=entities.facts(kit.settings), print_rows=5, tag_rows=5, now=kit.now(), vault=kit.vault)
    assert brief.occasion.earlier == Earlier(date(2026, 11, 24), {"crm.contact": Then(1, 2)}, 0)


def test_an_answer_that_never_went_out_is_not_replaced(kit: Kit) -> None:
    asked, first = approved(kit)
    with kit.database.transaction() as session:
        session.get_one(Response, first).written_at = kit.now()
        later = Response(part_id=asked.part_id, number=2, approved_at=kit.now())
        session.add(later)
        session.flush()
        assert session.execute(select(Delivery)).all() == []
        assert replaced.earlier(session, later, ZONE) is None


def test_of_an_answer_from_before_counts_were_kept_only_the_day_is_known(kit: Kit) -> None:
    asked, first = approved(kit)
    went_out(kit, first, None)
    with kit.database.transaction() as session:
        later = Response(part_id=asked.part_id, number=2, approved_at=kit.now())
        session.add(later)
        session.flush()
        assert replaced.earlier(session, later, ZONE) == Earlier(date(2026, 11, 24))
        assert replaced.earlier(session, session.get_one(Response, first), ZONE) is None  # the first replaces nothing, itself least


def test_what_is_kept_are_numbers_and_names_of_collections() -> None:
    assert json.loads(replaced.counts(FIRST)) == {"collections": {"crm.contact": [1, 2, True, True]}, "files": 0}
