"""The decision on a part: who may, what it needs, and which letter it leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from config import Settings
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Incomplete, InvalidInput, InvalidMove, NotAllowed
from dsr.domain.words import Outcome, State
from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.models import Delivery, Message, MessageState, Part, Response, Task
from dsr.services import collect, deliver, drafts, outbox, review
from dsr.services.lifecycle import move
from dsr.services.review import Seen
from tests.services.carol import BOOK, alice, approved, ask, part_of, reviewed
from tests.services.drafted import approve, write

_LEASE = timedelta(seconds=60)


def test_approving_sends_what_was_written(kit: Kit) -> None:
    asked, response_id = approved(kit)
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.DELIVERING
        assert session.execute(select(Delivery.response_id)).scalar_one() == response_id
        assert session.execute(select(Task.state).where(Task.kind == TaskKind.WRITE_ANSWER)).scalars().all() == [TaskState.DONE]


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.CLERK, StaffRole.DPO, StaffRole.ADMIN])
def test_only_the_privacy_manager_decides(kit: Kit, role: StaffRole) -> None:
    asked = reviewed(kit)
    by = replace(alice(kit), capabilities=ROLES[role])
    with pytest.raises(NotAllowed):
        approve(kit, asked.part_id, write(kit, asked.part_id), by)
    assert _approved(kit) == 0


def test_production_sends_no_answer(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    strict = Settings(**{**kit.settings.model_dump(), "mode": "production", "master_key": "A" * 43 + "=", "search_key": "A" * 43 + "="})
    looked = write(kit, asked.part_id)
    with pytest.raises(NotAllowed) as refused:
        approve(replace(kit, settings=strict), asked.part_id, looked, by)
    assert refused.value.facts["reason"] == "release_off"
    assert _approved(kit) == 0


def test_where_nothing_was_searched_nothing_is_said_to_be_held(kit: Kit) -> None:
    asked, clerk = ask(kit), alice(kit)
    with kit.database.transaction() as session:
        collect.start(session, asked.part_id, by=clerk, now=kit.now(), book=replace(BOOK, sources=()))
    with pytest.raises(Incomplete), kit.database.transaction() as session:
        drafts.order(session, asked.part_id, by=clerk, now=kit.now())
    with pytest.raises(Incomplete):
        approve(kit, asked.part_id, Seen(1, ""), clerk)


@pytest.mark.parametrize("right", ["erasure", "rectification"])
def test_a_change_is_not_said_to_be_made(kit: Kit, right: str) -> None:
    asked, by = reviewed(kit, right=right), alice(kit)
    with pytest.raises(InvalidMove):
        approve(kit, asked.part_id, Seen(1, ""), by)


def test_a_refusal_closes_when_its_letter_has_left(kit: Kit) -> None:
    asked, by = ask(kit), alice(kit)
    with kit.database.transaction() as session:
        review.refuse(session, asked.part_id, ground="excessive", reason="Answered last week.", by=by, now=kit.now(), vault=kit.vault,
                      settings=kit.settings)
        assert part_of(session, asked).state is State.DELIVERING
    with kit.database.transaction() as session:
        for row in session.execute(select(Message).where(Message.kind != "refused")).scalars():
            row.state = MessageState.SENT
        session.flush()
        parcel = outbox.claim_next(session, now=kit.now(), lease=_LEASE, vault=kit.vault)
        assert parcel is not None
        assert outbox.settle(session, parcel, outbox.Sent(), now=kit.now())
        deliver.letter_left(session, parcel.id, now=kit.now())
    with kit.database.reading() as session:
        part = part_of(session, asked)
        assert (part.state, part.outcome, part.refusal_ground) == (State.CLOSED, Outcome.REFUSED, "excessive")
        assert b"Answered" not in (part.reason or b"")


@pytest.mark.parametrize(("ground", "reason"), [("made-up", "Because."), ("excessive", "  "), ("excessive", "His CPR is 070761-4285")])
def test_a_refusal_without_ground_or_reason_changes_nothing(kit: Kit, ground: str, reason: str) -> None:
    asked, by = ask(kit), alice(kit)
    with pytest.raises(InvalidInput), kit.database.transaction() as session:
        review.refuse(session, asked.part_id, ground=ground, reason=reason, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.TRIAGE


def test_a_reopened_part_that_is_answered_keeps_no_old_refusal(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    with kit.database.transaction() as session:
        review.withdraw(session, asked.part_id, reason="Her wish.", by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
        part: Part = part_of(session, asked)
        assert (part.state, part.outcome) == (State.CLOSED, Outcome.WITHDRAWN)
        move(session, part, "reopen", by=by, now=kit.now())
        assert (part.state, part.outcome, part.closed_at) == (State.TRIAGE, None, None)


@pytest.mark.parametrize("missing", ["entity_authority_name", "entity_authority_site", "entity_dpo_contact"])
def test_nothing_is_refused_by_a_letter_that_would_owe_the_authority(kit: Kit, missing: str) -> None:
    """N18: the decision and the letter are one; without the one there is not the other."""
    asked, by = reviewed(kit), alice(kit)
    bare = kit.settings.model_copy(update={missing: ""})
    with pytest.raises(Incomplete) as refused, kit.database.transaction() as session:
        review.refuse(session, asked.part_id, ground="excessive", reason="Answered a week ago.", by=by, now=kit.now(), vault=kit.vault, settings=bare)
    assert refused.value.facts == {"reason": "letter_owes", "detail": missing.removeprefix("entity_")}
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.REVIEWING
        assert session.execute(select(Message).where(Message.kind == "refused")).all() == []


def _approved(kit: Kit) -> int:
    with kit.database.reading() as session:
        return session.execute(select(func.count()).select_from(Response).where(Response.approved_at.is_not(None))).scalar_one()
