"""The queue of the desk: one row for each part, in the order of the days they are planned for.

Invariants: every open part is under "open" and waits either for us or for others, never both, so that no request is hidden and the
counts add up. The number of statements does not grow with the rows, and only the rows of the page asked for are opened.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy import case as choose
from sqlalchemy.orm import Session, aliased

from dsr.domain.errors import VaultError
from dsr.domain.instruction import LEAVES
from dsr.domain.mail_in import Became
from dsr.domain.proof import Doubt
from dsr.domain.words import Outcome, Right, Role, State
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
    Referral,
    Request,
    Response,
    Task,
    Transport,
)
from dsr.services import cases, duplicates, endings, notices
from dsr.services.keys import keys_of
from dsr.services.read import keepers
from dsr.vault import Handle, KeyClass, Vault

OPEN, CLOSED = "open", "closed"
PAGE_ROWS = 200
_UNCONFIRMED = (State.RECEIVED, State.VERIFYING)
_OURS = (State.TRIAGE, State.REVIEWING, State.EXECUTING)
_ON_THE_WAY = (*notices.LETTERS.values(), notices.STANDING)  # letters without which the person does not know: a longer term, a question, passed on
_LETTERS = (Transport.MAIL, Transport.POST)
_OPEN_STATES = tuple(state for state in State if state is not State.CLOSED)


@dataclass(frozen=True, slots=True)
class Row:
    """One part. `name` is the reference where the name cannot be opened any more; `blocking` is a code that the desk has words for."""

    reference: str
    number: int
    right: Right
    state: State
    outcome: Outcome | None
    due_on: date
    days_left: int
    plan_on: date
    name: str
    employer: str
    confirmed: bool
    blocking: str | None
    is_entered: bool = False     # by staff: who asks may be confirmed, but not by an email
    also: int = 0                # other requests of the same person, as far as it is proven
    is_lookalike: bool = False   # the address only looks like a customer's
    keeper: str | None = None    # who looks after it; None: the team
    acting: str | None = None    # who sees to it today, where that is somebody else; None with `is_away`: the team
    is_away: bool = False
    company: str | None = None   # why somebody of ours has to see to the company that was asked: missing, silent, escalated


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number` of `pages`; `total` rows fit the filter. `counts` has every filter."""

    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    number: int
    pages: int
    total: int


