"""Answers before they are approved: ordered, written, replaced, thrown away; and what stands in the way of one.

Invariants: of a part one draft at a time may be approved, the newest; a draft that was replaced never is again; its files leave the store, those
of an answer that was approved never do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain import draft as rules
from dsr.domain.actor import SYSTEM, Actor
from dsr.domain.capability import ROLES, Capability
from dsr.domain.dataset import Source
from dsr.domain.draft import Ingredient, MadeOf, Unready
from dsr.domain.errors import DsrError, Incomplete, InvalidMove, NotAllowed, Outdated, Undecided, Unsaid
from dsr.domain.words import LeftOut, Outcome, Right, State
from dsr.domain.work import TaskKind, TaskState
from dsr.models import Document, Part, Response, Staff, Task
from dsr.services import audit, briefing, choices, enclosures, entities, holds, load, mapping_rules, planning, policies, release_check, scope, tasks
from dsr.vault import Vault


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a draft may go out. `unready` and `owed` say why not; `changed` what is not as it was when it was written."""

    unready: Unready | None
    changed: tuple[Ingredient, ...]
    owed: DsrError | None
    needs_second: bool
    is_past: bool = False    # the letter promises something by a day that is over

    @property
    def is_ready(self) -> bool:
        return self.unready is None and self.owed is None


def order(session: Session, part_id: int, *, by: Actor, now: datetime) -> Response:
    """Have the answer written as it would be now; an earlier draft is replaced. Staff need the right to review.

    Raises NotAllowed, InvalidMove (nothing to answer, or not now), Incomplete (nothing was searched: then "we hold nothing" would be a guess),
    Undecided (files wait for somebody to look at them).
    """
    if by is not SYSTEM:
        by.must(Capability.REVIEW)
    part = load.part(session, part_id)
    check_order(session, part)
    discard(session, part.id, now=now)
    last = session.execute(select(func.max(Response.number)).where(Response.part_id == part.id)).scalar() or 0
    made = Response(part_id=part.id, number=last + 1, ordered_at=now)
    session.add(made)
    session.flush()
    session.add(Task(part_id=part.id, kind=TaskKind.WRITE_ANSWER, round=made.number, response_id=made.id, state=TaskState.READY, due_at=now))
    audit.record(session, part.request_id, "draft_ordered", {"part": part.number, "response": made.number}, by=by, now=now)
    return made


def check_order(session: Session, part: Part) -> None:
    """Whether there can be a draft of a part now. Raises as `order`."""
    if part.right is not Right.ACCESS or part.state is not State.REVIEWING:  # corrections and deletions are not carried out yet
        raise InvalidMove(move="respond", state=part.state.value)
    if part.search_plan is None or not planning.load(part.search_plan).stages:
        raise Incomplete(reason="nothing_searched")
    if waiting := enclosures.undecided(session, part.id):
        raise Undecided(count=waiting)


def ensure(session: Session, part_id: int, *, now: datetime) -> bool:
    """Order a draft where there is none and nothing is waited for; safe to call at any time by anybody."""
    part = load.part(session, part_id)
    try:
        check_order(session, part)
    except (InvalidMove, Incomplete, Undecided):
        return False
    if newest(session, part.id) is not None:
        return False
    order(session, part.id, by=SYSTEM, now=now)
    return True


def renew(session: Session, part_id: int, *, now: datetime) -> None:
    """Something that goes into the answer has changed: a draft of before is none any more, and is written as it would be now. The caller holds
    the part's lock, or takes it here."""
    load.part(session, part_id)
    discard(session, part_id, now=now)
    ensure(session, part_id, now=now)


def decide_files(session: Session, part_id: int, decisions: Mapping[int, LeftOut | None], *, by: Actor, now: datetime) -> int:
    """What staff decide about files, and a draft that has it so as soon as nothing waits. Returns how many were decided; raises as
    `enclosures.decide`."""
    taken = enclosures.decide_many(session, part_id, decisions, by=by, now=now)
    if taken:
        renew(session, part_id, now=now)
    return taken


def discard(session: Session, part_id: int, *, now: datetime) -> None:
    """No draft of the part can be approved any more; one that is being written has lost its lease. The caller holds the part's lock."""
    session.flush()
    replaced = update(Response).where(Response.part_id == part_id, Response.approved_at.is_(None), Response.superseded_at.is_(None))
    session.execute(replaced.values(superseded_at=now), execution_options={"synchronize_session": False})
    tasks.drop(session, part_id, now=now, kind=TaskKind.WRITE_ANSWER)


