"""The register of incidents: opened by a recall or by hand, filled in, who was told and when, and closed (GDPR Art. 33, 34).

Invariants: a text of the register names nobody, so that it may outlive the requests; each step is an event; what is owed is never settled by silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, Incomplete, InvalidInput, InvalidMove, NotFound
from dsr.domain.incident import Clock, Duty, MarkAct, Risk, clocks
from dsr.domain.mailable import is_mailable
from dsr.domain.words import Role
from dsr.models import Incident, IncidentMark, LegalEntity, Part, Request
from dsr.services import audit, cases, referrals
from dsr.vault import Vault

_TO_COMPANY = "company_incident"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the register tells of an incident (Art. 33(3), 33(5))."""

    what: str
    happened_on: date | None = None
    categories: str = ""
    people: int | None = None
    records: int | None = None
    consequences: str = ""
    measures: str = ""
    risk: Risk = Risk.UNWEIGHED
    risk_reason: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """That somebody was told, or need not be told."""

    duty: Duty
    act: MarkAct
    done_at: datetime
    number: str = ""
    note: str = ""


def begin(session: Session, request: Request, role: Role, company_id: int | None, what: str, *, aware_at: datetime, by: Actor, now: datetime,
          settings: Settings) -> Incident:
    """Open an incident; its clocks run from `aware_at`. The request is locked. Raises NotAllowed, InvalidInput."""
    by.must(Capability.INCIDENT)
    if aware_at > now:
        raise InvalidInput(field="aware_at", problem="to_come")
    row = Incident(request_id=request.id, role=role, company_id=company_id, opened_at=now, opened_by=by.id, aware_at=aware_at, categories="",
                   consequences="", measures="", risk=Risk.UNWEIGHED, risk_reason="", what=plain("what", what, is_required=True))
    session.add(row)
    session.flush()
    ends = {clock.duty.value: clock.ends_at.isoformat() for clock in clocks_of(session, row, settings=settings)}
    told: dict[str, object] = {"incident": row.id, "role": role.value, "company": company_id, "aware_at": aware_at.isoformat(), "ends": ends}
    audit.record(session, request.id, "incident_opened", told, by=by, now=now)
    return row


def join(session: Session, incident_id: int, part: Part, *, by: Actor) -> Incident:
    """An open incident that one more answer belongs to: only where the same one decides about the data. Raises NotFound, Conflict."""
    row = load(session, incident_id, by=by)
    if row.closed_at is not None or (row.role, row.company_id) != (part.role, part.company_id):
        raise Conflict()
    return row


def change(session: Session, incident_id: int, facts: Facts, *, by: Actor, now: datetime) -> Incident:
    """Fill the register in. Raises NotFound, NotAllowed, InvalidInput, InvalidMove (it is closed)."""
    row = _open(session, incident_id, by=by)
    changed = []
    for one in fields(Facts):
        value = getattr(facts, one.name)
        value = plain(one.name, value, is_required=one.name == "what") if isinstance(value, str) and not isinstance(value, Risk) else value
        if isinstance(value, int) and value < 0:
            raise InvalidInput(field=one.name, problem="bad_number")
        if getattr(row, one.name) != value:
            setattr(row, one.name, value)
            changed.append(one.name)
    if facts.risk is Risk.UNLIKELY and not row.risk_reason:  # Art. 33(5): what lets us not notify must be documented
        raise InvalidInput(field="risk_reason", problem="required")
    if changed:
        told: dict[str, object] = {"incident": row.id, "fields": changed, "risk": row.risk.value}
        audit.record(session, row.request_id, "incident_changed", told, by=by, now=now)
    return row


def mark(session: Session, incident_id: int, given: Mark, *, by: Actor, now: datetime, message_id: int | None = None) -> IncidentMark:
    """Who was told when, with the number that the authority gave; or that nobody need be, and why. Raises as `change`."""
    row = _open(session, incident_id, by=by)
    if given.done_at > now:
        raise InvalidInput(field="done_at", problem="to_come")
    note = plain("note", given.note, is_required=given.act is MarkAct.NOT_OWED)
    return _mark(session, row, given, note=note, number=cases.clean("number", given.number, one_line=True), by=by, now=now, message_id=message_id)


