"""Somebody acts for the person, with a mandate (LAW: refusing only because of that is wrong; giving without it is worse).

Invariants: the person is proven all the same; content goes to a representative only after the person's own yes, by link and code, and never after it
was taken back. Asking for the mandate in time stops the clock, until it is read or the person has said yes or no, or proven who they are (N28).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SUBJECT, Actor
from dsr.domain.arrival import PickUp
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.domain.proof import PauseKind
from dsr.domain.reference import new_code, normal_code
from dsr.domain.words import Right, State
from dsr.models import Delivery, Representative, Request, SubjectSession
from dsr.services import audit, door, entities, load, mandates, notify, pauses, proofs, sessions, status
from dsr.services.intake import cleaned
from dsr.services.keys import key_for, key_of
from dsr.services.mandates import Acting
from dsr.vault import KeyClass, Vault

_LINK, CODE = "mandate", "mandate_code"


@dataclass(frozen=True, slots=True)
class Read:
    """What staff read in the mandate."""

    scope: Collection[Right]
    may_receive: bool
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person is asked behind the link: whether the answer may go to them; before the mandate `is_read`, whether they act for the person."""

    acting: Acting
    reference: str
    is_read: bool


def enter(session: Session, reference: str, acting: Acting, read: Read, *, representative_id: int | None = None, by: Actor, now: datetime,
          vault: Vault, settings: Settings) -> Representative:
    """Keep what staff read in a mandate; of one that was only claimed before it is the reading. Where the answer may go to them the person is asked.

    Raises NotFound, NotAllowed (reason unproven: nobody is asked before it is known who they are), InvalidInput.
    """
    by.must(Capability.TRIAGE)
    request = load.request(session, reference)
    told = cleaned(acting)
    if not read.scope:
        raise InvalidInput(field="scope", problem="required")
    if read.ends_on is not None and read.ends_on < read.starts_on:
        raise InvalidInput(field="ends_on", problem="order")
    if read.may_receive and not proofs.shown(session, request.id):
        raise NotAllowed(reason="unproven")
    row = _of(session, request, representative_id) if representative_id is not None else mandates.claim(
        session, request, told, today=read.starts_on, now=now, vault=vault)
    case = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now)
    for field in mandates.FIELDS:
        setattr(row, field, case.seal(getattr(told, field).encode(), mandates.place(row, field)))
    row.scope, row.may_receive = " ".join(sorted(right.value for right in read.scope)), read.may_receive
    row.starts_on, row.ends_on, row.checked_by = read.starts_on, read.ends_on, by.id
    row.confirmed_at = row.code_hash = row.confirm_hash = None  # a yes was to what was read then
    _close(session, row, now)
    session.flush()
    for one in session.execute(select(Representative).where(Representative.request_id == request.id)).scalars():
        pauses.answered(session, request, one, by=by, now=now)  # what came is taken for what was asked for, under whosever name it is entered
    audit.record(session, request.id, "mandate_read", {"representative": row.id, "receives": read.may_receive, "scope": row.scope}, by=by, now=now)
    if read.may_receive:
        _ask(session, request, row, told, now=now, vault=vault, settings=settings)
    return row


def ask(session: Session, reference: str, representative_id: int, *, by: Actor, now: datetime, vault: Vault, settings: Settings) -> bool:
    """Ask whoever wrote for the mandate, and the person, once their address is confirmed, whether it is their wish; returns whether the clock stands
    since. Raises NotFound, NotAllowed; Conflict (read, ended or asked for before, or nothing of the request is open)."""
    by.must(Capability.TRIAGE)
    request = load.request(session, reference)
    row = _of(session, request, representative_id)
    open_parts = [part for part in request.parts if part.state is not State.CLOSED]
    if not mandates.can_ask(row) or not open_parts:
        raise Conflict()
    row.asked_at = now
    session.flush()
    audit.record(session, request.id, "mandate_asked", {"representative": row.id}, by=by, now=now)
    is_paused = pauses.begin(session, request, PauseKind.IDENTITY, waits_for=row, by=by, now=now, settings=settings)
    since = pauses.today_of(session, request, now)
    write(session, request, row, since if is_paused else None, week=0, now=now, vault=vault, settings=settings)
    if any(part.state not in (State.RECEIVED, State.VERIFYING) for part in open_parts):
        facts = {**_link(session, request, row, now=now, vault=vault, settings=settings), **(pauses.told(since) if is_paused else {})}
        notify.write(session, request, "mandate_wanted" if is_paused else "mandate_wanted_late", occasion=f"mandate_wanted:{row.id}", context=facts,
                     now=now, vault=vault, domain=entities.mail_domain(settings))
    return is_paused


def write(session: Session, request: Request, row: Representative, since: date | None, *, week: int, now: datetime, vault: Vault,
          settings: Settings) -> None:
    """The letter to whoever wrote, again each week while the clock stands `since` then. It tells nothing of the person or the request."""
    told = mandates.acting(row, key_of(session, request.id, KeyClass.CASE, vault=vault))
    letter, facts = ("mandate_asked", pauses.told(since)) if since is not None else ("mandate_asked_late", {})
    facts |= {"owner_name": told.name}
    notify.rendered(request, letter, facts, settings=settings)
    notify.write(session, request, letter, occasion=f"mandate_asked:{row.id}:{week}", context=facts, now=now, vault=vault,
                 domain=entities.mail_domain(settings), to=told.email)