def written(session: Session, response_id: int, documents: Sequence[Document], *, made_of: MadeOf, owed: str | None, status: str, outcome: Outcome,
            now: datetime, counts: str | None = None, more_by: date | None = None) -> None:
    """The files are there: in the transaction that settles the writing. Nothing goes out by this."""
    draft = session.execute(select(Response).where(Response.id == response_id), execution_options={"populate_existing": True}).scalar_one()
    if draft.written_at is not None or draft.superseded_at is not None:
        return
    draft.written_at, draft.status, draft.outcome = now, status, outcome.value
    draft.made_of, draft.owed, draft.counts, draft.more_by = json.dumps(dict(made_of)), owed, counts, more_by
    session.add_all(documents)
    session.flush()
    part = load.part(session, draft.part_id)
    audit.record(session, part.request_id, "answer_written", {"part": part.number, "response": draft.number, "files": len(documents),
                                                              "status": status}, by=SYSTEM, now=now)


def newest(session: Session, part_id: int) -> Response | None:
    """The draft that may still be approved; None if there is none."""
    wanted = select(Response).where(Response.part_id == part_id, Response.approved_at.is_(None), Response.superseded_at.is_(None))
    return session.execute(wanted.order_by(Response.number.desc()).limit(1), execution_options={"populate_existing": True}).scalar_one_or_none()


def digest(session: Session, draft: Response) -> str:
    """Of all its files."""
    rows = session.execute(select(Document.name, Document.digest).where(Document.response_id == draft.id)).all()
    return rules.digest_of_files((name, own) for name, own in rows)


def agreed(session: Session, draft: Response) -> Staff | None:
    """Who gave the first of two yeses; nobody where they may approve no more: two people say it who both may."""
    said = session.get(Staff, draft.agreed_by, populate_existing=True) if draft.agreed_by is not None else None
    return said if said is not None and said.is_active and Capability.APPROVE in ROLES[said.role] else None


def standing(session: Session, draft: Response, *, settings: Settings, sources: Iterable[Source], now: datetime, vault: Vault) -> Standing:
    """How it stands with a draft now. Raises VaultError."""
    second = rules.needs_second(draft.outcome, is_asked=settings.second_person)
    if draft.written_at is None or draft.made_of is None:
        return Standing(Unready.UNWRITTEN, (), None, second)
    fresh = briefing.writing(session, draft, sources=sources, settings=settings, now=now, vault=vault)
    changed = rules.changed(json.loads(draft.made_of), fresh.made_of)
    is_past = draft.more_by is not None and now.astimezone(entities.zone(settings)).date() > draft.more_by
    is_old = is_past or rules.is_old(draft.ordered_at, now, settings.draft_days)
    unready = Unready.CHANGED if changed else Unready.OLD if is_old else None
    return Standing(unready, changed, _owed(session, draft, fresh), second, is_past)


def undrafted(session: Session) -> list[int]:
    """Parts in review that have no draft and are owed none by a task; whether one can be written `ensure` sees."""
    drafted = exists().where(Response.part_id == Part.id, Response.approved_at.is_(None), Response.superseded_at.is_(None))
    wanted = select(Part.id).where(Part.state == State.REVIEWING, Part.right == Right.ACCESS, ~drafted)
    return list(session.execute(wanted.order_by(Part.id)).scalars())


def thrown_away(session: Session) -> list[tuple[int, str]]:
    """Drafts that were replaced and still have files, but for those of a case that is held: (id, folder of the task that wrote them)."""
    with_files = exists().where(Document.response_id == Response.id)
    wanted = select(Response.id, Response.part_id, Task.id, Part.request_id).join(Task, Task.response_id == Response.id).join(
        Part, Part.id == Response.part_id).where(Response.superseded_at.is_not(None), Response.approved_at.is_(None), with_files)
    return [(draft_id, f"part-{part_id}/task-{task_id}") for draft_id, part_id, task_id, request_id in session.execute(wanted.order_by(Response.id))
            if not holds.is_held(session, request_id)]


def forget(session: Session, draft_id: int) -> None:
    """The files of a draft that was replaced are gone from the store."""
    is_replaced = exists().where(Response.id == Document.response_id, Response.superseded_at.is_not(None), Response.approved_at.is_(None))
    session.execute(delete(Document).where(Document.response_id == draft_id, is_replaced), execution_options={"synchronize_session": False})


def _owed(session: Session, draft: Response, fresh: briefing.Writing) -> DsrError | None:
    """What the letter would leave unsaid, by the mapping and the signatures of now, or by the rows; or a policy, a mapping or a scope that is not
    that of now."""
    sources = fresh.sources
    try:
        part = session.execute(select(Part).where(Part.id == draft.part_id)).scalar_one()
        policies.check(session, part)
        scope.check(session, part, sources)
        mapping_rules.check(part, sources)
        choices.check(session, part, sources)
        release_check.check(session, sources, fresh.haul.found, locale=fresh.occasion.locale, categories=fresh.occasion.categories,
                            fallback=fresh.occasion.entity.fallback, is_ours=not fresh.occasion.on_behalf)
    except (NotAllowed, Outdated, Undecided, Unsaid) as error:
        return error
    return Unsaid(reason="codes", detail=draft.owed) if draft.owed else None
