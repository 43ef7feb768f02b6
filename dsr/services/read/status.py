"""What the data subject sees of their request.

Invariant: only words made for them leave here: public states, dates, the outcome, the ground and reason of a refusal that stands, and
what we ask them; no name of staff, source, task or note.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.lifecycle import PublicState, public_state
from dsr.domain.pausing import last_day
from dsr.domain.proof import PauseKind
from dsr.domain.words import Outcome, Right, Role, State
from dsr.models import Company, Delivery, Event, Part, PauseRow, Request, Response
from dsr.services import audit, called, cases, clarify, companies, link_again, mandates, pauses, sessions
from dsr.services.keys import key_of
from dsr.services.read import proving
from dsr.vault import KeyClass, Vault

_TOLD = {  # event -> the step it is to the person
    "received": "received", "identify": "confirmed", "confirmed": "confirmed", "collect": "collect", "respond": "approved", "refuse": "refuse",
    "extended": "extended", "clarification_asked": "clarification_asked", "clarification_answered": "clarification_answered",
    "clarification_taken_back": "clarification_taken_back", "refer": "refer",
    "released": "released", "answer_recalled": "answer_recalled",
    "downloaded": "downloaded", "withdraw": "withdraw", "turn_away": "close", "close": "close", "lapse": "close",
    "reopen": "reopen",
}
_DECISIONS = ("refuse", "respond", "withdraw", "reopen")


@dataclass(frozen=True, slots=True)
class PartLine:
    """`refusal_ground` and `reason` only while the refusal stands."""

    right: Right
    company: str                 # that decides about it, as the person may know it; "" for what we decide about
    public_state: PublicState
    outcome: Outcome | None
    due_on: date
    why_due: tuple[str, ...]     # words for what that day counts from, and what moved it
    refusal_ground: str | None
    reason: str | None
    pause: PauseLine | None = None  # for their answer to a question about this part


@dataclass(frozen=True, slots=True)
class StepLine:
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Acts:
    """Somebody who acts for the person. `may_receive`: the person has said that the answer may go to them."""

    id: int
    name: str
    may_receive: bool


@dataclass(frozen=True, slots=True)
class PauseLine:
    """We wait, or waited, for the person. `until` None: we still do, and the day of the answer moves along. `is_for_mandate`: for what whoever acts
    for them shows."""

    is_for_mandate: bool
    since: date
    until: date | None

    @property
    def last_day(self) -> date:
        return last_day(self.since)

    @property
    def days(self) -> int:
        return (self.until - self.since).days if self.until else 0


@dataclass(frozen=True, slots=True)
class Page:
    """The oldest step comes first."""

    reference: str
    received_on: date
    public_state: PublicState
    is_passed_on: bool                 # whether companies are asked about their parts, as the person wishes
    parts: tuple[PartLine, ...]
    asked: tuple[clarify.Asked, ...]   # what we wait to hear from them
    can_ask_link: bool                 # there is an answer, and a new link to it can be sent
    timeline: tuple[StepLine, ...]
    pauses: tuple[PauseLine, ...] = () # days on which the time stood, or stands
    acting: tuple[Acts, ...] = ()      # who acts for them, and has not been stopped
    lacks_proof: bool = False          # something of what they asked for needs more than they have shown


def page(session: Session, token: str, *, now: datetime, vault: Vault, locale: str) -> Page:
    """The request that this session opened, in words of the reader. Raises NotFound."""
    opened = sessions.current(session, token, now=now, vault=vault, is_answer=False)
    request = session.execute(select(Request).where(Request.id == opened.request_id)).scalar_one()
    told = [(event, json.loads(event.facts)) for event in audit.trail(session, request.id) if event.name in _TOLD]
    shown = [part for part in request.parts if called.is_shown(session, part)]
    hidden = {part.number for part in request.parts} - {part.number for part in shown}
    told = [(event, facts) for event, facts in told if facts.get("part") not in hidden]
    ready = _ready(session, shown, now)
    parts = [(part, _reason(session, request, part, vault) if _is_refused(part, told) else None) for part in shown]
    stood, why = pauses.of(session, request.id), pauses.why(session, request, now=now)
    return Page(
        reference=request.reference, received_on=request.received_on, is_passed_on=request.pass_on,
        public_state=public_state((part.state for part in shown), is_answer_open=bool(ready)),
        parts=tuple(
            PartLine(part.right, _company(session, part, locale), public_state([part.state], is_answer_open=part.id in ready), part.outcome,
                     part.due_on, why[part.id], part.refusal_ground if reason is not None else None, reason,
                     next((_pause(row) for row in stood if pauses.is_about(session, row, part)), None)) for part, reason in parts),
        asked=_asked(session, request, vault), can_ask_link=link_again.can(session, request),
        timeline=_timeline(told), pauses=tuple(_pause(row) for row in stood if row.kind is PauseKind.IDENTITY),
        acting=tuple(Acts(line.id, line.acting.name, line.mandate.may_receive and line.mandate.is_confirmed)
                     for line in mandates.of(session, request.id, vault=vault) if not line.mandate.is_revoked),
        lacks_proof=any(step.missing for step in proving.steps(session, request)))


def _pause(row: PauseRow) -> PauseLine:
    return PauseLine(row.representative_id is not None, row.started_on, row.ended_on)


def _company(session: Session, part: Part, locale: str) -> str:
    if part.role is Role.CONTROLLER or part.company_id is None:
        return ""
    return called.company(part, companies.asked_of(session, session.get_one(Company, part.company_id)), locale=locale)


def _asked(session: Session, request: Request, vault: Vault) -> tuple[clarify.Asked, ...]:
    """Questions whose answer can still change something."""
    waiting = {part.number for part in request.parts if clarify.is_waited_for(part.state)}
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    return tuple(one for one in clarify.open_ones(clarify.of(session, request, case=case)) if one.part in waiting)


def _ready(session: Session, parts: Iterable[Part], now: datetime) -> set[int]:
    """Parts whose answer the person can open now. One that was reopened is being worked on again, whatever link is about."""
    answered = [part.id for part in parts if part.state in (State.DELIVERING, State.CLOSED)]
    return set(session.execute(select(Response.part_id).join(Delivery).where(
        Response.part_id.in_(answered), Delivery.representative_id.is_(None), Delivery.superseded_at.is_(None),
        Delivery.locked_at.is_(None), Delivery.expires_at > now)).scalars())


def _is_refused(part: Part, told: list[tuple[Event, dict[str, Any]]]) -> bool:
    """Whether the last decision on the part is a refusal; the row may still hold the ground of an earlier one."""
    decisions = [event.name for event, facts in told if event.name in _DECISIONS and facts.get("part") == part.number]
    return decisions[-1:] == ["refuse"]


def _reason(session: Session, request: Request, part: Part, vault: Vault) -> str:
    if part.reason is None:
        return ""
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    return case.open(part.reason, cases.reason_place(request.reference, part.number)).decode()


def _timeline(told: list[tuple[Event, dict[str, Any]]]) -> tuple[StepLine, ...]:
    """A step that only repeats the one before, such as ten files fetched, is told once."""
    steps: list[StepLine] = []
    for event, _facts in told:
        if not steps or steps[-1].name != _TOLD[event.name]:
            steps.append(StepLine(_TOLD[event.name], event.at))
    return tuple(steps)
