"""What a request has on paper: the address, whether a code is on its way there, what waits to be posted, and the scans. A look changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.arrival import BY_HAND
from dsr.domain.errors import NotFound
from dsr.domain.proof import Method, ProofState
from dsr.models import Proof, Request
from dsr.services import cases, contact_points, duplicates, papers, proofs
from dsr.services.contact_points import Postal
from dsr.services.duplicates import Also
from dsr.services.keys import key_of
from dsr.services.papers import Scan
from dsr.vault import KeyClass, Vault


@dataclass(frozen=True, slots=True)
class Page:
    """`code_until`: a code is on its way and works until then. `is_electronic`: it is answered so, unless the person wants paper."""

    reference: str
    name: str
    address: Postal | None
    by_post: bool
    is_electronic: bool
    code_until: datetime | None
    is_proven: bool
    scans: tuple[Scan, ...]
    also: tuple[Also, ...]      # other requests of the same person, as far as it is proven in both
    apart: tuple[str, ...]      # what staff said are another person's


def page(session: Session, reference: str, *, vault: Vault) -> Page:
    """Raises NotFound."""
    request = session.execute(select(Request).where(Request.reference == reference)).scalar_one_or_none()
    if request is None:
        raise NotFound()
    waiting = select(Proof.due_at).where(Proof.request_id == request.id, Proof.method == Method.POSTED_CODE, Proof.state == ProofState.OPEN)
    return Page(
        reference=request.reference, name=cases.read(request, "name", key_of(session, request.id, KeyClass.CASE, vault=vault)),
        address=contact_points.postal(session, request.id, vault=vault), by_post=request.by_post, is_electronic=request.channel not in BY_HAND,
        code_until=session.execute(waiting.order_by(Proof.id.desc()).limit(1)).scalar(), is_proven=bool(proofs.shown(session, request.id)),
        scans=papers.of(session, request.id, vault=vault), also=duplicates.of(session, request.id), apart=duplicates.apart_from(session, request.id))
