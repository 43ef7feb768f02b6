"""Every other channel on file is told that somebody asked, and whoever reads it there may object: then it was not the person.

Invariants: a channel is one that our records had, never one that came with the request; whoever asks does not learn who was told, nor whether anybody
was; of a channel only a keyed hash is kept, and its link lives until it was pressed or the request is over.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from config import Settings
from dsr.connectors.registry import BY_HAND
from dsr.domain import graph, sensitivity
from dsr.domain.actor import SUBJECT, SYSTEM, Actor, ActorKind
from dsr.domain.capability import Capability
from dsr.domain.channels import Channel, channels
from dsr.domain.dataset import Source
from dsr.domain.errors import Conflict, NotFound
from dsr.domain.keys import Identity
from dsr.domain.proof import Control, Doubt, Method, ProofState
from dsr.domain.words import State
from dsr.models import Delivery, LegalEntity, Message, MessageState, Part, Proof, Request, Response, Transport
from dsr.services import audit, briefing, companies, doubts, drafts, entities, notify, proofs
from dsr.services.keyring import Keyring, spots
from dsr.services.perform import StageOrder, collect_stage, open_chunk
from dsr.store import Store
from dsr.vault import Vault, ephemeral_key

CONTACTS = ("user.contact.email", "user.contact.phone_number")
AGAIN = timedelta(minutes=5)    # where a source was down, or whoever looked died
_MOST = 10                      # channels of one person; more is a mistake of a mapping


@dataclass(frozen=True, slots=True)
class Errand:
    """Whose channels are to be looked for. `known` are those that the request came by: they prove nothing against whoever asks."""

    proof_id: int
    request_id: int
    country: str
    identities: tuple[Identity, ...] = field(repr=False)
    known: frozenset[Channel] = field(repr=False)


def begin(session: Session, request_id: int, *, by: Actor, now: datetime) -> Proof | None:
    """Have the other channels told; a worker finds them. None where that is under way, or was done. Raises NotFound, NotAllowed, Conflict."""
    if by.kind is ActorKind.STAFF:
        by.must(Capability.TRIAGE)
    request = _locked(session, request_id)
    if not proofs.given(session, request_id) or all(part.state is State.CLOSED for part in request.parts):  # what counts must not show
        raise Conflict()
    if begun(session, request_id) is not None:
        return None
    row = Proof(request_id=request_id, method=Method.NOTICE, control=Control.EMPLOYER, state=ProofState.OPEN, asked_at=now)
    session.add(row)
    session.flush()
    audit.record(session, request_id, "notice_begun", {"proof": row.id}, by=by, now=now)
    return row


def begun(session: Session, request_id: int) -> datetime | None:
    """When the other channels were to be told; None: not yet. The same whatever came of it."""
    return session.execute(select(func.min(Proof.asked_at)).where(Proof.request_id == request_id, Proof.method == Method.NOTICE)).scalar()


def claim_next(session: Session, *, now: datetime, vault: Vault) -> Errand | None:
    """Take one whose channels nobody has looked for; nobody else takes it for some minutes. Raises VaultError."""
    waiting = select(Proof).where(Proof.method == Method.NOTICE, Proof.state == ProofState.OPEN, Proof.channel_token.is_(None),
                                  (Proof.due_at.is_(None)) | (Proof.due_at <= now)).order_by(Proof.id)
    for row in session.execute(waiting).scalars().all():
        if proofs.take(session, row, until=now + AGAIN):
            request = session.get_one(Request, row.request_id)
            identities = briefing.identities(session, request, vault=vault, now=now)
            country = session.get_one(LegalEntity, request.entity_id).country
            return Errand(row.id, request.id, country, identities, frozenset(Channel(one.kind, one.value) for one in identities))
    return None


def look(errand: Errand, sources: Iterable[Source], *, store: Store, now: datetime) -> tuple[Channel, ...]:
    """The channels on the person's cards, but those that the request came by. Raises SourceError."""
    cards = {source.key: sensitivity.cards(source) for source in sources if source.connector not in BY_HAND}
    plan = graph.plan(cards.values(), frozenset(one.kind for one in errand.identities), CONTACTS)
    seek, handle, ring = spots(step for stage in plan.stages for step in stage.steps), ephemeral_key(), Keyring()
    folder = f"notice-{errand.proof_id}-{hashlib.sha256(str(now).encode()).hexdigest()[:16]}"
    found: dict[Channel, None] = {}
    try:
        for number, stage in enumerate(plan.stages):
            source = cards[stage.source_key]
            order = StageOrder(stage.steps, seek, errand.identities, CONTACTS, f"{folder}/{number}", now)
            given = collect_stage(order, source, store=store, handle=handle, upstream=ring, beat=lambda _rows: None, sources=cards.values())
            ring.include(given.keys)
            homes = {one.address: one for one in source.collections()}
            for chunk in given.sealed:
                batch = open_chunk(chunk, store, handle)
                found |= dict.fromkeys(channels(homes[chunk.address], batch.columns, batch.rows, source.country or errand.country))
    finally:
        store.delete(folder)
    return tuple(one for one in found if one not in errand.known)[:_MOST]


