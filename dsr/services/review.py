"""The decision on a part: approve its answer, refuse with a ground, or withdraw. Invariant: no part closes without a letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.dataset import Source
from dsr.domain.errors import Incomplete, InvalidInput, InvalidMove, NotAllowed, Undecided
from dsr.domain.words import Outcome, Right
from dsr.domain.work import TaskKind, TaskState
from dsr.models import Part, Response, Task
from dsr.services import briefing, cases, choices, enclosures, lifecycle, load, notify, planning, policies, release_check, tasks
from dsr.services.keys import key_for
from dsr.text import translator
from dsr.vault import KeyClass, Vault

GROUNDS = (  # GDPR Art. 12(5), 12(2), 15(4), 17(3)(b), 17(3)(e), 28, 16
    "unfounded", "excessive", "not_identified", "rights_of_others", "legal_duty", "legal_claims", "not_ours", "accurate")


def approve(session: Session, part_id: int, *, by: Actor, now: datetime, settings: Settings, sources: Iterable[Source]) -> Response:
    """Order the answer to be written and sent.

    Raises NotAllowed (reason release_off where identities must be proven better than we can), InvalidMove, Conflict;
    Incomplete if nothing was searched: then "we hold nothing" would be a guess; Undecided while files wait for somebody to look at them; Unsaid
    if the letter would owe words, or say some that nobody has signed off; Outdated if the policy on other people's data has changed meanwhile.
    """
    if settings.mode == "production":
        raise NotAllowed(reason="release_off")
    part = load.part(session, part_id)
    if part.right is not Right.ACCESS:  # corrections and deletions are not carried out yet: there is nothing to report
        raise InvalidMove(move="respond", state=part.state.value)
    plan = planning.load(part.search_plan or "{}")
    if not plan.stages:
        raise Incomplete(reason="nothing_searched")
    if waiting := enclosures.undecided(session, part.id):
        raise Undecided(count=waiting)
    by.must(Capability.APPROVE)
    policies.check(session, part)
    choices.check(session, part, sources)
    found = briefing.haul(session, part.id, plan).found
    release_check.check(session, sources, found, locale=part.request.locale, categories=briefing.CATEGORIES,
                        fallback=settings.fallback_language)
    part.refusal_ground = part.reason = None  # of an earlier decision, before the part was reopened
    lifecycle.move(session, part, "respond", by=by, now=now)
    last = session.execute(select(func.max(Response.number)).where(Response.part_id == part.id)).scalar() or 0
    response = Response(part_id=part.id, number=last + 1, approved_by=by.id, approved_at=now)
    session.add(response)
    session.flush()
    session.add(Task(part_id=part.id, kind=TaskKind.WRITE_ANSWER, round=response.number, response_id=response.id, state=TaskState.READY, due_at=now))
    session.flush()
    return response


def refuse(session: Session, part_id: int, *, ground: str, reason: str, by: Actor, now: datetime, vault: Vault, settings: Settings) -> Part:
    """Say no, with the ground and the facts; the part closes when the letter has left. Raises InvalidInput, InvalidMove, NotAllowed."""
    if ground not in GROUNDS:
        raise InvalidInput(field="ground", problem="required")
    part = load.part(session, part_id)
    _keep_reason(session, part, reason, vault=vault, now=now)
    part.refusal_ground = ground
    lifecycle.move(session, part, "refuse", by=by, now=now, ground=ground)
    words = translator(part.request.locale)(f"ground.{ground}.text")
    notify.tell(session, part, "refused", {"ground": words}, now=now, vault=vault, settings=settings)
    return part


def withdraw(session: Session, part_id: int, *, reason: str, by: Actor, now: datetime, vault: Vault, settings: Settings) -> Part:
    """Close at the person's own wish, or because it repeats another request. Raises InvalidInput, InvalidMove, NotAllowed."""
    part = load.part(session, part_id)
    _keep_reason(session, part, reason, vault=vault, now=now)
    lifecycle.move(session, part, "withdraw", by=by, now=now, outcome=Outcome.WITHDRAWN)
    tasks.drop(session, part.id, now=now)
    notify.tell(session, part, "withdrawn", {}, now=now, vault=vault, settings=settings)
    return part


def _keep_reason(session: Session, part: Part, reason: str, *, vault: Vault, now: datetime) -> None:
    plain = cases.clean("reason", reason, required=True)
    case = key_for(session, part.request_id, KeyClass.CASE, vault=vault, now=now)
    part.reason = case.seal(plain.encode(), cases.reason_place(part.request.reference, part.number))
    session.flush()
