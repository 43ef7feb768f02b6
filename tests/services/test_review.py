"""The decision on a part: who may, what it needs, and which letter it leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from config import Settings
from dsr.domain.actor import SYSTEM
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Conflict, Incomplete, InvalidInput, InvalidMove, NotAllowed, Outdated
from dsr.domain.proof import Doubt, Method
from dsr.domain.words import Outcome, State
from dsr.domain.work import TaskKind, TaskState
from dsr.kit import Kit
from dsr.models import Delivery, Message, MessageState, Part, Proof, Response, Task
from dsr.services import collect, deliver, doubts, drafts, endings, outbox, proofs, review
from dsr.services.lifecycle import move
from dsr.services.review import Seen
from tests.fakes import FrozenNow
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


def _strict(kit: Kit) -> Kit:
    strict = Settings(**{**kit.settings.model_dump(), "mode": "production", "master_key": "A" * 43 + "=", "search_key": "A" * 43 + "="})
    return replace(kit, settings=strict)


def test_in_production_what_is_proven_decides(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    approve(_strict(kit), asked.part_id, write(kit, asked.part_id), by)
    assert _approved(kit) == 1


def test_what_was_collected_by_a_proof_that_does_not_hold_any_more_does_not_leave(kit: Kit, now: FrozenNow) -> None:
    """Even where what is left would be enough: what was found by it may be somebody else's."""
    asked, by = reviewed(kit), alice(kit)
    looked = write(kit, asked.part_id)
    now.forward(minutes=1)
    with kit.database.transaction() as session:
        called = session.execute(select(Proof.id).where(Proof.method == Method.CALL_BACK)).scalar_one()
        proofs.revoke(session, called, reason="It was a colleague who answered.", by=by, now=kit.now(), vault=kit.vault)
    with pytest.raises(Outdated):
        approve(kit, asked.part_id, looked, by)
    assert _approved(kit) == 0


def test_while_somebody_says_it_was_not_them_no_new_link_goes_out(kit: Kit) -> None:
    asked, _ = approved(kit)
    by = replace(alice(kit, StaffRole.DPO), capabilities=ROLES[StaffRole.CLERK])
    with kit.database.transaction() as session:
        doubts.raise_doubt(session, asked.request_id, Doubt.OBJECTION, by=SYSTEM, now=kit.now(), vault=kit.vault)
    with pytest.raises(Conflict), kit.database.transaction() as session:
        deliver.resend(session, asked.part_id, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)


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
        endings.letter_left(session, parcel.id, now=kit.now())
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
