"""When an answer goes out on paper. Invariants: only where the person wants it so, or has not fetched it by the link that they were sent (N11), and
only to an address that is confirmed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dsr.domain.errors import NotAllowed
from dsr.domain.scope import Audience
from dsr.models import Request
from dsr.services import contact_points
from dsr.vault import Vault

ANSWER = "answer_posted"      # the letter that an answer on paper lies behind
ENCLOSED = "answer_enclosed"  # the same, of an answer that nobody fetched by its link
PRINTED = (ANSWER, ENCLOSED)


def is_printed(request: Request, audience: Audience) -> bool:
    """Whether the answer of a part is printed for the person; what a company is given it fetches."""
    return request.by_post and audience is Audience.PERSON


def must(session: Session, request: Request, *, vault: Vault, letter: str = ANSWER) -> None:
    """Raises NotAllowed (reasons not_by_post, address_unconfirmed) unless it may go out with this letter."""
    if letter == ANSWER and not request.by_post:
        raise NotAllowed(reason="not_by_post")
    address = contact_points.postal(session, request.id, vault=vault)
    if address is None or not address.is_confirmed:
        raise NotAllowed(reason="address_unconfirmed")
