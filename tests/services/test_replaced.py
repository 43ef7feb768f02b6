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
from dsr.domain.work import TaskState
from dsr.kit import Kit
from dsr.models import Delivery, Response, Task
from dsr.services import briefing, collect, drafts, replaced
from tests.documents.answers import answer, table
from tests.fakes import FrozenNow
from tests.services.carol import BOOK, Asked, alice, approved, reviewed
from tests.services.drafted import write

ZONE = ZoneInfo("Europe/Copenhagen")
FIRST = answer(table(1, found=3, withheld={Withheld.SHARED_LINE: 2}))


def went_out(kit: Kit, counts: str | None) -> tuple[Asked, int]:
    """An answer that was approved, with what was kept of it."""
    asked, first = approved(kit)
    with kit.database.transaction() as session:
        session.get_one(Response, first).counts = counts
    return asked, first


def again(kit: Kit, asked: Asked) -> None:
    """Collected once more; a draft is ordered by that."""
    by = replace(alice(kit, StaffRole.READER), capabilities=frozenset(Capability))
    with kit.database.transaction() as session:
        collect.start(session, asked.part_id, move="supplement", by=by, now=kit.now(), book=BOOK)
        for row in session.execute(select(Task)).scalars():
            row.state = TaskState.DONE
        session.flush()
        collect.settle_if_done(session, asked.part_id, now=kit.now())


def test_the_next_answer_is_told_what_the_first_one_counted(kit: Kit, now: FrozenNow) -> None:
    asked, _ = went_out(kit, replaced.counts(FIRST))
    now.forward(days=3)
    again(kit, asked)
    with kit.database.transaction() as session:
        draft = drafts.newest(session, asked.part_id)
        assert draft is not None
        brief = briefing.writing(session, draft, sources=(), settings=kit.settings, now=kit.now(), vault=kit.vault)
    assert brief.occasion.earlier == Earlier(date(2026, 11, 24), {"crm.contact": Then(1, 2)}, 0)


def test_what_the_writer_counted_is_kept(kit: Kit) -> None:
    asked = reviewed(kit)
    with kit.database.transaction() as session:
        draft = drafts.newest(session, asked.part_id)
        assert draft is not None
        drafts.written(session, draft.id, [], made_of={}, owed=None, status="complete", outcome=Outcome.FULFILLED, now=kit.now(), counts="{}")
        assert draft.counts == "{}"


def test_a_draft_that_never_went_out_is_not_replaced(kit: Kit) -> None:
    asked = reviewed(kit)
    write(kit, asked.part_id)
    with kit.database.transaction() as session:
        later = Response(part_id=asked.part_id, number=2, ordered_at=kit.now())
        session.add(later)
        session.flush()
        assert session.execute(select(Delivery)).all() == []
        assert replaced.earlier(session, later, ZONE) is None


def test_of_an_answer_from_before_counts_were_kept_only_the_day_is_known(kit: Kit) -> None:
    asked, first = went_out(kit, None)
    with kit.database.transaction() as session:
        later = Response(part_id=asked.part_id, number=2, ordered_at=kit.now())
        session.add(later)
        session.flush()
        assert replaced.earlier(session, later, ZONE) == Earlier(date(2026, 11, 24))
        assert replaced.earlier(session, session.get_one(Response, first), ZONE) is None  # the first replaces nothing, itself least


def test_what_is_kept_are_numbers_and_names_of_collections() -> None:
    assert json.loads(replaced.counts(FIRST)) == {"collections": {"crm.contact": [1, 2, True, True]}, "files": 0}
