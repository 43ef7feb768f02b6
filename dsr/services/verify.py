"""The address is confirmed by the button behind the mail's link. Invariant: looking at the link changes nothing, pressing twice is once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SUBJECT, SYSTEM, Actor
from dsr.domain.arrival import BY_HAND
from dsr.domain.errors import NotFound
from dsr.domain.proof import Control, Method, ProofState
from dsr.domain.words import State
from dsr.mail.compose import first_name
from dsr.models import IdentityRow, Part, Proof, Request
from dsr.services import audit, called, cases, companies, entities, lifecycle, lookalikes, notify, parts, pickup, proofs
from dsr.services.briefing import identity_context
from dsr.services.keys import key_of
from dsr.vault import KeyClass, Vault

EMAIL_LINK = Method.EMAIL_LINK.value
_UNIDENTIFIED = (State.RECEIVED, State.VERIFYING)
PRESSED_AGAIN = timedelta(minutes=2)  # people press a button twice


def peek(session: Session, token: str, *, now: datetime, vault: Vault) -> bool:
    """Whether the link is open: it dies with the button."""
    found = _found(session, token, now, vault)
    return found is not None and _pressed_at(session, found) is None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The request, and the pick-up code that its page shows once, if nobody had one."""

    reference: str
    code: str | None


def confirm(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> Confirmed:
    """The address is its reader's; the request goes to triage. Raises NotFound for a link that never was, is too old or was used; pressed twice in
    one breath it was pressed once, and the second page is the one that is read."""
    found = _found(session, token, now, vault)
    if found is None:
        raise NotFound()
    request = session.execute(select(Request).where(Request.id == found.id).with_for_update()).scalar_one()
    if (pressed_at := _pressed_at(session, request)) is not None:  # whatever became of that proof
        if now - pressed_at > PRESSED_AGAIN:
            raise NotFound()
        return Confirmed(request.reference, pickup.behind_link(session, request, now=now, vault=vault))
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    emails = select(IdentityRow).where(IdentityRow.request_id == request.id, IdentityRow.kind == "email", IdentityRow.proven_how.is_(None))
    for identity in session.execute(emails).scalars().all():
        control = companies.controls(session, case.open(identity.value, identity_context(identity)).decode())
        proofs.prove(session, request.id, Method.EMAIL_LINK, control, identity_id=identity.id, by=SUBJECT, now=now, vault=vault)
    lookalikes.look(session, request.id, cases.read(request, "email", case), now=now, vault=vault, settings=settings)
    audit.record(session, request.id, "confirmed", {"how": EMAIL_LINK}, by=SUBJECT, now=now)
    if waiting := identified(session, request, by=SUBJECT, now=now):
        name = cases.read(request, "name", case)
        facts = {"first_name": first_name(name), "due_on": waiting[0].due_on.isoformat(), "who": called.who_answers(request, case)}
        notify.write(session, request, "received", occasion="received", context=facts, now=now, vault=vault, domain=entities.mail_domain(settings))
    parts.split(session, request, now=now, vault=vault, settings=settings)
    return Confirmed(request.reference, pickup.behind_link(session, request, now=now, vault=vault))


def identified(session: Session, request: Request, *, by: Actor, now: datetime) -> list[Part]:
    """Something shows who asks, by whichever way: what waited for that goes to triage. The request is locked."""
    request.confirmed_at = request.confirmed_at or now
    session.flush()
    waiting = [part for part in request.parts if part.state in _UNIDENTIFIED]
    for part in waiting:
        lifecycle.move(session, part, "identify", by=by, now=now)
    return waiting


def vouch(session: Session, request_id: int, method: Method, control: Control, *, reason: str, identity_id: int | None = None, by: Actor,
          now: datetime, vault: Vault, settings: Settings) -> Proof:
    """Staff show who asks: also who wrote without an email goes on from here. Raises as `proofs.prove`."""
    row = proofs.prove(session, request_id, method, control, by=by, now=now, vault=vault, reason=reason, identity_id=identity_id)
    request = session.get_one(Request, request_id)
    if identified(session, request, by=SYSTEM, now=now):
        parts.split(session, request, now=now, vault=vault, settings=settings)
    return row


def unidentified(session: Session) -> list[int]:
    """Requests that staff entered and that wait for a proof, where something was proven since. Of the web's each waits for the button behind the
    link to its mailbox, because letters go there."""
    waits = exists().where(Part.request_id == Request.id, Part.state.in_(_UNIDENTIFIED))
    proven = exists().where(Proof.request_id == Request.id, Proof.state == ProofState.PROVEN)
    found = select(Request.id).where(Request.channel.in_(BY_HAND), waits, proven)
    return list(session.execute(found.order_by(Request.id)).scalars())


def go_on(session: Session, request_id: int, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """By whichever way who asks was shown: once that is enough for the least of what was asked for, the request goes on."""
    request = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one()
    rights = {part.right for part in request.parts if part.state in _UNIDENTIFIED}
    if any(proofs.reaches(session, request.id, right) for right in rights) and identified(session, request, by=SYSTEM, now=now):
        parts.split(session, request, now=now, vault=vault, settings=settings)


def _pressed_at(session: Session, request: Request) -> datetime | None:
    used = select(func.min(Proof.asked_at)).where(Proof.request_id == request.id, Proof.method == Method.EMAIL_LINK)
    return session.execute(used).scalar()


def _found(session: Session, token: str, now: datetime, vault: Vault) -> Request | None:
    open_links = select(Request).where(Request.confirm_hash == vault.token("confirm", token), Request.confirm_expires_at > now)
    return session.execute(open_links).scalar_one_or_none()
