"""What holds a part up: for each row of the queue the one thing to see to, and which parts wait for us though their state would not say so.

Invariants: a cause is written down once, and read both ways: from a part, for its row, and from what went wrong, for the counts, so that these agree
and cost what went wrong, not what is in the table; expressions are built once, for building them takes longer than asking the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, exists, func, or_, select, union
from sqlalchemy import case as choose
from sqlalchemy.orm import aliased

from dsr.domain.instruction import LEAVES
from dsr.domain.lateness import UNCONFIRMED, is_ours
from dsr.domain.mail_in import Became
from dsr.domain.proof import Doubt
from dsr.domain.words import Right, Role, State
from dsr.domain.work import TaskKind, TaskState
from dsr.models import (
    UNREACHED,
    Clarification,
    DoubtRow,
    IncomingMail,
    Instruction,
    Message,
    MessageState,
    Part,
    PauseRow,
    Referral,
    Request,
    Response,
    Task,
    Transport,
)
from dsr.services import endings, notices

_ON_THE_WAY = (*notices.LETTERS.values(), notices.STANDING)  # letters without which the person does not know: a longer term, a question, passed on
_LETTERS = (Transport.MAIL, Transport.POST)
_FAILING = ((State.TRIAGE, TaskKind.COLLECT), (State.REFERRED, TaskKind.COLLECT), (State.COLLECTING, TaskKind.COLLECT),
            (State.REVIEWING, TaskKind.WRITE_ANSWER))
Causes = tuple[tuple[type[Any], ColumnElement[bool]], ...]


def is_open() -> ColumnElement[bool]:
    return Part.state.in_([state for state in State if state is not State.CLOSED])


def _task_failed() -> Causes:
    """Work of the part's present step waits for staff. A failed task of an earlier round holds nothing up."""
    later = aliased(Task)
    is_outrun = exists().where(later.part_id == Task.part_id, later.kind == Task.kind, later.round > Task.round)
    of_step = or_(*(and_(Part.state == state, Task.kind == kind) for state, kind in _FAILING))
    return ((Task, and_(Task.part_id == Part.id, Task.state == TaskState.FAILED, of_step, ~is_outrun)),)


def _letter_failed() -> Causes:
    """Somebody was not reached at a point where the letter is what matters: to confirm, to fetch the answer, to know the end; while collecting,
    to be asked for what only they can find; on the way, to be told what GDPR Art. 12(3) wants told. That another letter left since heals none of
    these last. A letter that came back is looked at whichever it was: the address is dead. A code that did not reach a line is none of these, and
    one that did heals none."""
    later, other = aliased(Message), aliased(Message)
    unheard = Message.state.in_(UNREACHED), Message.attended_at.is_(None)
    is_newest = and_(Message.transport.in_(_LETTERS), ~exists().where(
        later.transport.in_(_LETTERS), later.request_id == Message.request_id, later.part_id.is_not_distinct_from(Message.part_id),
        later.id > Message.id, later.state.not_in(UNREACHED)))
    not_again = ~exists().where(other.request_id == Message.request_id, other.part_id.is_not_distinct_from(Message.part_id),
                                other.kind == Message.kind, other.id > Message.id, other.state.not_in(UNREACHED))
    is_back = Message.state == MessageState.BOUNCED
    of_part = or_(and_(Part.state.in_((State.DELIVERING, State.CLOSED)), is_newest),
                  and_(Part.state == State.COLLECTING, Message.kind.startswith("question"), is_newest),
                  and_(is_open(), or_(Message.kind.in_(_ON_THE_WAY), is_back), not_again))
    of_request = or_(and_(Part.state == State.DELIVERING, Message.kind == endings.UNVERIFIED, not_again),
                     and_(is_open(), Part.state.not_in(UNCONFIRMED), is_back, not_again),
                     and_(Part.state.in_(UNCONFIRMED), is_newest))
    return ((Message, and_(Message.part_id == Part.id, Message.part_id.is_not(None), *unheard, of_part)),
            (Message, and_(Message.request_id == Part.request_id, Message.part_id.is_(None), *unheard, of_request)))


def _mailed() -> Causes:
    """A mail came for the request, and nobody has read it."""
    unread = IncomingMail.became == Became.REPLY, IncomingMail.seen_at.is_(None)
    return ((IncomingMail, and_(IncomingMail.request_id == Part.request_id, *unread)),)


def _owed() -> Causes:
    """An answer went out that promises the rest, and no other has since."""
    later = aliased(Response)
    is_last = ~exists().where(later.part_id == Response.part_id, later.number > Response.number, later.approved_at.is_not(None))
    return ((Response, and_(Response.part_id == Part.id, Part.state == State.DELIVERING, Response.more_by.is_not(None),
                            Response.approved_at.is_not(None), is_last)),)


