"""Staff give a mail its place: a request it belongs to, one of its own, or none. Invariant: nothing is thrown away, and each may be taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.mail_in import Became
from dsr.domain.reference import parse_reference
from dsr.inbound.base import Attachment
from dsr.models import IncomingMail, Request
from dsr.services import audit, cases, mail_in, mail_read, mail_rows, search_words
from dsr.services.intake import IntakeClaim
from dsr.services.mail_store import context
from dsr.services.sealed_file import SealedFile
from dsr.vault import Vault


def assign(session: Session, mail: str, reference: str, *, by: Actor, now: datetime, vault: Vault, settings: Settings) -> Request | None:
    """It belongs to this request; None if there is no such one. Raises NotFound, NotAllowed, Conflict."""
    staff = _triages(by)
    known = parse_reference(reference)
    found = select(Request).where(Request.reference == known).with_for_update()
    request = session.execute(found).scalar_one_or_none() if known else None
    if request is None:
        return None
    row = mail_rows.to_sort(session, mail)
    mail_rows.sorted_as(session, row, Became.REPLY, request_id=request.id, by=staff, now=now)
    search_words.index_mails(session, request.id, vault=vault, settings=settings)
    audit.record(session, request.id, "mail_assigned", {"mail": row.reference}, by=by, now=now)
    return request


def enter(session: Session, mail: str, claim: IntakeClaim, thread: tuple[str, ...], *, by: Actor, now: datetime, vault: Vault,
          settings: Settings) -> Request:
    """It is a request of its own, as claimed. Raises NotFound, NotAllowed, Conflict, InvalidInput with the field."""
    staff = _triages(by)
    row = mail_rows.to_sort(session, mail)
    request = mail_in.make_request(session, row, claim, thread, now=now, vault=vault, settings=settings)
    mail_rows.sorted_as(session, row, Became.REQUEST, request_id=request.id, by=staff, now=now)
    search_words.index_mails(session, request.id, vault=vault, settings=settings)
    audit.record(session, request.id, "mail_assigned", {"mail": row.reference}, by=by, now=now)
    return request


def dismiss(session: Session, mail: str, reason: str, *, by: Actor, now: datetime, vault: Vault) -> None:
    """It is no request, and why. Raises NotFound, NotAllowed, Conflict, InvalidInput."""
    staff = _triages(by)
    plain = cases.clean("reason", reason, required=True)
    row = mail_rows.to_sort(session, mail)
    row.reason = mail_rows.key_of(row, vault).seal(plain.encode(), _reason_place(row))
    mail_rows.sorted_as(session, row, Became.NO_REQUEST, request_id=None, by=staff, now=now)
    audit.record(session, None, "mail_no_request", {"mail": row.reference}, by=by, now=now)


def take_back(session: Session, mail: str, *, by: Actor, now: datetime, vault: Vault, settings: Settings) -> None:
    """It was put in the wrong place: it waits for staff again. A request that was opened by it stays, and so does an answer to a question.

    Raises NotFound, NotAllowed, Conflict."""
    _triages(by)
    row, before = mail_rows.sort_again(session, mail)
    if before is not None:
        search_words.index_mails(session, before, vault=vault, settings=settings)
    audit.record(session, before, "mail_taken_back", {"mail": row.reference}, by=by, now=now)


def seen(session: Session, mail: str, *, by: Actor, now: datetime) -> Request:
    """Somebody has read what came for a request. Raises NotFound, NotAllowed."""
    staff = _triages(by)
    row = mail_rows.known(session, mail)
    if row.request_id is None:
        raise NotFound()
    request = session.get_one(Request, row.request_id)
    if row.seen_at is None:
        row.seen_by, row.seen_at = staff, now
        session.flush()
        audit.record(session, request.id, "mail_seen", {"mail": row.reference}, by=by, now=now)
    return request


def opened(session: Session, mail: str, *, by: Actor, now: datetime, vault: Vault) -> SealedFile:
    """The whole mail as it came, or a file of it, is looked at. Raises NotFound, NotAllowed, VaultError."""
    by.must(Capability.RECORDS)
    row = mail_rows.known(session, mail)
    handle = mail_rows.key_of(row, vault)
    audit.record(session, row.request_id, "mail_opened", {"mail": row.reference}, by=by, now=now)
    return SealedFile(row.path, handle, context(row.path))


def file_of(raw: bytes, number: int, sheet: mail_read.Sheet) -> Attachment:
    """The file by its number on the sheet. Raises NotFound for one that was refused: only the whole mail has it."""
    files = mail_read.files_of(raw)
    if not 0 <= number < min(len(files), len(sheet.files)) or sheet.files[number].refused is not None:
        raise NotFound()
    return files[number]


def reason_of(row: IncomingMail, vault: Vault) -> str:
    """Why it is no request. Raises VaultError."""
    return mail_rows.key_of(row, vault).open(row.reason, _reason_place(row)).decode() if row.reason is not None else ""


def _triages(by: Actor) -> int:
    by.must(Capability.TRIAGE)
    if by.id is None:
        raise NotAllowed()
    return by.id


def _reason_place(row: IncomingMail) -> str:
    return f"mail:{row.path}:reason"