def queue(session: Session, *, filter: str, today: date, vault: Vault, number: int = 1, mine: int | None = None) -> Page:
    """One page of a filter, and how many parts each filter has; `mine` are those that this member of staff sees to today. Raises KeyError for a
    filter that is not in `counts`."""
    hands = keepers.hands(session, today)
    wheres = _filters(today, [keeper for keeper in hands.known if mine is not None and mine in (keeper, hands.acting(keeper))])
    counts = _counts(session, wheres)
    total = counts[filter]
    pages = max(1, -(-total // PAGE_ROWS))
    number = min(max(1, number), pages)
    wanted = select(
        Part.number, Part.right, Part.state, Part.outcome, Part.due_on, Part.plan_on, Part.keeper_id, Request.id.label("request_id"),
        Request.reference, Request.name, Request.employer, Request.confirmed_at, Request.entered_by, _is_task_failed().label("is_task_failed"),
        _is_letter_failed().label("is_letter_failed"), _is_asked().label("is_asked"), _is_answered().label("is_answered"),
        _is_owed().label("is_owed"), _is_to_post().label("is_to_post"), _is_mailed().label("is_mailed"), _is_lookalike().label("is_lookalike"),
        _company().label("company"),
        _word().label("word"),
    ).join(Request)
    if filter == CLOSED:
        wanted = wanted.where(Part.state == State.CLOSED).order_by(Part.closed_at.desc(), Part.id.desc())
    else:
        wanted = wanted.where(_is_open(), wheres[filter]).order_by(Part.plan_on, Part.due_on, Request.received_at, Part.id)
    found = session.execute(wanted.offset((number - 1) * PAGE_ROWS).limit(PAGE_ROWS)).all()
    ids = {one.request_id for one in found}
    cases_of, same = keys_of(session, ids, KeyClass.CASE, vault=vault), duplicates.among(session, ids)
    rows = tuple(_row(one, cases_of.get(one.request_id), today, hands, also=len(same[one.request_id])) for one in found)
    return Page(rows, counts, number, pages, total)


def _filters(today: date, mine: Collection[int]) -> dict[str, ColumnElement[bool]]:
    """What each filter wants of an open part."""
    is_ours = or_(Part.state.in_(_OURS), _is_task_failed(), _is_letter_failed(), _is_owed(), _is_to_post(), _is_mailed())
    return {
        "overdue": Part.due_on < today, "planned": and_(Part.plan_on <= today, Part.due_on >= today), "mine": Part.keeper_id.in_(mine),
        "waiting_us": is_ours, "waiting_them": ~is_ours, "unconfirmed": Request.confirmed_at.is_(None), OPEN: true(),
    }


def _counts(session: Session, wheres: Mapping[str, ColumnElement[bool]]) -> dict[str, int]:
    """All open ones in one walk over the index; the closed, which only grow, are counted apart."""
    columns = [func.count().filter(where).label(name) for name, where in wheres.items()]
    counts = session.execute(select(*columns).select_from(Part).join(Request).where(_is_open())).one()
    closed = session.execute(select(func.count()).select_from(Part).where(Part.state == State.CLOSED)).scalar_one()
    return {**dict(counts._mapping), CLOSED: closed}


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


def _is_open() -> ColumnElement[bool]:
    return Part.state.in_(_OPEN_STATES)


def _is_task_failed() -> ColumnElement[bool]:
    """Work of the part's present step waits for staff. A failed task of an earlier round holds nothing up."""
    later = aliased(Task)
    is_outrun = exists().where(later.part_id == Task.part_id, later.kind == Task.kind, later.round > Task.round)
    failed = select(Task.part_id).where(Task.state == TaskState.FAILED, ~is_outrun)
    return or_(*(and_(Part.state == state, Part.id.in_(failed.where(Task.kind == kind)))
                 for state, kind in ((State.TRIAGE, TaskKind.COLLECT), (State.REFERRED, TaskKind.COLLECT), (State.COLLECTING, TaskKind.COLLECT),
                                     (State.REVIEWING, TaskKind.WRITE_ANSWER))))


def _is_letter_failed() -> ColumnElement[bool]:
    """Somebody was not reached at a point where the letter is what matters: to confirm, to fetch the answer, to know the end; while collecting,
    to be asked for what only they can find; on the way, to be told what GDPR Art. 12(3) wants told. That another letter left since heals none of
    these last. A letter that came back is looked at whichever it was: the address is dead. A code that did not reach a line is none of these, and
    one that did heals none."""
    later, unheard = aliased(Message), (Message.state.in_(UNREACHED), Message.attended_at.is_(None))
    newest_failed = *unheard, Message.transport.in_(_LETTERS), ~exists().where(
        later.transport.in_(_LETTERS), later.request_id == Message.request_id, later.part_id.is_not_distinct_from(Message.part_id),
        later.id > Message.id, later.state.not_in(UNREACHED))
    of_parts: Select[Any] = select(Message.part_id).where(Message.part_id.is_not(None), *newest_failed)
    of_requests = select(Message.request_id).where(Message.part_id.is_(None), *newest_failed)
    of_questions = of_parts.where(Message.kind.startswith("question"))
    not_again = ~exists().where(later.request_id == Message.request_id, later.part_id.is_not_distinct_from(Message.part_id),
                                later.kind == Message.kind, later.id > Message.id, later.state.not_in(UNREACHED))
    on_the_way: Select[Any] = select(Message.part_id).where(Message.part_id.is_not(None), Message.kind.in_(_ON_THE_WAY), *unheard, not_again)
    unended = select(Message.request_id).where(Message.part_id.is_(None), Message.kind == endings.UNVERIFIED, *unheard, not_again)
    back = Message.state == MessageState.BOUNCED, Message.attended_at.is_(None), not_again
    return or_(and_(Part.state.in_((State.DELIVERING, State.CLOSED)), Part.id.in_(of_parts)),
               and_(Part.state == State.DELIVERING, Part.request_id.in_(unended)),
               and_(Part.state == State.COLLECTING, Part.id.in_(of_questions)), and_(_is_open(), Part.id.in_(on_the_way)),
               and_(_is_open(), Part.id.in_(select(Message.part_id).where(Message.part_id.is_not(None), *back))),
               and_(_is_open(), Part.state.not_in(_UNCONFIRMED), Part.request_id.in_(
                   select(Message.request_id).where(Message.part_id.is_(None), *back))),
               and_(Part.state.in_(_UNCONFIRMED), Part.request_id.in_(of_requests)))


def _is_asked() -> ColumnElement[bool]:
    """Somebody outside is waited for."""
    return and_(Part.state == State.COLLECTING, Part.id.in_(select(Task.part_id).where(Task.state == TaskState.ASKED)))


def _is_answered() -> ColumnElement[bool]:
    """The person has answered a question of ours, and nothing was collected since."""
    collected = select(func.max(Task.finished_at)).where(Task.part_id == Part.id, Task.kind == TaskKind.COLLECT).correlate(Part).scalar_subquery()
    answered = exists().where(Clarification.part_id == Part.id, Clarification.answered_at.is_not(None),
                              or_(collected.is_(None), Clarification.answered_at > collected))
    return and_(Part.state.in_((State.TRIAGE, State.REVIEWING)), answered)


def _is_mailed() -> ColumnElement[bool]:
    """A mail came for the request, and nobody has read it."""
    return exists().where(IncomingMail.request_id == Request.id, IncomingMail.became == Became.REPLY, IncomingMail.seen_at.is_(None))


def _is_owed() -> ColumnElement[bool]:
    """An answer went out that promises the rest, and no other has since."""
    later = aliased(Response)
    is_last = Response.approved_at.is_not(None), ~exists().where(
        later.part_id == Response.part_id, later.number > Response.number, later.approved_at.is_not(None))
    return and_(Part.state == State.DELIVERING, exists().where(Response.part_id == Part.id, Response.more_by.is_not(None), *is_last))


def _is_to_post() -> ColumnElement[bool]:
    """A letter waits to be printed and put into the post."""
    waits = Message.transport == Transport.POST, Message.state == MessageState.QUEUED
    return or_(Part.id.in_(select(Message.part_id).where(Message.part_id.is_not(None), *waits)),
               Part.request_id.in_(select(Message.request_id).where(Message.part_id.is_(None), *waits)))


def _row(found: Any, case: Handle | None, today: date, hands: keepers.Hands, *, also: int) -> Row:
    acting = hands.acting(found.keeper_id)
    return Row(
        reference=found.reference, number=found.number, right=found.right, state=found.state, outcome=found.outcome, due_on=found.due_on,
        days_left=(found.due_on - today).days, plan_on=found.plan_on, keeper=hands.name(found.keeper_id),
        acting=hands.name(acting) if acting != found.keeper_id else None, is_away=acting != found.keeper_id,
        name=_opened(found, "name", case) or found.reference, employer=_opened(found, "employer", case),
        confirmed=found.confirmed_at is not None, is_entered=found.entered_by is not None, also=also,
        is_lookalike=found.is_lookalike, company=found.company,
        blocking=_blocking(found.state, found.right, found.word, is_task_failed=found.is_task_failed, is_letter_failed=found.is_letter_failed,
                           is_asked=found.is_asked, is_answered=found.is_answered, is_owed=found.is_owed, is_to_post=found.is_to_post,
                           is_mailed=found.is_mailed))


def _opened(found: Any, field: str, case: Handle | None) -> str:
    """A list must not fail for one value: the page of the request says what is wrong with it."""
    if case is None:
        return ""
    try:
        return case.open(getattr(found, field), cases.place(found.reference, field)).decode()
    except VaultError:
        return ""


def _blocking(state: State, right: Right, word: str | None, *, is_task_failed: bool, is_letter_failed: bool, is_asked: bool, is_answered: bool,
              is_owed: bool, is_to_post: bool, is_mailed: bool) -> str | None:
    """What holds a part up."""
    if is_task_failed:
        return "source_failed" if state in (State.TRIAGE, State.REFERRED, State.COLLECTING) else "task_failed"
    if is_letter_failed:
        return "letter_failed"
    if is_asked:
        return "asked"
    if is_answered:
        return "answered"
    if is_mailed:
        return "mailed"
    if is_owed:
        return "owed"
    if is_to_post and state not in _OURS:
        return "to_post"
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