def tell(session: Session, errand: Errand, found: Iterable[Channel], *, has_phone: bool, now: datetime, vault: Vault, settings: Settings) -> int:
    """Write to each channel with a link of its own to object; returns to how many. Each is a proof that waits for its time to be over."""
    request = _locked(session, errand.request_id)
    first = session.execute(select(Proof).where(Proof.id == errand.proof_id).with_for_update()).scalar_one()
    if first.state is not ProofState.OPEN or first.channel_token is not None:
        return 0
    told = [one for one in found if one.is_mail or has_phone]
    if not told:
        proofs.end(session, first, ProofState.FAILED, by=SYSTEM, now=now)
    for number, channel in enumerate(told):
        row = first if number == 0 else Proof(request_id=request.id, method=Method.NOTICE, state=ProofState.OPEN, asked_at=now)
        _tell(session, request, row, channel, now=now, vault=vault, settings=settings)
    audit.record(session, request.id, "notice_told", {"channels": len(told)}, by=SYSTEM, now=now)
    return len(told)


def _tell(session: Session, request: Request, row: Proof, channel: Channel, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """A mailbox is in the hands that keep it; of a number nobody can say here that it is not the company's."""
    token = secrets.token_urlsafe(32)
    row.control = companies.controls(session, channel.value) if channel.is_mail else Control.EMPLOYER
    row.channel_token, row.code_hash = vault.token("identity", f"{channel.kind}:{channel.value}"), vault.token("objection", token)
    row.due_at = now + timedelta(days=settings.notice_days)
    session.add(row)
    session.flush()
    zone = ZoneInfo(session.get_one(LegalEntity, request.entity_id).timezone)
    facts = {"token": token, "last_day": row.due_at.astimezone(zone).date().isoformat(), "link": f"{settings.public_url}/objection/{token}"}
    notify.write(session, request, "notice", occasion=f"notice:{row.id}", context=facts, now=now, vault=vault,
                 domain=entities.mail_domain(settings), to=channel.value, transport=Transport.MAIL if channel.is_mail else Transport.SMS)


def is_waited_for(session: Session, *, now: datetime) -> bool:
    """Whether somebody's channels are still to be looked for: what a ring that was lost has left."""
    left = exists().where(Proof.method == Method.NOTICE, Proof.state == ProofState.OPEN, Proof.channel_token.is_(None),
                          (Proof.due_at.is_(None)) | (Proof.due_at <= now))
    return bool(session.execute(select(left)).scalar())


def over(session: Session, *, now: datetime) -> list[int]:
    """Notices whose waiting time is over."""
    return list(session.execute(select(Proof.id).where(
        Proof.method == Method.NOTICE, Proof.state == ProofState.OPEN, Proof.channel_token.is_not(None), Proof.due_at <= now).order_by(
            Proof.id)).scalars())


def mature(session: Session, proof_id: int, *, now: datetime, vault: Vault) -> None:
    """Nobody objected: a proof, if the notice had left at all."""
    found = session.execute(select(Proof.request_id).where(Proof.id == proof_id)).scalar_one()
    _locked(session, found)
    row = session.execute(select(Proof).where(Proof.id == proof_id).with_for_update()).scalar_one()
    if row.state is not ProofState.OPEN or row.due_at is None or row.due_at > now:
        return
    left = exists().where(Message.request_id == row.request_id, Message.occasion == f"notice:{row.id}", Message.state == MessageState.SENT)
    if session.execute(select(left)).scalar():
        proofs.prove(session, row.request_id, Method.NOTICE, row.control, by=SYSTEM, now=now, vault=vault, opened=row)
    else:
        proofs.end(session, row, ProofState.EXPIRED, by=SYSTEM, now=now)


def peek(session: Session, token: str, *, vault: Vault) -> bool:
    """Whether the link is open. Changes nothing."""
    return _of(session, token, vault) is not None


def object_(session: Session, token: str, *, now: datetime, vault: Vault) -> None:
    """It was not them: the request is doubted, no draft of it may go out, and what was handed over is locked. Raises NotFound."""
    found = _of(session, token, vault)
    if found is None:
        raise NotFound()
    _locked(session, found.request_id)
    for row in session.execute(select(Proof).where(Proof.request_id == found.request_id, Proof.method == Method.NOTICE, Proof.state.in_(
            [ProofState.OPEN, ProofState.PROVEN])).order_by(Proof.id).with_for_update()).scalars().all():
        proofs.end(session, row, ProofState.OBJECTED, by=SUBJECT, now=now)
    doubts.raise_doubt(session, found.request_id, Doubt.OBJECTION, by=SYSTEM, now=now, vault=vault)
    for part_id in _parts(session, found.request_id):
        drafts.discard(session, part_id, now=now)
        session.execute(update(Delivery).where(Delivery.locked_at.is_(None), Delivery.response_id.in_(
            select(Response.id).where(Response.part_id == part_id))).values(locked_at=now).execution_options(synchronize_session=False))


def _of(session: Session, token: str, vault: Vault) -> Proof | None:
    """The notice of a link that is open: until somebody pressed it, or nothing of the request is."""
    goes_on = exists().where(Part.request_id == Proof.request_id, Part.state != State.CLOSED)
    return session.execute(select(Proof).where(
        Proof.code_hash == vault.token("objection", token), Proof.method == Method.NOTICE,
        Proof.state.in_([ProofState.OPEN, ProofState.PROVEN]), goes_on)).scalar_one_or_none()


def _parts(session: Session, request_id: int) -> Iterator[int]:
    yield from session.execute(select(Part.id).where(Part.request_id == request_id).order_by(Part.id)).scalars().all()


def _locked(session: Session, request_id: int) -> Request:
    row = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row
