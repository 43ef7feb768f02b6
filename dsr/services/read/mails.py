"""Mails that came in, as the desk sees them: those that wait, one of them, those of a request; and how the mailboxes stand.

Invariant: a list is never lost for one mail that cannot be opened; that one is shown without its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain import heartbeat
from dsr.domain.errors import NotFound, VaultError
from dsr.domain.mail_in import Became, MailState, Nature, Unsure
from dsr.inbound.demands import Item
from dsr.models import IncomingMail, MailboxRow, Request
from dsr.services import heartbeats, mail_read, mail_rows, mail_sort
from dsr.services.heartbeats import Silence
from dsr.services.mail_read import Sheet
from dsr.vault import Vault

MOST = 100
TO_SORT, TO_SEE = "sort", "see"
WAITING = (TO_SORT, TO_SEE)  # for staff
_TO_SEE = (Became.REPLY, Became.ANSWER)  # what a person wrote to a request
_OF_PERSON = (Became.REQUEST, *_TO_SEE)


@dataclass(frozen=True, slots=True)
class Line:
    """One mail. `request` is the reference of the one that it belongs to."""

    reference: str
    received_at: datetime
    state: MailState
    nature: Nature | None
    unsure: Unsure | None
    became: Became | None
    request: str | None
    is_seen: bool
    can_take_back: bool
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox that cannot be read as it should, since when, and when it last was."""

    name: str
    fault: str
    since: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number` of `pages` of what a filter wants; `counts` has every filter."""

    lines: tuple[Line, ...]
    counts: Mapping[str, int]
    number: int
    pages: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail with all that is shown of it. `reason` is why it is no request."""

    line: Line
    mailbox: str
    reason: str


def page(session: Session, *, filter: str, number: int = 1, vault: Vault) -> Page:
    """What waits comes with the oldest first, what is done with the newest. Changes nothing. Raises KeyError for a filter that is none."""
    wheres = _filters()
    columns = [func.count().filter(where).label(name) for name, where in wheres.items()]
    counts = dict(session.execute(select(*columns).select_from(IncomingMail)).one()._mapping)
    pages = max(1, -(-counts[filter] // MOST))
    number = min(max(1, number), pages)
    order = (IncomingMail.received_at, IncomingMail.id) if filter in WAITING else (IncomingMail.received_at.desc(), IncomingMail.id.desc())
    rows = session.execute(select(IncomingMail).where(wheres[filter]).order_by(*order).offset((number - 1) * MOST).limit(MOST)).scalars().all()
    return Page(_lines(session, rows, vault), counts, number, pages, boxes(session))


def _filters() -> dict[str, ColumnElement[bool]]:
    return {TO_SORT: IncomingMail.state == MailState.SORT, TO_SEE: IncomingMail.became.in_(_TO_SEE) & IncomingMail.seen_at.is_(None),
            "automatic": IncomingMail.became == Became.AUTOMATIC, "no_request": IncomingMail.became == Became.NO_REQUEST,
            "requests": IncomingMail.became.in_((Became.REQUEST, *_TO_SEE, Became.FATE))}


def waiting(session: Session) -> int:
    """How many mails staff have to look at."""
    wheres = _filters()
    return session.execute(select(func.count()).select_from(IncomingMail).where(or_(*(wheres[name] for name in WAITING)))).scalar_one()


def boxes(session: Session) -> tuple[Box, ...]:
    """The mailboxes with a fault."""
    rows = session.execute(select(MailboxRow).where(MailboxRow.fault.is_not(None)).order_by(MailboxRow.name)).scalars()
    return tuple(Box(row.name, row.fault, row.faulty_since, row.seen_at) for row in rows if row.fault and row.faulty_since)


def fetched(session: Session) -> tuple[tuple[str, datetime | None], ...]:
    """Each mailbox, and when it was last read to its end."""
    return tuple((row.name, row.seen_at) for row in session.execute(select(MailboxRow.name, MailboxRow.seen_at).order_by(MailboxRow.name)))


def known(session: Session, reference: str) -> str | None:
    """The reference, if it is of a mail that was read."""
    wanted = select(IncomingMail.reference).where(IncomingMail.reference == reference, IncomingMail.state != MailState.NEW)
    return session.execute(wanted).scalar_one_or_none()


def silent(session: Session, settings: Settings, *, now: datetime) -> tuple[Silence, ...]:
    """The channels that were tried and did not answer; none where nothing is tried."""
    every = heartbeat.channels(one.name for one in settings.read_mailboxes() if one.reached_at)
    return heartbeats.silent(session, every, now=now) if settings.heartbeat else ()


def one(session: Session, reference: str, *, vault: Vault) -> Mail:
    """Raises NotFound."""
    row = session.execute(select(IncomingMail).where(IncomingMail.reference == reference)).scalar_one_or_none()
    if row is None or row.state is MailState.NEW:
        raise NotFound()
    try:
        reason = mail_sort.reason_of(row, vault)
    except VaultError:
        reason = ""
    return Mail(_lines(session, [row], vault)[0], row.mailbox, reason)


def of_request(session: Session, reference: str, *, vault: Vault) -> tuple[Line, ...]:
    """What came for a request, the oldest first; machines' are left to their number."""
    mine = select(IncomingMail).join(Request, Request.id == IncomingMail.request_id).where(
        Request.reference == reference, IncomingMail.became != Became.AUTOMATIC).order_by(IncomingMail.received_at, IncomingMail.id)
    return _lines(session, session.execute(mine).scalars().all(), vault)


def items(session: Session, reference: str, *, vault: Vault) -> tuple[Item, ...]:
    """What of GDPR Art. 15(1) to (3) the person names in what they wrote, in the order of the law."""
    named = {item for line in of_request(session, reference, vault=vault) if line.became in _OF_PERSON for item in line.sheet.items}
    return tuple(item for item in Item if item.value in named)


def _lines(session: Session, rows: Iterable[IncomingMail], vault: Vault) -> tuple[Line, ...]:
    rows = tuple(rows)
    wanted = {row.request_id for row in rows if row.request_id is not None}
    references = dict(session.execute(select(Request.id, Request.reference).where(Request.id.in_(wanted))).all()) if wanted else {}
    return tuple(Line(
        row.reference, row.received_at, row.state, row.nature, row.unsure, row.became, references.get(row.request_id or 0), row.seen_at is not None,
        row.became in mail_rows.MAY_BE_TAKEN_BACK, _sheet(row, vault)) for row in rows)


def _sheet(row: IncomingMail, vault: Vault) -> Sheet:
    try:
        return mail_read.opened(row.sheet, mail_rows.key_of(row, vault), row.path) if row.sheet is not None else Sheet()
    except VaultError:
        return Sheet()
