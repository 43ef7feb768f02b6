"""The name of an electronic identity is compared with the names on our records, and that of the request where a mailbox of one's own, or silence, is
to count against the employer. Claim, look, settle; a worker does it as soon as one was shown.

Invariants: until then, and whenever another identifier is proven or the time that one was held changes, the identity counts for nothing, and the
others are the employer's; what is looked at are collections of the least harm, sealed under a key that is thrown away; no name is kept but that of
the identity, sealed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from dsr.connectors.registry import BY_HAND
from dsr.domain import graph, sensitivity
from dsr.domain.actor import SYSTEM
from dsr.domain.dataset import Source
from dsr.domain.keys import Identity
from dsr.domain.names import Name
from dsr.domain.proof import Control, Doubt, Method, ProofState
from dsr.domain.recognition import Tie, Verdict, verdict
from dsr.domain.window import Window
from dsr.domain.words import State
from dsr.models import IdentityRow, Part, Proof, Request
from dsr.services import audit, cases, doubts, proofs
from dsr.services.briefing import identity_context
from dsr.services.keyring import Keyring, spots
from dsr.services.keys import key_for, key_of
from dsr.services.perform import StageOrder, collect_stage, open_chunk
from dsr.services.recognised import mark
from dsr.store import Store
from dsr.vault import Handle, KeyClass, Vault, ephemeral_key

NAMES = ("user.name",)
AGAIN = timedelta(minutes=5)    # where a source was down, or whoever looked died


@dataclass(frozen=True, slots=True)
class Errand:
    """A name to compare, and the identifiers whose records are to be looked at. `mark` says which these were."""

    proof_id: int
    request_id: int
    mark: str
    asserted: Name
    identities: tuple[tuple[Identity, Control], ...] = field(repr=False)
    mailbox: Identity | None = field(default=None, repr=False)  # that must be on a record itself


def keep(session: Session, row: Proof, asserted: Name, *, now: datetime, vault: Vault) -> None:
    """Keep the name that was asserted until it is compared, sealed with the case; and have it compared at once."""
    reference = session.execute(select(Request.reference).where(Request.id == row.request_id)).scalar_one()
    case = key_for(session, row.request_id, KeyClass.CASE, vault=vault, now=now)
    row.asserted = case.seal(orjson.dumps([asserted.given, asserted.family]), _place(reference, row.id))
    row.due_at = now
    session.flush()


def waiting(session: Session, *, now: datetime) -> list[int]:
    """Identities that are to be compared: shown, in a request that goes on, and not yet looked for with what is proven now."""
    goes_on = exists().where(Part.request_id == Proof.request_id, Part.state != State.CLOSED)
    tied = exists().where(IdentityRow.request_id == Proof.request_id, IdentityRow.proven_how.is_not(None))
    kinds = or_(and_(Proof.method == Method.EID, Proof.asserted.is_not(None)),
                and_(Proof.method.in_((Method.EMAIL_LINK, Method.NOTICE)), Proof.control == Control.PERSON))
    rows = session.execute(select(Proof).where(Proof.state == ProofState.PROVEN, kinds, goes_on, tied).order_by(Proof.id)).scalars()
    return [row.id for row in rows if (row.due_at is None or row.due_at <= now) and row.looked_for != mark(session, row.request_id)]


def claim_next(session: Session, *, now: datetime, vault: Vault) -> Errand | None:
    """Take one; nobody else takes it for some minutes. Raises VaultError."""
    for proof_id in waiting(session, now=now):
        row = session.get_one(Proof, proof_id)
        if proofs.take(session, row, until=now + AGAIN):
            return _errand(session, row, vault)
    return None


def look(errand: Errand, sources: Iterable[Source], *, store: Store, now: datetime) -> Verdict:
    """The verdict by what the sources say now. Raises SourceError."""
    every = tuple(source for source in sources if source.connector not in BY_HAND)
    cards = tuple(sensitivity.cards(source) for source in every)
    ties = []
    for identity, control in errand.identities:
        if identity == errand.mailbox or graph.plan(every, frozenset({identity.kind}), ("user",)).stages:  # what leads nowhere gives nothing away
            ties.append(_tie(errand, identity, control, cards, store, now))
    return verdict(errand.asserted, ties)


def settle(session: Session, errand: Errand, found: Verdict, *, now: datetime, vault: Vault) -> None:
    """Write down how the names compare. What was proven or taken back meanwhile is looked at anew."""
    session.execute(select(Request.id).where(Request.id == errand.request_id).with_for_update())
    row = session.execute(select(Proof).where(Proof.id == errand.proof_id).with_for_update()).scalar_one()
    if row.state is not ProofState.PROVEN:
        return
    row.looked_for, row.is_recognised, row.due_at = errand.mark, found is Verdict.FITS, None
    session.flush()
    audit.record(session, row.request_id, "name_compared", {"proof": row.id, "verdict": found.value}, by=SYSTEM, now=now)
    if found is Verdict.FITS:
        doubts.answered(session, row.request_id, row.control, by=SYSTEM, now=now)
    elif row.method is Method.EID:
        doubts.raise_doubt(session, row.request_id, Doubt.NAME_DIFFERS, by=SYSTEM, now=now, vault=vault)


def _tie(errand: Errand, identity: Identity, control: Control, cards: Iterable[Source], store: Store, now: datetime) -> Tie:
    """The names on the records that one identifier leads to, as a collection would find them; what was written for it is deleted."""
    known = {source.key: source for source in cards}
    plan = graph.plan(known.values(), frozenset({identity.kind}), NAMES)
    seek, handle, ring = spots(step for stage in plan.stages for step in stage.steps), ephemeral_key(), Keyring()
    folder = f"names-{errand.proof_id}-{hashlib.sha256(repr(identity).encode()).hexdigest()[:16]}"
    names: list[str] = []
    is_whole = True
    try:
        for number, stage in enumerate(plan.stages):
            order = StageOrder(stage.steps, seek, (identity,), NAMES, f"{folder}/{number}", now)
            given = collect_stage(order, known[stage.source_key], store=store, handle=handle, upstream=ring, beat=lambda _rows: None,
                                  sources=known.values())
            ring.include(given.keys)
            is_whole = is_whole and not given.shortfalls
            names += (name for chunk in given.sealed for name in _written(open_chunk(chunk, store, handle).rows))
    finally:
        store.delete(folder)
    return Tie(control, tuple(names), is_whole)


def _written(rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    """Columns of a name make one name, in their order."""
    for row in rows:
        if name := " ".join(str(cell).strip() for cell in row if cell is not None and str(cell).strip()):
            yield name


def _errand(session: Session, row: Proof, vault: Vault) -> Errand:
    request = session.get_one(Request, row.request_id)
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    said = orjson.loads(case.open(row.asserted, _place(request.reference, row.id))) if row.asserted is not None else None
    asserted = Name(*said) if said is not None else Name.whole(cases.read(request, "name", case))
    known = _identities(session, request, case)
    own = _of_their_own(session, request) if row.method is Method.EID else set[int]()  # the others must not vouch for themselves
    ties = tuple((one, Control.PERSON if number in own else Control.EMPLOYER) for number, one in known.items())
    return Errand(row.id, request.id, mark(session, request.id), asserted, ties, known.get(row.identity_id or 0))


def _identities(session: Session, request: Request, case: Handle) -> dict[int, Identity]:
    """What is proven, by its row."""
    rows = select(IdentityRow).where(IdentityRow.request_id == request.id, IdentityRow.proven_how.is_not(None)).order_by(IdentityRow.id)
    return {row.id: Identity(row.kind, case.open(row.value, identity_context(row)).decode(), row.tenant, Window(row.starts_at, row.ends_at))
            for row in session.execute(rows).scalars()}


def _of_their_own(session: Session, request: Request) -> set[int]:
    """Identifiers that anybody but the employer could have proven."""
    rows = select(Proof.identity_id).where(
        Proof.request_id == request.id, Proof.state == ProofState.PROVEN, Proof.control != Control.EMPLOYER, Proof.identity_id.is_not(None))
    return {one for one in session.execute(rows).scalars() if one is not None}


def _place(reference: str, proof_id: int) -> str:
    """What the sealed name is bound to."""
    return f"proof:{reference}:{proof_id}:asserted"