def peek(session: Session, token: str, *, now: datetime, vault: Vault) -> Asked | None:
    """What is asked behind the link; None where it is not open. Changes nothing."""
    row = _by_token(session, token, now, vault)
    if row is None:
        return None
    request = session.get_one(Request, row.request_id)
    return Asked(mandates.acting(row, key_of(session, request.id, KeyClass.CASE, vault=vault)), request.reference,
                 row.checked_by is not None)


def decide(session: Session, token: str, *, is_yes: bool, code: str = "", now: datetime, vault: Vault, settings: Settings) -> str | None:
    """The person's yes, with the code that they give to the representative once the mandate was read; or their no, which ends it. Once. A yes by
    which the answer goes to somebody takes the person's pick-up code: others may read the mailbox. The caller commits also what is refused.

    Raises NotFound, NotAllowed(reason=wrong_code|locked).
    """
    found = _by_token(session, token, now, vault)
    if found is None:
        raise NotFound()
    request = load.request(session, session.get_one(Request, found.request_id).reference)
    session.refresh(found, with_for_update=True)
    if found.confirm_hash is None or found.revoked_at is not None:
        raise NotFound()
    if is_yes and found.checked_by is not None:
        status.must_know(session, request, code, now=now, vault=vault, settings=settings)
        if request.pickup is PickUp.BY_LINK:  # its mailbox may be the employer's: who it shows nothing of must not be given the answer by it
            raise NotAllowed(reason="wrong_code")
    found.confirm_hash = None
    if not is_yes:
        _revoke(session, found, by=SUBJECT, now=now)
        return None
    if found.checked_by is None:
        found.agreed_at = now
        session.flush()
        audit.record(session, request.id, "mandate_agreed", {"representative": found.id}, by=SUBJECT, now=now)
        pauses.answered(session, request, found, by=SUBJECT, now=now)
        return None
    theirs = new_code(secrets.token_bytes(16))
    found.confirmed_at, found.code_hash = now, vault.token(CODE, mandates.code_place(found.id, normal_code(theirs) or ""))
    session.flush()
    audit.record(session, found.request_id, "mandate_confirmed", {"representative": found.id}, by=SUBJECT, now=now)
    return theirs


def revoke(session: Session, reference: str, representative_id: int, *, by: Actor, now: datetime) -> None:
    """Staff end it. Raises NotFound, NotAllowed."""
    by.must(Capability.TRIAGE)
    _revoke(session, _of(session, load.request(session, reference), representative_id), by=by, now=now)


def take_back(session: Session, token: str, representative_id: int, *, now: datetime, vault: Vault) -> None:
    """The person ends it, on the page that they opened. Raises NotFound."""
    opened = sessions.current(session, token, now=now, vault=vault, is_answer=False)
    request = load.request(session, session.get_one(Request, opened.request_id).reference)
    _revoke(session, _of(session, request, representative_id), by=SUBJECT, now=now)


def _ask(session: Session, request: Request, row: Representative, told: Acting, *, now: datetime, vault: Vault, settings: Settings) -> None:
    name = f"{told.name}, {told.organisation}" if told.organisation else told.name
    facts = {**_link(session, request, row, now=now, vault=vault, settings=settings), "representative": name}
    notify.write(session, request, "mandate", occasion=door.occasion("mandate", row.id), context=facts, now=now, vault=vault,
                 domain=entities.mail_domain(settings))


def _link(session: Session, request: Request, row: Representative, *, now: datetime, vault: Vault, settings: Settings) -> dict[str, str]:
    """A new link by which the person decides, and what every letter with it says."""
    token, last = secrets.token_urlsafe(32), mandates.today(session, request, now) + timedelta(days=settings.confirm_days)
    row.confirm_hash = vault.token(_LINK, token)
    row.confirm_until = datetime.combine(last + timedelta(days=1), time(), entities.zone(settings))
    session.flush()
    return {**notify.greeting(session, request, vault=vault), "token": token, "expires_on": last.isoformat()}


def _revoke(session: Session, row: Representative, *, by: Actor, now: datetime) -> None:
    if row.revoked_at is not None:
        return
    row.revoked_at, row.confirm_hash, row.code_hash = now, None, None
    _close(session, row, now)
    session.flush()
    audit.record(session, row.request_id, "mandate_ended", {"representative": row.id}, by=by, now=now)
    pauses.answered(session, session.get_one(Request, row.request_id), row, by=by, now=now)


def _close(session: Session, row: Representative, now: datetime) -> None:
    """Their links, and the pages that they have open."""
    theirs = select(Delivery.id).where(Delivery.representative_id == row.id)
    session.execute(delete(SubjectSession).where(SubjectSession.delivery_id.in_(theirs)))
    session.execute(update(Delivery).where(Delivery.representative_id == row.id, Delivery.superseded_at.is_(None)).values(superseded_at=now))


def _of(session: Session, request: Request, representative_id: int) -> Representative:
    row = session.get(Representative, representative_id)
    if row is None or row.request_id != request.id:
        raise NotFound()
    return row


def _by_token(session: Session, token: str, now: datetime, vault: Vault) -> Representative | None:
    wanted = select(Representative).where(Representative.confirm_hash == vault.token(_LINK, token), Representative.confirm_until > now,
                                          Representative.revoked_at.is_(None))
    return session.execute(wanted).scalar_one_or_none()
