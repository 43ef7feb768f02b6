"""What an authority is told of a case: the request, its days, letters, proofs, decisions, searches, answers and the trail, as plain data.

Invariants: of a proof only how and when; of an answer its files by digest, never a row; no link and no code that would open anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.errors import VaultError
from dsr.domain.work import TaskKind
from dsr.mail.compose import compose
from dsr.mail.letters import PLANS
from dsr.models import (
    Clarification,
    Company,
    Delivery,
    DisclosureChoice,
    DoubtRow,
    IdentityRow,
    Instruction,
    LegalEntity,
    Message,
    Part,
    Proof,
    Request,
    Response,
    Staff,
    Task,
)
from dsr.services import audit, cases, entities, older_letters, outbox, pauses
from dsr.services.briefing import identity_context
from dsr.services.keys import key_of
from dsr.services.read import incidents
from dsr.vault import Handle, KeyClass, Vault

REMOVED = "(removed)"  # in the place of what would open something
_OPENING = ("token", "code")
_FIELDS = ("name", "email", "employer", "numbers", "message")
Data = dict[str, Any]


def case(session: Session, request: Request, *, now: datetime, vault: Vault, settings: Settings) -> Data:
    """All but the letters and the trail. Raises VaultError."""
    handle, people = key_of(session, request.id, KeyClass.CASE, vault=vault), dict(session.execute(select(Staff.id, Staff.email)).all())
    entity = session.get_one(LegalEntity, request.entity_id)
    return {
        "format": "dsr-case/1", "made_at": now,
        "controller": {"name": entity.name, "address": entity.address, "country": entity.country, "timezone": entity.timezone,
                       "dpo_contact": entity.dpo_contact},
        "request": {
            "reference": request.reference, "channel": request.channel.value, "received_at": request.received_at, "received_on": request.received_on,
            "confirmed_at": request.confirmed_at, "language": request.locale, **{name: cases.read(request, name, handle) for name in _FIELDS},
            "narrowed_from": request.narrowed_from, "narrowed_to": request.narrowed_to, "passed_on_to_employer": request.pass_on,
            "answer_on_paper": request.by_post},
        "identities": _rows(session, IdentityRow, request.id, lambda row: {
            "kind": row.kind, "value": handle.open(row.value, identity_context(row)).decode(), "proven_how": row.proven_how,
            "proven_at": row.proven_at}),
        "proofs": _rows(session, Proof, request.id, lambda row: {
            "method": row.method.value, "state": row.state.value, "asked_at": row.asked_at, "proven_at": row.proven_at, "ended_at": row.ended_at}),
        "doubts": _rows(session, DoubtRow, request.id, lambda row: {
            "ground": row.ground.value, "raised_at": row.raised_at, "settled_at": row.settled_at}),
        "pauses": [{"kind": row.kind.value, "from": row.started_on, "to": row.ended_on} for row in pauses.of(session, request.id)],
        "parts": [_part(session, request, part, handle, people, now=now) for part in request.parts],
        "letters": [_fate(number, *one) for number, one in enumerate(_letters(session, request), start=1)],
        "incidents": [_incident(line) for line in incidents.register(session, now=now, settings=settings, request_id=request.id)],
    }


def letters(session: Session, request: Request, *, vault: Vault, settings: Settings) -> Iterator[tuple[str, str]]:
    """Name of a file and what it reads: each letter as it was sent, but for links and codes."""
    for number, (row, _opened_at, _fetched_at) in enumerate(_letters(session, request), start=1):
        head = f"{row.kind}\nwritten {row.created_at.isoformat()}\nsent {row.sent_at.isoformat() if row.sent_at else 'not sent'}\n" \
               f"state {row.state.value}\nby {row.transport.value}\nmessage {row.message_id}\n"
        yield f"letters/{number:03d}-{row.kind}.txt", head + _letter(session, request, row, vault=vault, settings=settings)


def trail(session: Session, request: Request) -> Data:
    """The evidence chain of the case, and whether it holds."""
    breaks = audit.verify_one(session, request.id)
    return {"is_whole": not breaks, "breaks": [{"seq": one.seq, "is_anchor": one.is_anchor} for one in breaks], "events": [
        {"seq": one.seq, "at": one.at, "by": one.actor_kind, "staff": one.actor_id, "name": one.name, "facts": json.loads(one.facts),
         "previous": one.previous, "digest": one.digest} for one in audit.trail(session, request.id)]}


def _letters(session: Session, request: Request) -> list[tuple[Message, datetime | None, datetime | None]]:
    """Each with the moments at which its link was opened and a file fetched by it."""
    rows = session.execute(select(Message, func.min(Delivery.first_opened_at), func.min(Delivery.fetched_at)).outerjoin(
        Delivery, Delivery.message_id == Message.id).where(Message.request_id == request.id).group_by(Message.id).order_by(Message.id))
    return [(row, opened_at, fetched_at) for row, opened_at, fetched_at in rows]


def _fate(number: int, row: Message, opened_at: datetime | None, fetched_at: datetime | None) -> Data:
    fate = outbox.told_of(row, opened_at, fetched_at)
    return {"number": number, "kind": row.kind, "by": row.transport.value, "written_at": row.created_at, "sent_at": row.sent_at, "fate": fate.value,
            "fate_at": fetched_at or opened_at or row.reported_at or row.sent_at}


def _letter(session: Session, request: Request, row: Message, *, vault: Vault, settings: Settings) -> str:
    try:
        mail = key_of(session, request.id, KeyClass.CORRESPONDENCE, vault=vault)
        facts = orjson.loads(mail.open(row.context, f"message:{row.message_id}:context"))
        to = mail.open(row.recipient, f"message:{row.message_id}:recipient").decode()
    except VaultError:
        return "\n(its words were deleted after their time)\n"
    if row.kind not in PLANS:
        return f"to {to}\n\n(a code to a telephone)\n"
    told = {**entities.in_letters(settings), "reference": request.reference, **older_letters.completed(session, row, facts, vault=vault)}
    told |= {name: REMOVED for name in _OPENING if name in told}
    subject, text, _ = compose(row.kind, row.locale, told, public_url=settings.public_url)
    return f"to {to or 'the postal address'}\nsubject {subject}\n\n{text}"


def _part(session: Session, request: Request, part: Part, case_key: Handle, people: dict[int, str], *, now: datetime) -> Data:
    company = session.get(Company, part.company_id) if part.company_id is not None else None
    term = pauses.term_of(session, request, now=now, part=part)
    reason = case_key.open(part.reason, cases.reason_place(request.reference, part.number)).decode() if part.reason is not None else None
    return {
        "number": part.number, "right": part.right.value, "role": part.role.value, "company": company.name if company is not None else None,
        "state": part.state.value, "outcome": part.outcome.value if part.outcome else None, "closed_at": part.closed_at,
        "due_on": part.due_on, "nominal_on": part.nominal_on, "extended_on": part.extended_on,
        "days_because": list(term.why(is_extended=part.extended_on is not None)),
        "refusal_ground": part.refusal_ground, "reason": reason,
        "instructions": [{"decision": row.decision.value, "kind": row.data_kind.value if row.data_kind else None, "made_at": row.made_at,
                          "revoked_at": row.revoked_at} for row in _of(session, Instruction, part.id)],
        "questions": [{"asked_at": row.asked_at, "answered_at": row.answered_at} for row in _of(session, Clarification, part.id)],
        "searches": [_search(task) for task in _of(session, Task, part.id) if task.kind is TaskKind.COLLECT],
        "choices": [{"address": row.address, "field": row.field, "row": row.row_number, "act": row.act.value,
                     "reason": row.reason.value if row.reason else None,
                     "by": people.get(row.staff_id), "staff": row.staff_id, "made_at": row.made_at}
                    for row in _of(session, DisclosureChoice, part.id)],
        "answers": [_answer(session, row, people) for row in _of(session, Response, part.id) if row.approved_at is not None],
    }


def _search(task: Task) -> Data:
    outcome = json.loads(task.outcome) if task.outcome else {}
    return {"source": task.source_key, "round": task.round, "state": task.state.value, "finished_at": task.finished_at, "problem": task.result_code,
            "found": outcome.get("found", {}), "not_searched": outcome.get("missed", {})}


def _answer(session: Session, row: Response, people: dict[int, str]) -> Data:
    links = session.execute(select(Delivery).where(Delivery.response_id == row.id).order_by(Delivery.id)).scalars()
    return {
        "number": row.number, "status": row.status, "outcome": row.outcome, "approved_at": row.approved_at,
        "approved_by": people.get(row.approved_by or 0), "staff": row.approved_by, "recalled_at": row.recalled_at, "incident": row.incident_id,
        "counts": json.loads(row.counts) if row.counts else None,
        "files": [{"name": one.name, "media_type": one.media_type, "size": one.size, "sha256": one.digest} for one in row.documents],
        "links": [{"sent_at": one.created_at, "until": one.expires_at, "first_opened_at": one.first_opened_at, "fetched_at": one.fetched_at,
                   "to_representative": one.representative_id is not None} for one in links]}


def _incident(line: incidents.Line) -> Data:
    facts = line.facts
    return {"number": line.id, "aware_at": line.aware_at, "what": facts.what, "happened_on": facts.happened_on, "categories": facts.categories,
            "people": facts.people, "records": facts.records, "consequences": facts.consequences, "measures": facts.measures,
            "risk": facts.risk.value, "risk_reason": facts.risk_reason, "closed_at": line.closed_at,
            "told": [{"duty": one.duty.value, "act": one.act.value, "at": one.done_at, "number": one.number, "note": one.note} for one in line.marks]}


def _rows(session: Session, table: Any, request_id: int, told: Callable[[Any], Data]) -> list[Data]:
    return [told(row) for row in session.execute(select(table).where(table.request_id == request_id).order_by(table.id)).scalars()]


def _of(session: Session, table: Any, part_id: int) -> list[Any]:
    return list(session.execute(select(table).where(table.part_id == part_id).order_by(table.id)).scalars())
