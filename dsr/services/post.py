"""Letters on paper: printed by staff, put into the post, and with an answer on paper what belongs into the envelope.

Invariants: an answer is printed only for who asked for it on paper, or has not fetched it by its link, and only to an address that is confirmed; each
print is an event.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.documents import paper
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, NotAllowed, NotFound
from dsr.domain.words import State
from dsr.mail.compose import compose
from dsr.models import Document, Message, MessageState, Part, Request, Response, Transport
from dsr.services import audit, cases, contact_points, deliver, drafts, endings, entities, load, notes, on_paper, outbox, proofs
from dsr.services.briefing import document_context
from dsr.services.keys import key_of
from dsr.services.sealed_file import SealedFile
from dsr.text.dates import long_date
from dsr.vault import KeyClass, Vault


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter as it is to be printed, opened."""

    kind: str
    reference: str
    locale: str
    name: str
    address: str
    facts: dict[str, Any]
    reason: str                # of a refusal, which a person on paper has no page to read on
    written_at: datetime


def take(session: Session, message_id: int, *, by: Actor, now: datetime, vault: Vault) -> Envelope:
    """Open a letter to print it. Raises NotFound, NotAllowed."""
    by.must(Capability.TRIAGE)
    message, request = _waiting(session, message_id)
    audit.record(session, request.id, "letter_printed", {"letter": message.kind, "message": message.id}, by=by, now=now)
    return enveloped(session, message, request, vault=vault)


def enveloped(session: Session, message: Message, request: Request, *, vault: Vault) -> Envelope:
    """A letter opened, with the address of now."""
    mail, case = (key_of(session, request.id, kind, vault=vault) for kind in (KeyClass.CORRESPONDENCE, KeyClass.CASE))
    facts = orjson.loads(mail.open(message.context, f"message:{message.message_id}:context"))
    address = contact_points.postal(session, request.id, vault=vault)
    part = session.get(Part, message.part_id) if message.part_id is not None else None
    reason = ""
    if message.kind in (endings.REFUSAL, endings.GONE) and part is not None and part.reason is not None:
        reason = case.open(part.reason, cases.reason_place(request.reference, part.number)).decode()
    return Envelope(message.kind, request.reference, message.locale, cases.read(request, "name", case), address.text if address else "", facts,
                    reason, message.created_at)


def words(envelope: Envelope, *, settings: Settings) -> tuple[str, tuple[str, ...]]:
    """Its subject and its paragraphs, as they stand on the sheet."""
    facts = {**entities.in_letters(settings), "reference": envelope.reference, **envelope.facts}
    subject, text, _ = compose(envelope.kind, envelope.locale, facts, public_url=settings.public_url)
    paragraphs = [" ".join(one.split()) for one in re.split(r"\n\s*\n", text)]
    if envelope.reason:
        paragraphs.insert(-2, envelope.reason)  # before the farewell
    return subject, tuple(paragraphs)


def printed(envelope: Envelope, *, settings: Settings) -> bytes:
    """The letter as a PDF. Outside of any transaction: it takes its time."""
    subject, paragraphs = words(envelope, settings=settings)
    entity, file = entities.facts(settings), io.BytesIO()
    paper.write(paper.Sheaf(
        sender=f"{entity.name}, {entity.address}", address=f"{envelope.name}\n{envelope.address}", subject=subject, paragraphs=paragraphs,
        date=long_date(envelope.written_at.astimezone(entities.zone(settings)).date(), envelope.locale), locale=envelope.locale,
        reference=envelope.reference, made_at=envelope.written_at, code=str(envelope.facts.get("code", ""))), file)
    return file.getvalue()


def answer(session: Session, message_id: int, *, by: Actor, now: datetime, vault: Vault) -> tuple[SealedFile, int]:
    """The printed answer that belongs to a letter, and its size. Raises NotFound, NotAllowed (reason unproven: a proof was taken back since)."""
    by.must(Capability.TRIAGE)
    by.must(Capability.RECORDS)
    message, request = _waiting(session, message_id)
    on_paper.must(session, request, vault=vault, letter=message.kind)
    response = _response(session, message, vault)
    if not proofs.still_reach(session, request.id, load.part(session, response.part_id).right, response.ordered_at):
        raise NotAllowed(reason="unproven")
    wanted = select(Document).where(Document.response_id == response.id, Document.name == "response.pdf")
    document = session.execute(wanted).scalar_one_or_none()
    if document is None:
        raise NotFound()
    told: dict[str, object] = {"letter": message.kind, "response": response.number, "document": document.id}
    audit.record(session, request.id, "answer_printed", told, by=by, now=now)
    handle = key_of(session, request.id, KeyClass.PACKAGE, vault=vault)
    return SealedFile(document.path, handle, document_context(document.path)), document.size


def send(session: Session, message_id: int, *, by: Actor, now: datetime, vault: Vault) -> None:
    """It was put into the post. With the answer in it the part closes; with a refusal too. Raises NotFound, NotAllowed, Conflict."""
    by.must(Capability.TRIAGE)
    message, request = _waiting(session, message_id)
    load.request(session, request.reference)
    if message.kind in on_paper.PRINTED:
        on_paper.must(session, request, vault=vault, letter=message.kind)
    if not outbox.posted(session, message.id, now=now):
        raise Conflict()
    audit.record(session, request.id, "letter_posted", {"letter": message.kind, "message": message.id}, by=by, now=now)
    if message.kind in on_paper.PRINTED:
        deliver.handed_over(session, _response(session, message, vault), now=now)
    endings.letter_left(session, message.id, now=now)


def choose(session: Session, reference: str, *, is_by_post: bool, wish: str, by: Actor, now: datetime, vault: Vault) -> None:
    """The person asks for the answer on paper, or no longer does; `wish` says how we know (N11: never because it suits us). Raises InvalidInput."""
    by.must(Capability.TRIAGE)
    request = load.request(session, reference)
    notes.add(session, reference, wish, by=by, now=now, vault=vault, field="said")
    request.by_post = is_by_post
    audit.record(session, request.id, "by_post" if is_by_post else "by_link", {}, by=by, now=now)
    for part in request.parts:
        if part.state is State.REVIEWING:
            drafts.renew(session, part.id, now=now)  # on paper an answer says how to get the files


def move(session: Session, reference: str, address: str, *, by: Actor, now: datetime, vault: Vault) -> None:
    """The person gave us another address for paper; it is not confirmed. Raises NotFound, NotAllowed, InvalidInput."""
    by.must(Capability.TRIAGE)
    request = load.request(session, reference)
    before = contact_points.postal(session, request.id, vault=vault)
    if contact_points.set_postal(session, request.id, address, now=now, vault=vault) != before:
        audit.record(session, request.id, "postal_changed", {}, by=by, now=now)


def _waiting(session: Session, message_id: int) -> tuple[Message, Request]:
    row = session.execute(select(Message, Request).join(Request, Request.id == Message.request_id).where(
        Message.id == message_id, Message.transport == Transport.POST, Message.state == MessageState.QUEUED)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def _response(session: Session, message: Message, vault: Vault) -> Response:
    """The answer that a letter announces."""
    mail = key_of(session, message.request_id, KeyClass.CORRESPONDENCE, vault=vault)
    number = orjson.loads(mail.open(message.context, f"message:{message.message_id}:context")).get("response")
    row = session.execute(select(Response).where(Response.id == number, Response.part_id == message.part_id,
                                                 Response.approved_at.is_not(None), Response.recalled_at.is_(None))).scalar_one_or_none()
    if message.kind not in on_paper.PRINTED or row is None:
        raise NotFound()
    return row
