"""When an answer goes out on paper. Invariants: only where the person wants it so (N11), and only to an address that is confirmed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dsr.domain.errors import NotAllowed
from dsr.domain.scope import Audience
from dsr.models import Request
from dsr.services import contact_points
from dsr.vault import Vault

ANSWER = "answer_posted"  # the letter that an answer on paper lies behind


def is_printed(request: Request, audience: Audience) -> bool:
    """Whether the answer of a part is printed for the person; what a company is given it fetches."""
    return request.by_post and audience is Audience.PERSON


def must(session: Session, request: Request, *, vault: Vault) -> None:
    """Raises NotAllowed (reasons not_by_post, address_unconfirmed) unless it may."""
    if not request.by_post:
        raise NotAllowed(reason="not_by_post")
    address = contact_points.postal(session, request.id, vault=vault)
    if address is None or not address.is_confirmed:
        raise NotAllowed(reason="address_unconfirmed")
