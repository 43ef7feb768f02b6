"""Which letter goes to whom. A letter is a row written with the change; sending it is a job.

Invariant: one letter per request and occasion, with one Message-ID for ever; tokens and names lie sealed in its context.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SYSTEM
from dsr.domain.errors import Incomplete
from dsr.mail.compose import compose, first_name
from dsr.models import Message, MessageState, Part, Request, Transport
from dsr.services import audit, cases, contact_points, entities, mandates, pacing, threads
from dsr.services.keys import key_for, key_of
from dsr.vault import KeyClass, Vault

_COPIED = frozenset({"received", "acknowledged", "extended", "late", "clarification", "clarification_paused", "refused", "company_gone", "withdrawn",
                     "answer_ready", "answer_nothing", "answer_partly", "answer_incomplete", "answer_corrected", "answer_posted",
                     "answer_recalled", "answer_enclosed", "answer_unfetched"})


def tell(session: Session, part: Part, letter: str, facts: Mapping[str, object], *, now: datetime, vault: Vault, settings: Settings) -> Message:
    """A letter to the person about a part, one for each time it takes this turn: reopened and refused again is another refusal.

    Raises Incomplete if it owes what nobody gave: what the law wants told is not decided without telling it (GDPR Art. 12(4)).
    """
    told = {**greeting(session, part.request, vault=vault), **facts}
    rendered(part.request, letter, told, settings=settings)
    return write(session, part.request, letter, occasion=f"{letter}:{part.number}:{int(now.timestamp())}", context=told, now=now, vault=vault,
                 domain=entities.mail_domain(settings), part_id=part.id)


def rendered(request: Request, letter: str, told: Mapping[str, object], *, settings: Settings, locale: str | None = None) -> tuple[str, str]:
    """Subject and text as they will be sent. Raises Incomplete (reason letter_owes) for a fact that is missing."""
    facts = {**entities.in_letters(settings), "reference": request.reference, **told}
    try:
        subject, text, _ = compose(letter, locale or request.locale, facts, public_url=settings.public_url)
    except KeyError as error:
        raise Incomplete(reason="letter_owes", detail=str(error.args[0])) from None
    return subject, text


def is_written(session: Session, request: Request, occasion: str) -> bool:
    """Whether the letter of this occasion is there already."""
    return session.execute(select(Message.id).where(Message.request_id == request.id, Message.occasion == occasion)).scalar() is not None


def greeting(session: Session, request: Request, *, vault: Vault) -> dict[str, str]:
    """The name that a letter begins with. Raises VaultError."""
    return {"first_name": first_name(cases.read(request, "name", key_of(session, request.id, KeyClass.CASE, vault=vault)))}


def write(session: Session, request: Request, kind: str, *, occasion: str, context: Mapping[str, object], now: datetime, vault: Vault,
          domain: str, part_id: int | None = None, to: str | None = None, locale: str | None = None, transport: Transport | None = None) -> Message:
    """Queue a letter; what would write it again for the same occasion finds it there. `domain` ends its Message-ID.

    It goes to the person in their language and by the way that reaches them, unless `to`, `locale` and `transport` say otherwise.
    """
    found = session.execute(select(Message).where(Message.request_id == request.id, Message.occasion == occasion)).scalar_one_or_none()
    if found is not None:
        return found
    handle = key_for(session, request.id, KeyClass.CORRESPONDENCE, vault=vault, now=now)
    message_id = f"<{secrets.token_hex(16)}@{domain}>"
    way, recipient = (Transport.MAIL, to) if to is not None else contact_points.way_to(session, request, kind, vault)
    way = transport or way
    message = Message(
        request_id=request.id, part_id=part_id, kind=kind, occasion=occasion, message_id=message_id, locale=locale or request.locale,
        recipient=handle.seal(b"" if way is Transport.POST else recipient.encode(), f"message:{message_id}:recipient"), transport=way,
        context=handle.seal(orjson.dumps(dict(context)), f"message:{message_id}:context"),
        state=MessageState.QUEUED, due_at=now, created_at=now)
    if way is Transport.MAIL:
        message.recipient_token = pacing.token_of(recipient, vault)
    if way is Transport.MAIL and to is None:
        threads.join(request, message, handle)
    session.add(message)
    session.flush()
    audit.record(session, request.id, "letter_written", {"letter": kind, "message": message.id}, by=SYSTEM, now=now)
    if to is None and kind in _COPIED:
        _copies(session, request, message, now=now, vault=vault, domain=domain)
    return message


def _copies(session: Session, request: Request, message: Message, *, now: datetime, vault: Vault, domain: str) -> None:
    """Whoever acts for the person by a mandate that staff have read hears that we have written, and not what."""
    parts = [part for part in request.parts if message.part_id in (None, part.id)]
    for line in mandates.hearing(session, request, frozenset(part.right for part in parts), now=now, vault=vault):
        told = {"owner_name": line.acting.name, "due_on": min(part.due_on for part in parts).isoformat()}
        write(session, request, "mandate_copy", occasion=f"mandate_copy:{message.id}:{line.id}", context=told, now=now, vault=vault, domain=domain,
              part_id=message.part_id, to=line.acting.email)
