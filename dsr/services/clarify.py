"""Questions to the person about their own request, and their answers on the page that shows how far it is.

Invariants: question and answer lie sealed with the case; only who opened that page with the pick-up code may answer, or who answers the very letter
from where it went; a question stops the clock only with the reason why it is needed among a large quantity of data (recital 63).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SUBJECT, Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.domain.pausing import may_clarify
from dsr.domain.proof import PauseKind, Sensitivity
from dsr.domain.words import State
from dsr.models import Clarification, Message, Part, Request
from dsr.services import audit, cases, load, pauses, proofs, sessions
from dsr.services.keys import key_for
from dsr.vault import Handle, KeyClass, Vault

LETTERS = ("clarification", "clarification_paused")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer, if there is one yet."""

    id: int
    part: int
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    taken_back_at: datetime | None


def can_stop(session: Session, part: Part, *, now: datetime, settings: Settings) -> bool:
    """Whether a question about this part, asked now, may stop its clock, if staff give the reason. Only of who has proven enough to be given what is
    much: to anybody else it would tell that there is something (N24)."""
    return (may_clarify(part.right, is_large=True) and Sensitivity.USAGE in proofs.reaches(session, part.request_id, part.right)
            and pauses.can_begin(session, part.request, PauseKind.CLARIFICATION, now=now, settings=settings))


def ask(session: Session, part: Part, question: str, *, large: str = "", by: Actor, now: datetime, vault: Vault, settings: Settings) -> Clarification:
    """Keep the question; its letter is written by the caller. `large` is why it is needed among much data: with it the clock stands, where that may
    be. Raises NotAllowed."""
    if by.id is None:
        raise NotAllowed()
    case = key_for(session, part.request_id, KeyClass.CASE, vault=vault, now=now)
    sealed = case.seal(question.encode(), _place(part.request, part, now, "question"))
    row = Clarification(part_id=part.id, staff_id=by.id, asked_at=now, question=sealed)
    session.add(row)
    session.flush()
    audit.record(session, part.request_id, "clarification_asked", {"part": part.number, "clarification": row.id}, by=by, now=now)
    if large and can_stop(session, part, now=now, settings=settings):
        pauses.begin(session, part.request, PauseKind.CLARIFICATION, waits_for=row, by=by, now=now, settings=settings,
                     reason=case.seal(large.encode(), pauses.place(part.request, PauseKind.CLARIFICATION)))
    return row


def answer(session: Session, token: str, clarification_id: int, text: str, *, now: datetime, vault: Vault) -> None:
    """The person answers, once. `token` is that of their opened page.

    Raises NotFound, Conflict (answered before, or the answer to the request is on its way), InvalidInput.
    """
    opened = sessions.current(session, token, now=now, vault=vault, is_answer=False)
    row = session.execute(select(Clarification).join(Part).where(
        Clarification.id == clarification_id, Part.request_id == opened.request_id)).scalar_one_or_none()
    if row is None:
        raise NotFound()
    part = load.part(session, row.part_id)
    session.refresh(row, with_for_update=True)
    if not _is_open(row) or not is_waited_for(part.state):
        raise Conflict()
    _keep_answer(session, part, row, cases.clean("answer", text, required=True), now=now, vault=vault)


def answered_by_mail(session: Session, letter: Message, text: str, *, now: datetime, vault: Vault) -> bool:
    """A mail that answers the letter of a question; False where it is no such letter, nothing waits for an answer, or the text cannot be one."""
    if letter.kind not in LETTERS or letter.part_id is None:
        return False
    part = load.part(session, letter.part_id)
    asked = select(Clarification).where(Clarification.part_id == part.id, Clarification.asked_at <= letter.created_at,
                                        Clarification.answered_at.is_(None), Clarification.taken_back_at.is_(None))
    rows = session.execute(asked.with_for_update()).scalars().all()
    if len(rows) != 1 or not is_waited_for(part.state):
        return False
    try:
        plain = cases.clean("answer", text, required=True)
    except InvalidInput:
        return False
    _keep_answer(session, part, rows[0], plain, now=now, vault=vault)
    return True


def take_back(session: Session, reference: str, clarification_id: int, *, by: Actor, now: datetime) -> None:
    """No answer on the page is needed any more: it came another way, or the question was wrong. Raises NotFound, NotAllowed, Conflict (answered, or
    taken back before)."""
    by.must(Capability.TRIAGE)
    request = load.request(session, reference)
    row = session.get(Clarification, clarification_id)
    part = session.get_one(Part, row.part_id) if row is not None else None
    if row is None or part is None or part.request_id != request.id:
        raise NotFound()
    session.refresh(row, with_for_update=True)
    if not _is_open(row):
        raise Conflict()
    row.taken_back_at = now
    session.flush()
    audit.record(session, request.id, "clarification_taken_back", {"part": part.number, "clarification": row.id}, by=by, now=now)
    pauses.answered(session, request, row, by=by, now=now)


def of(session: Session, request: Request, *, case: Handle | None) -> tuple[Asked, ...]:
    """All of a request, the oldest first; without the key, as after it was shredded, none can be read."""
    if case is None:
        return ()
    rows = session.execute(select(Clarification, Part).join(Part).where(Part.request_id == request.id).order_by(Clarification.id))
    return tuple(_opened(row, part, request, case) for row, part in rows)


def is_waited_for(state: State) -> bool:
    """Whether an answer can still change what is done."""
    return state not in (State.DELIVERING, State.CLOSED)


def open_ones(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    """Those that wait for the person."""
    return tuple(one for one in asked if one.answered_at is None and one.taken_back_at is None)


def _keep_answer(session: Session, part: Part, row: Clarification, plain: str, *, now: datetime, vault: Vault) -> None:
    case = key_for(session, part.request_id, KeyClass.CASE, vault=vault, now=now)
    row.answer, row.answered_at = case.seal(plain.encode(), _place(part.request, part, row.asked_at, "answer")), now
    session.flush()
    audit.record(session, part.request_id, "clarification_answered", {"part": part.number, "clarification": row.id}, by=SUBJECT, now=now)
    pauses.answered(session, part.request, row, by=SUBJECT, now=now)


def _is_open(row: Clarification) -> bool:
    return row.answered_at is None and row.taken_back_at is None


def _opened(row: Clarification, part: Part, request: Request, case: Handle) -> Asked:
    said = case.open(row.answer, _place(request, part, row.asked_at, "answer")).decode() if row.answer is not None else ""
    question = case.open(row.question, _place(request, part, row.asked_at, "question")).decode()
    return Asked(row.id, part.number, question, row.asked_at, said, row.answered_at, row.taken_back_at)


def _place(request: Request, part: Part, asked_at: datetime, field: str) -> str:
    """What a sealed value of a clarification is bound to."""
    return f"clarification:{request.reference}:{part.number}:{int(asked_at.timestamp())}:{field}"
