"""One request on one page of the desk.

Invariant: what a person may not do, or what makes no sense now, is not offered; the verbs decide again. A look changes nothing.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dsr.domain.actor import Actor, ActorKind
from dsr.domain.arrival import PickUp
from dsr.domain.dataset import Source
from dsr.domain.errors import NotFound, VaultError
from dsr.domain.identity import normalise, several_numbers
from dsr.domain.lifecycle import may_change_language, moves_from, notices_from
from dsr.domain.tenancy import LINE_KINDS
from dsr.domain.words import Channel, Outcome, Right, State
from dsr.domain.work import TaskKind
from dsr.models import Company, Document, Event, IdentityRow, LegalEntity, Note, Part, Request, Response, Staff, Task
from dsr.services import audit, cases, clarify, duplicates, enclosures, freeze, notices, parts, pauses, printing, routing
from dsr.services.briefing import identity_context
from dsr.services.duplicates import Also
from dsr.services.keys import key_of
from dsr.services.read import asked, collection, companys_part, decided, identity, keepers, letters
from dsr.services.read.asked import QuestionLine
from dsr.services.read.collection import Atlas, GapLine, TaskLine
from dsr.services.read.files import Counts, counts
from dsr.services.read.letters import LetterLine
from dsr.text import FALLBACK, languages
from dsr.vault import Handle, KeyClass, Vault

_OFFERED = ("collect", "respond", "recollect", "instruct", "supplement", "refuse", "turn_away", "withdraw", "reopen")  # the step forward first


@dataclass(frozen=True, slots=True)
class Step:
    """A move that is offered."""

    name: str
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class ResponseLine:
    """An answer that was approved, the `number`th, or a draft. `trouble` is its writing, if that failed and waits for staff."""

    number: int
    written_at: datetime | None
    status: str | None
    trouble: TaskLine | None
    recalled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PartLine:
    number: int
    right: Right
    state: State
    outcome: Outcome | None
    due_on: date
    days_left: int
    term_reasons: tuple[str, ...]
    kept: keepers.Kept
    moves: tuple[Step, ...]
    letters: tuple[str, ...]        # that staff may write now: extend, clarify, refer
    clarifications: tuple[clarify.Asked, ...]
    tasks: tuple[TaskLine, ...]
    gaps: tuple[GapLine, ...]
    questions: tuple[QuestionLine, ...]
    responses: tuple[ResponseLine, ...]
    draft: ResponseLine | None      # that may still be approved
    is_ahead: bool                  # the tasks are those of what could not wait for the search
    held_by_hand: tuple[str, ...]   # sources that forget and that somebody has to be asked to hold
    files: Counts
    is_all_printed: bool            # every row of every collection, however many they are
    can_choose_print: bool
    company: str                    # that decides about it, by its name; "" for what we decide about
    conceals: bool                  # the person did not name that company: they are not told its name
    can_reroute: bool
    decided: decided.Decided       # what the company has told us
    companys: companys_part.Block | None   # of a company's part

    @property
    def can_execute(self) -> bool:
        """Corrections and deletions are made by hand until the program can."""
        return self.right is Right.ACCESS

    @property
    def can_resend(self) -> bool:
        return bool(self.responses) and self.responses[-1].recalled_at is None

    @property
    def is_out(self) -> bool:
        """Whether an answer is out that can be called back."""
        return any(one.recalled_at is None for one in self.responses)


@dataclass(frozen=True, slots=True)
class IdentityLine:
    """`proven` says how; without it the identity is a claim and seeds nothing."""

    kind: str
    value: str
    proven: str | None


@dataclass(frozen=True, slots=True)
class NoteLine:
    author: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EventLine:
    """`actor` is the address of a member of staff, or the kind of whoever it was; `details` names a source, a collection or a file."""

    name: str
    at: datetime
    actor: ActorKind | str
    part: int | None
    letter: str | None
    details: str


@dataclass(frozen=True, slots=True)
class Page:
    """The newest event comes first; all else is in the order of time."""

    reference: str
    received_at: datetime
    received_on: date                    # where the answering entity is
    channel: Channel
    pickup: PickUp
    locale: str
    narrowed: tuple[date | None, date | None]  # the days asked about, both included
    attach: bool                         # whether the person wants the data files in the PDF, too
    name: str
    email: str
    employer: str
    numbers_typed: str
    message: str
    parts: tuple[PartLine, ...]
    identities: tuple[IdentityLine, ...]
    who: identity.Block
    messages: tuple[LetterLine, ...]
    notes: tuple[NoteLine, ...]
    events: tuple[EventLine, ...]
    also: tuple[Also, ...]               # other requests of the same person, as far as it is proven in both
    keepers: tuple[tuple[int, str], ...]  # who may look after a part
    is_language_open: bool               # whether the language of the answer may still be changed


def page(session: Session, reference: str, *, actor: Actor, vault: Vault, now: datetime, sources: Iterable[Source], locale: str,
         fallback: str = FALLBACK) -> Page:
    """The request as this member of staff sees it, in their language. Raises NotFound; VaultError if a value of it was changed."""
    request = session.execute(select(Request).where(Request.reference == reference).options(selectinload(Request.parts))).scalar_one_or_none()
    if request is None:
        raise NotFound()
    entity = session.get_one(LegalEntity, request.entity_id)
    atlas, sealed = Atlas(routing.table(session, request.entity_id).applied(sources), locale, fallback), _Sealed(session, request, vault)
    identities = session.execute(select(IdentityRow).where(IdentityRow.request_id == request.id).order_by(IdentityRow.id)).scalars().all()
    who = identity.block(session, request, identities, opened=sealed.open, today=pauses.today_of(session, request, now))
    lines = tuple(IdentityLine(one.kind, sealed.open(one.value, identity_context(one)), one.proven_how) for one in identities)
    return Page(
        reference=request.reference, received_at=request.received_at, received_on=request.received_on, channel=request.channel, locale=request.locale,
        narrowed=(request.narrowed_from, request.narrowed_to), attach=request.attach, pickup=request.pickup,
        name=sealed.field("name") or request.reference, email=sealed.field("email"), employer=sealed.field("employer"),
        numbers_typed=_unproven(sealed.field("numbers"), lines, entity.country), message=sealed.field("message"), identities=lines,
        parts=_parts(session, request, atlas, sealed, actor=actor, vault=vault, now=now,
                     proven=who.reached if any(one.proven_how for one in identities) else frozenset()), who=who,
        messages=letters.lines(session, request, vault=vault), notes=_notes(session, request, sealed), events=_events(session, request, atlas),
        also=duplicates.of(session, request.id), keepers=keepers.people(session),
        is_language_open=may_change_language(part.state for part in request.parts))


def _unproven(typed: str, lines: Iterable[IdentityLine], country: str) -> str:
    """The numbers as they were typed, but for those that stand among what is searched with."""
    known = {(one.kind, normalise(one.kind, one.value, country)) for one in lines if one.proven}
    every = list(several_numbers(typed))
    left = [one for one in every if not any((kind, normalise(kind, one, country)) in known for kind in LINE_KINDS)]
    return typed if left == every else "\n".join(left)


class _Sealed:
    """What is sealed with the case key. Once that is shredded nothing opens, and the page says the rest."""

    case: Handle | None

    def __init__(self, session: Session, request: Request, vault: Vault) -> None:
        self._request = request
        try:
            self.case = key_of(session, request.id, KeyClass.CASE, vault=vault)
        except VaultError as error:
            if error.facts.get("reason") != "shredded":
                raise
            self.case = None

    def field(self, name: str) -> str:
        return cases.read(self._request, name, self.case) if self.case is not None else ""

    def open(self, value: bytes, context: str) -> str:
        return self.case.open(value, context).decode() if self.case is not None else ""


def _parts(session: Session, request: Request, atlas: Atlas, sealed: _Sealed, *, actor: Actor, vault: Vault, now: datetime,
           proven: frozenset[Right]) -> tuple[PartLine, ...]:
    entity = session.get_one(LegalEntity, request.entity_id)
    today = now.astimezone(ZoneInfo(entity.timezone)).date()
    ids = [part.id for part in request.parts]
    tasks: defaultdict[int, list[Task]] = defaultdict(list)
    for task in session.execute(select(Task).where(Task.part_id.in_(ids)).order_by(Task.id)).scalars():
        tasks[task.part_id].append(task)
    responses: defaultdict[int, list[Response]] = defaultdict(list)
    for response in session.execute(select(Response).where(Response.part_id.in_(ids)).order_by(Response.number)).scalars():
        responses[response.part_id].append(response)
    questions = asked.lines(session, request.id, (task for of_part in tasks.values() for task in of_part), atlas, vault=vault)
    files, clarifications = enclosures.tally(session, ids), clarify.of(session, request, case=sealed.case)
    names = dict(session.execute(select(Company.id, Company.name).where(Company.id.in_([part.company_id for part in request.parts]))).all())
    companys, why, found = companys_part.blocks(session, request.parts, actor), pauses.why(session, request, now=now), []
    kept = keepers.kept(session, request.parts, today)
    for part in request.parts:
        searching = collection.last_round(tasks[part.id])
        own, told = atlas.of(session, part), decided.of(session, part, opened=sealed.open)
        lines = tuple(collection.line(task, own) for task in searching)
        is_early = part.state is State.TRIAGE and part.right is Right.ACCESS
        is_open = told.leaves and part.right in proven
        found.append(PartLine(
            is_ahead=all(task.round == freeze.ROUND for task in searching), held_by_hand=atlas.held_by_hand if is_early else (),
            number=part.number, right=part.right, state=part.state, outcome=part.outcome, due_on=part.due_on, days_left=(part.due_on - today).days,
            term_reasons=why[part.id], kept=kept[part.number], letters=_letters(part, actor, today, told),
            clarifications=tuple(one for one in clarifications if one.part == part.number),
            moves=_moves(part, lines, actor, is_proven=is_open, is_out=any(one.approved_at for one in responses[part.id])),
            tasks=lines, gaps=collection.gaps(part, searching, atlas),
            questions=tuple(questions[task.id] for task in searching if task.id in questions),
            responses=tuple(_response(one, number, tasks[part.id], atlas) for number, one in enumerate(
                (one for one in responses[part.id] if one.approved_at is not None), start=1)),
            draft=next((_response(one, one.number, tasks[part.id], atlas) for one in responses[part.id]
                        if one.approved_at is None and one.superseded_at is None), None),
            files=counts(files.get(part.id, Counter()), searching), is_all_printed=part.print_all, can_choose_print=printing.may_choose(part),
            company=names.get(part.company_id or 0, ""), conceals=part.conceals, can_reroute=parts.may_reroute(part, actor),
            companys=companys.get(part.id), decided=told))
    return tuple(found)


def _moves(part: Part, tasks: tuple[TaskLine, ...], actor: Actor, *, is_proven: bool, is_out: bool) -> tuple[Step, ...]:
    """What is allowed, built, and sensible now: nothing is searched for an unproven person or without the company's word, and no half answer is sent
    by mistake."""
    makes_sense = {
        "collect": is_proven, "recollect": is_proven, "supplement": is_proven and is_out,
        "instruct": part.company_id is None,  # else a company's word is kept as such
        "respond": part.right is Right.ACCESS and not any(task.is_failed for task in tasks)}
    allowed = {move.name: move for move in moves_from(part.state, actor.capabilities)}
    return tuple(Step(name, allowed[name].wants_reason) for name in _OFFERED if name in allowed and makes_sense.get(name, True))


def _letters(part: Part, actor: Actor, today: date, told: decided.Decided) -> tuple[str, ...]:
    """The letters on the way that are allowed and that make sense now."""
    allowed = {notice.name for notice in notices_from(part.state, actor.capabilities)}
    allowed |= {move.name for move in moves_from(part.state, actor.capabilities)}
    sensible = notices.possible(part, today) | ({"refer": False} if told.lines else {})
    return tuple(name for name, makes_sense in sensible.items() if name in allowed and makes_sense)


def _response(response: Response, number: int, tasks: Iterable[Task], atlas: Atlas) -> ResponseLine:
    writing = (collection.line(task, atlas) for task in tasks if task.kind is TaskKind.WRITE_ANSWER and task.response_id == response.id)
    return ResponseLine(number, response.written_at, response.status, next((line for line in writing if line.is_failed), None),
                        response.recalled_at)


def _notes(session: Session, request: Request, sealed: _Sealed) -> tuple[NoteLine, ...]:
    rows = session.execute(
        select(Note, Staff.email).join(Staff, Staff.id == Note.staff_id).where(Note.request_id == request.id).order_by(Note.id))
    return tuple(NoteLine(email, sealed.open(note.text, cases.note_place(request.reference, note.staff_id)), note.created_at) for note, email in rows)


def _events(session: Session, request: Request, atlas: Atlas) -> tuple[EventLine, ...]:
    trail = audit.trail(session, request.id)
    wanted = {event.actor_id for event in trail if event.actor_id is not None}
    people = dict(session.execute(select(Staff.id, Staff.email).where(Staff.id.in_(wanted))).all())
    of_request = select(Document.id, Document.name).join(Response).join(Part).where(Part.request_id == request.id)
    files = dict(session.execute(of_request).all())
    return tuple(_event(event, people, files, atlas) for event in reversed(trail))


def _event(event: Event, people: dict[int, str], files: dict[int, str], atlas: Atlas) -> EventLine:
    facts = json.loads(event.facts)
    actor = people.get(event.actor_id) if event.actor_id is not None else None
    details = (atlas.source(facts["source"]) if facts.get("source") else "", atlas.both(facts["address"]) if "address" in facts else "",
               files.get(facts.get("document", 0), ""), languages.NAMES.get(facts.get("language", ""), ""))
    return EventLine(name=event.name, at=event.at, actor=actor or ActorKind(event.actor_kind), part=facts.get("part"), letter=facts.get("letter"),
                     details=", ".join(filter(None, details)))