def tell_company(session: Session, row: Incident, part: Part, *, by: Actor, now: datetime, vault: Vault, settings: Settings) -> bool:
    """Where we hold the data for a company: a letter to whoever speaks for it, with a link to what happened and nothing else (Art. 33(2)).

    False where nobody there is left, or nobody decides but us."""
    if row.role is not Role.PROCESSOR or part.company_id is None or part.company_id != row.company_id:
        return False
    found = referrals.reach(session, part, now=now, settings=settings)
    if found is None:
        return False
    referral, contact = found
    message = referrals.send_link(session, referral, part, contact, _TO_COMPANY, now=now, vault=vault, settings=settings)
    _mark(session, row, Mark(Duty.COMPANY, MarkAct.TOLD, now), note="", number="", by=by, now=now, message_id=message.id)
    return True


def close(session: Session, incident_id: int, *, by: Actor, now: datetime, settings: Settings) -> Incident:
    """Nothing is left to do. Raises as `change`; Incomplete (reasons risk, effects, duties) while the law still wants something."""
    row = _open(session, incident_id, by=by)
    if row.risk is Risk.UNWEIGHED:
        raise Incomplete(reason="risk")
    if not row.consequences or not row.measures:
        raise Incomplete(reason="effects")
    if any(clock.settled_at is None for clock in clocks_of(session, row, settings=settings)):
        raise Incomplete(reason="duties")
    row.closed_at, row.closed_by = now, by.id
    session.flush()
    audit.record(session, row.request_id, "incident_closed", {"incident": row.id}, by=by, now=now)
    return row


def clocks_of(session: Session, row: Incident, *, settings: Settings) -> tuple[Clock, ...]:
    """What is owed, and until when."""
    return clocks(row.aware_at, row.role, row.risk, settled(session, row.id), is_telecom=is_telecom(session, row.request_id, settings=settings))


def settled(session: Session, incident_id: int) -> Mapping[Duty, datetime]:
    """When each duty was first seen to."""
    rows = session.execute(select(IncidentMark).where(IncidentMark.incident_id == incident_id)).scalars()
    found: dict[Duty, datetime] = {}
    for one in rows:
        found[one.duty] = min(one.done_at, found.get(one.duty, one.done_at))
    return found


def is_telecom(session: Session, request_id: int, *, settings: Settings) -> bool:
    """Whether the country of the entity that answers applies the telecom rule."""
    entity = session.get_one(LegalEntity, session.get_one(Request, request_id).entity_id)
    return entity.country in settings.telecom_breach_countries.split()


def load(session: Session, incident_id: int, *, by: Actor) -> Incident:
    """Locked after its request. Raises NotFound, NotAllowed."""
    by.must(Capability.INCIDENT)
    row = session.get(Incident, incident_id)
    if row is None:
        raise NotFound()
    session.execute(select(Request.id).where(Request.id == row.request_id).with_for_update())
    session.refresh(row, with_for_update=True)
    return row


def plain(field: str, text: str, *, is_required: bool = False) -> str:
    """Words for the register, which names nobody. Raises InvalidInput."""
    found = cases.clean(field, text.replace("\r\n", "\n"), required=is_required)
    if not is_mailable(found):
        raise InvalidInput(field=field, problem="register")
    return found


def _open(session: Session, incident_id: int, *, by: Actor) -> Incident:
    row = load(session, incident_id, by=by)
    if row.closed_at is not None:
        raise InvalidMove(move="incident", state="closed")
    return row


def _mark(session: Session, row: Incident, given: Mark, *, note: str, number: str, by: Actor, now: datetime, message_id: int | None) -> IncidentMark:
    made = IncidentMark(incident_id=row.id, duty=given.duty, act=given.act, done_at=given.done_at, number=number, note=note, message_id=message_id,
                        staff_id=by.id, made_at=now)
    session.add(made)
    session.flush()
    name = "incident_told" if given.act is MarkAct.TOLD else "incident_not_owed"
    told: dict[str, object] = {"incident": row.id, "duty": given.duty.value, "at": given.done_at.isoformat(), "mark": made.id}
    audit.record(session, row.request_id, name, told, by=by, now=now)
    return made