def _to_post() -> Causes:
    """A letter waits to be printed and put into the post."""
    waits = Message.transport == Transport.POST, Message.state == MessageState.QUEUED
    return ((Message, and_(Message.part_id == Part.id, *waits)),
            (Message, and_(Message.request_id == Part.request_id, Message.part_id.is_(None), *waits)))


def _asked() -> ColumnElement[bool]:
    """Somebody outside is waited for."""
    return and_(Part.state == State.COLLECTING, exists().where(Task.part_id == Part.id, Task.state == TaskState.ASKED))


def _answered() -> ColumnElement[bool]:
    """The person has answered a question of ours, and nothing was collected since."""
    collected = select(func.max(Task.finished_at)).where(Task.part_id == Part.id, Task.kind == TaskKind.COLLECT).correlate(Part).scalar_subquery()
    answered = exists().where(Clarification.part_id == Part.id, Clarification.answered_at.is_not(None),
                              or_(collected.is_(None), Clarification.answered_at > collected))
    return and_(Part.state.in_((State.TRIAGE, State.REVIEWING)), answered)


@cache
def troubled() -> CTE:
    """The open parts that wait for us though they would go on by themselves."""
    causes = (*_task_failed(), *_letter_failed(), *_mailed(), *_owed(), *_to_post())
    parts = [select(Part.id).join_from(model, Part, link).where(is_open()) for model, link in causes]
    return union(*parts).cte("troubled")


@cache
def is_paused() -> ColumnElement[bool]:
    """The clock of the part stands: for a proof or a mandate that of the whole request, for an answer that of the part that was asked about."""
    of_part = select(Clarification.part_id).where(Clarification.id == PauseRow.clarification_id).scalar_subquery()
    return exists().where(PauseRow.request_id == Part.request_id, PauseRow.ended_on.is_(None),
                          or_(PauseRow.clarification_id.is_(None), of_part == Part.id))


@cache
def columns() -> tuple[ColumnElement[Any], ...]:
    """What `blocking` wants to know of each part, for a select of parts with their requests."""
    causes = {"is_task_failed": _task_failed(), "is_letter_failed": _letter_failed(), "is_mailed": _mailed(), "is_owed": _owed(),
              "is_to_post": _to_post()}
    flags = [or_(*(exists().where(link).correlate(Part) for _, link in links)).label(name) for name, links in causes.items()]
    return (*flags, _asked().label("is_asked"), _answered().label("is_answered"), _word().label("word"), is_paused().label("is_paused"),
            _is_lookalike().label("is_lookalike"), _company().label("silence"))


def blocking(part: Mapping[str, Any]) -> str | None:
    """What holds a part up, by what `columns` found."""
    state, word = part["state"], part["word"]
    if part["is_task_failed"]:
        return "source_failed" if state in (State.TRIAGE, State.REFERRED, State.COLLECTING) else "task_failed"
    for cause in ("letter_failed", "asked", "answered", "mailed", "owed"):
        if part[f"is_{cause}"]:
            return cause
    if part["is_to_post"] and not is_ours(state):
        return "to_post"
    return _by_state(state, part["right"], word)


def _by_state(state: State, right: Right, word: str | None) -> str | None:
    match state:
        case State.RECEIVED | State.VERIFYING:
            return "unconfirmed"
        case State.REVIEWING:
            return "review" if right is Right.ACCESS else "by_hand"
        case State.EXECUTING:
            return "by_hand"
        case State.TRIAGE if word in ("refused", "uninstructed"):
            return word
        case State.TRIAGE | State.REFERRED | State.COLLECTING | State.DELIVERING:
            return state.value
        case State.CLOSED:
            return None


def _is_lookalike() -> ColumnElement[bool]:
    return exists().where(DoubtRow.request_id == Request.id, DoubtRow.ground == Doubt.LOOKALIKE, DoubtRow.settled_at.is_(None))


def _company() -> ColumnElement[str | None]:
    """Of a company that was asked and has not answered: nobody there is left, the day is over, or our account owner was told."""
    missing, silent = Referral.contact_id.is_(None), and_(Referral.remind_at.is_(None), Referral.contact_id.is_not(None))
    word = choose((missing, "missing"), (silent, "silent"), (Referral.escalated_at.is_not(None), "escalated"))
    waits = and_(Referral.part_id == Part.id, Referral.hop == 1, Referral.ending.is_(None), Part.state.in_((State.TRIAGE, State.REFERRED)))
    return select(word).where(waits).order_by(Referral.id.desc()).limit(1).correlate(Part).scalar_subquery()


def _word() -> ColumnElement[str | None]:
    """Of a company's part: whether its word lets anything of it leave, refuses all, or has not come."""
    said = Instruction.part_id == Part.id, Instruction.revoked_at.is_(None)
    leaves = exists().where(*said, Instruction.decision.in_(LEAVES))
    return choose((Part.role == Role.CONTROLLER, None), (leaves, "leaves"), (exists().where(*said), "refused"), else_="uninstructed")
