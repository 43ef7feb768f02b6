"""Parts in every state that the queue knows, what holds each up, and the queue as it is read of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from dsr.db import Database
from dsr.domain.instruction import Decision
from dsr.domain.words import Right, Role, State
from dsr.domain.work import TaskState
from dsr.models import Clarification, Instruction, MessageState, Part, Request, Transport
from dsr.services.read import inbox
from dsr.vault import Vault
from tests.factories import NOW
from tests.services.customers import a_company
from tests.services.read_rows import a_case, a_letter, a_part_of, a_response, a_stage, staff

TODAY = date(2026, 11, 24)
OURS = {"triage", "refused", "uninstructed", "review", "by_hand", "source_failed", "task_failed", "letter_failed", "answered", "owed", "to_post"}
Then = Callable[[Session, Request, Part], object]


@dataclass(frozen=True)
class Case:
    """A part, what happened to it, and what holds it up."""

    state: State
    blocking: str | None
    then: Then = lambda _session, _request, _part: None
    right: Right = Right.ACCESS
    is_confirmed: bool = True


def _task(state: TaskState, round_: int = 1) -> Then:
    return lambda session, _request, part: a_stage(session, part, 0, state, round_=round_)


def _writing(state: TaskState) -> Then:
    return lambda session, _request, part: a_response(session, part, state=state)


def _letters(*letters: tuple[str, MessageState], of_part: bool, **changed: object) -> Then:
    def write(session: Session, request: Request, part: Part) -> None:
        for kind, state in letters:
            row = a_letter(session, request, kind, state, part=part if of_part else None)
            for name, value in changed.items():
                setattr(row, name, value)
        session.flush()

    return write


def _answered(*, hours: int | None = 1, collected: bool = False) -> Then:
    """The person was asked, and answered after so many hours, or not; what was collected was so at NOW."""
    def write(session: Session, request: Request, part: Part) -> None:
        at = NOW + timedelta(hours=hours) if hours is not None else None
        session.add(Clarification(part_id=part.id, staff_id=staff(session).id, question=b"sealed", asked_at=NOW - timedelta(days=1),
                                  answer=b"sealed" if at else None, answered_at=at))
        if collected:
            a_stage(session, part, 0, TaskState.DONE).finished_at = NOW
        session.flush()

    return write


def _companys(*said: Decision, before: Decision | None = None) -> Then:
    """A company decides about it: what it has said, and what it had said before."""
    def write(session: Session, request: Request, part: Part) -> None:
        part.role, part.company_id = Role.PROCESSOR, a_company(session, f"Company of {request.reference}", domain=f"{request.id}.example").id
        session.add_all(Instruction(part_id=part.id, company_id=part.company_id, decision=one, made_at=NOW, revoked_at=ended)
                        for one, ended in [*((one, None) for one in said), *([(before, NOW)] if before else [])])
        session.flush()

    return write


def _promised(number: int, then: int | None = None) -> Then:
    """An answer that promises more, and perhaps the next."""
    def write(session: Session, request: Request, part: Part) -> None:
        a_response(session, part, number=number).more_by = TODAY
        if then is not None:
            a_response(session, part, number=then)
        session.flush()

    return write


def _failed_once(session: Session, request: Request, part: Part) -> None:
    _task(TaskState.FAILED)(session, request, part)
    _task(TaskState.RUNNING, round_=2)(session, request, part)


FAILED, SENT, QUEUED, BACK = MessageState.FAILED, MessageState.SENT, MessageState.QUEUED, MessageState.BOUNCED
CASES = {
    "just received": Case(State.RECEIVED, "unconfirmed", is_confirmed=False),
    "not confirmed": Case(State.VERIFYING, "unconfirmed", is_confirmed=False),
    "not confirmed, and the letter never left": Case(
        State.VERIFYING, "letter_failed", _letters(("confirm", FAILED), of_part=False), is_confirmed=False),
    "not confirmed, but the reminder has left": Case(
        State.VERIFYING, "unconfirmed", _letters(("confirm", FAILED), ("reminder_confirm", SENT), of_part=False), is_confirmed=False),
    "confirmed": Case(State.TRIAGE, "triage"),
    "confirmed, the receipt did not leave": Case(State.TRIAGE, "triage", _letters(("received", FAILED), of_part=False)),
    "deletion to be looked at": Case(State.TRIAGE, "triage", right=Right.ERASURE),
    "passed on": Case(State.REFERRED, "referred"),
    "a company has not decided": Case(State.TRIAGE, "uninstructed", _companys()),
    "a company lets us answer": Case(State.TRIAGE, "triage", _companys(Decision.ANSWER, before=Decision.REFUSE)),
    "a company lets us answer some of it": Case(State.TRIAGE, "triage", _companys(Decision.REFUSE, Decision.HAND_OVER)),
    "a company refuses": Case(State.TRIAGE, "refused", _companys(Decision.REFUSE, before=Decision.ANSWER)),
    "a company says that nothing is held": Case(State.TRIAGE, "refused", _companys(Decision.NOTHING_HELD)),
    "collecting": Case(State.COLLECTING, "collecting", _task(TaskState.RUNNING)),
    "a source failed": Case(State.COLLECTING, "source_failed", _task(TaskState.FAILED)),
    "a source failed in an earlier round": Case(State.COLLECTING, "collecting", _failed_once),
    "left out": Case(State.COLLECTING, "collecting", _task(TaskState.SKIPPED)),
    "to be approved": Case(State.REVIEWING, "review", _task(TaskState.DONE)),
    "correction to be made": Case(State.REVIEWING, "by_hand", right=Right.RECTIFICATION),
    "being carried out": Case(State.EXECUTING, "by_hand", right=Right.ERASURE),
    "being written": Case(State.REVIEWING, "review", _writing(TaskState.RUNNING)),
    "writing failed": Case(State.REVIEWING, "task_failed", _writing(TaskState.FAILED)),
    "a source had failed before": Case(State.DELIVERING, "delivering", _task(TaskState.FAILED)),
    "owner of a source is asked": Case(State.COLLECTING, "asked", _task(TaskState.ASKED)),
    "owner of a source could not be asked": Case(State.COLLECTING, "letter_failed", _letters(("question", FAILED), of_part=True)),
    "asked anew, an old letter failed": Case(State.COLLECTING, "collecting", _letters(("refused", FAILED), of_part=True)),
    "refusal could not be sent": Case(State.DELIVERING, "letter_failed", _letters(("refused", FAILED), of_part=True)),
    "sent again after a failure": Case(State.DELIVERING, "delivering", _letters(("answer_ready", FAILED), ("answer_ready", QUEUED), of_part=True)),
    "a longer term was not told": Case(State.TRIAGE, "letter_failed", _letters(("extended", FAILED), of_part=True)),
    "passed on, and the person does not know": Case(State.REFERRED, "letter_failed", _letters(("referred", FAILED), of_part=True)),
    "a longer term was not told, another letter was": Case(
        State.COLLECTING, "letter_failed", _letters(("extended", FAILED), ("clarification", SENT), of_part=True)),
    "asked again after a failure": Case(State.TRIAGE, "triage", _letters(("clarification", FAILED), ("clarification", QUEUED), of_part=True)),
    "a letter came back while we wait for the company": Case(State.REFERRED, "letter_failed", _letters(("received", BACK), of_part=False)),
    "another letter has left since": Case(
        State.REFERRED, "letter_failed", _letters(("received", BACK), ("company_silent", SENT), of_part=False)),
    "the letter that came back has left again": Case(
        State.REFERRED, "referred", _letters(("received", BACK), ("received", QUEUED), of_part=False)),
    "the letter that came back was seen to": Case(State.REFERRED, "referred", _letters(("received", BACK), of_part=False, attended_at=NOW)),
    "the letter that was not sent was seen to": Case(State.DELIVERING, "delivering", _letters(("refused", FAILED), of_part=True, attended_at=NOW)),
    "the answer came back": Case(State.DELIVERING, "letter_failed", _letters(("answer_ready", BACK), of_part=True)),
    "the answer is to be posted": Case(State.DELIVERING, "to_post", _letters(("answer_enclosed", QUEUED), of_part=True, transport=Transport.POST)),
    "the answer was posted": Case(State.DELIVERING, "delivering", _letters(("answer_enclosed", SENT), of_part=True, transport=Transport.POST)),
    "not confirmed, and the letter came back": Case(
        State.VERIFYING, "letter_failed", _letters(("confirm", BACK), of_part=False), is_confirmed=False),
    "the person is asked": Case(State.TRIAGE, "triage", _answered(hours=None)),
    "the person has answered": Case(State.TRIAGE, "answered", _answered()),
    "the person answered before it was collected": Case(State.REVIEWING, "review", _answered(hours=-1, collected=True)),
    "the person answered since it was collected": Case(State.REVIEWING, "answered", _answered(collected=True)),
    "the person answered, and it is collected": Case(State.COLLECTING, "collecting", _answered()),
    "the rest is owed": Case(State.DELIVERING, "owed", _promised(1)),
    "the rest is written": Case(State.DELIVERING, "delivering", _promised(1, then=2)),
    "closed": Case(State.CLOSED, None),
    "closed, and the person was not told": Case(State.CLOSED, "letter_failed", _letters(("withdrawn", FAILED), of_part=True)),
}


def made(session: Session, vault: Vault, case: Case, due_on: date = TODAY + timedelta(days=30)) -> str:
    request = a_case(session, vault, is_confirmed=case.is_confirmed)
    part = a_part_of(session, request, case.state, right=case.right, due_on=due_on)
    case.then(session, request, part)
    return str(request.reference)


def queued(database: Database, vault: Vault, name: str = inbox.OPEN, after: str = "", **narrowed: Any) -> inbox.Page:
    with database.reading() as session:
        return inbox.queue(session, filter=name, today=TODAY, vault=vault, after=after, narrowed=inbox.Narrowing(**narrowed))
