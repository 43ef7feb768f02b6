"""What a company asked for itself: the approved files of its part, fetched by its contact on the company's page.

Invariants: the person's link and pick-up code never open them, and no link to them goes to the person; only who speaks for the company that asked
gets them, and each file that leaves is recorded.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import COMPANY, SYSTEM, Actor
from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.words import Outcome, State
from dsr.models import Document, Part, Response
from dsr.services import audit, company_desk, instructed, lifecycle, load, proofs, referrals
from dsr.services.briefing import document_context
from dsr.services.company_door import Visit
from dsr.services.keys import key_of
from dsr.services.sealed_file import SealedFile
from dsr.vault import KeyClass, Vault


def announced(session: Session, response: Response, part: Part, *, by: Actor, now: datetime, vault: Vault, settings: Settings) -> None:
    """A letter with a new link to whoever speaks for the company. Raises NotAllowed (reason nobody_left)."""
    found = referrals.reach(session, part, now=now, settings=settings)
    if found is None:
        raise NotAllowed(reason="nobody_left")
    row, contact = found
    told: dict[str, object] = {"part": part.number, "response": response.number, "referral": row.id}
    audit.record(session, part.request_id, "package_ready", told, by=by, now=now)
    referrals.send_link(session, row, part, contact, "company_package", now=now, vault=vault, settings=settings)


def of_part(session: Session, part: Part) -> tuple[Document, ...]:
    """The files that the company may fetch: those of the newest answer that was approved, unless it was called back, while it is the company that
    gets them, and who asked is as proven as they were."""
    if not instructed.of(session, part.id).is_handed_over or part.state not in (State.DELIVERING, State.CLOSED):
        return ()
    newest = select(Response).where(Response.part_id == part.id, Response.approved_at.is_not(None)).order_by(Response.number.desc()).limit(1)
    response = session.execute(newest).scalar_one_or_none()
    if response is None or response.recalled_at is not None or not proofs.still_reach(session, part.request_id, part.right, response.ordered_at):
        return ()
    return tuple(response.documents)


def fetch(session: Session, visit: Visit, referral_id: int, document_id: int, *, now: datetime, vault: Vault) -> SealedFile:
    """A file leaves. With the first the part closes: the company has the data, and answers. Raises NotFound."""
    row, part = company_desk.own(session, visit, referral_id)
    part = load.part(session, part.id)
    document = next((one for one in of_part(session, part) if one.id == document_id), None)
    if document is None:
        raise NotFound()
    told: dict[str, object] = {"part": part.number, "referral": row.id, "document": document.id}
    audit.record(session, part.request_id, "package_fetched", told, by=COMPANY, now=now)
    if part.state is State.DELIVERING:
        lifecycle.move(session, part, "close", by=SYSTEM, now=now, outcome=Outcome.REFERRED)
    handle = key_of(session, part.request_id, KeyClass.PACKAGE, vault=vault)
    return SealedFile(document.path, handle, document_context(document.path))
