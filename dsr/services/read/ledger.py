"""The ledger of one request as a page of the desk shows it: each line at each company, who says what of it, what is proven, and what is amiss.

Invariant: a look changes nothing; what is proven is told by the same rule as the gate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.errors import NotFound
from dsr.domain.tenancy import LINE_KINDS, WORLDWIDE, Holder, HowKnown, TroubleKind, proven, troubles
from dsr.domain.window import Window
from dsr.models import Company, IdentityRow, LegalEntity, Request, Staff, Tenancy
from dsr.services import ledger
from dsr.services.keys import key_of
from dsr.services.read.collection import Atlas
from dsr.vault import Handle, KeyClass, Vault


@dataclass(frozen=True, slots=True)
class Span:
    """A window in the entity's zone; None: without limit on that side."""

    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """`source` is the system that says it, `by` the member of staff who stated it."""

    id: int
    holder: Holder
    how: HowKnown
    span: Span
    source: str
    by: str
    reason: str
    made_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class LineView:
    """A line at a company, "" where none is named."""

    kind: str
    value: str
    company: str
    statements: tuple[StatementLine, ...]
    proven: tuple[Span, ...]
    troubles: tuple[tuple[TroubleKind, Span], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`claims` were typed, by kind and value, and nobody else has said anything of them."""

    reference: str
    lines: tuple[LineView, ...]
    claims: tuple[tuple[str, str], ...]
    tenants: tuple[str, ...]


def page(session: Session, reference: str, *, vault: Vault, now: datetime, atlas: Atlas) -> Page:
    """Raises NotFound; VaultError if a value was changed, or the key is gone."""
    request = session.execute(select(Request).where(Request.reference == reference)).scalar_one_or_none()
    if request is None:
        raise NotFound()
    zone = ZoneInfo(session.execute(select(LegalEntity.timezone).where(LegalEntity.id == request.entity_id)).scalar_one())
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    rows = list(session.execute(select(Tenancy).where(Tenancy.request_id == request.id).order_by(Tenancy.id)).scalars())
    staff = dict(session.execute(select(Staff.id, Staff.email).where(Staff.id.in_({row.staff_id for row in rows if row.staff_id}))).all())
    names = dict(session.execute(select(Company.key, Company.name)).all())
    by_line: defaultdict[tuple[str, str, str | None], list[Tenancy]] = defaultdict(list)
    for row in rows:
        by_line[row.kind, row.token, row.tenant].append(row)
    lines = (_line(own, _beside(own[0], rows), case, names, zone, now,
                   tuple(_statement(row, case, staff, zone, atlas) for row in own)) for own in by_line.values())
    known = {(row.kind, row.token) for row in rows}
    typed = select(IdentityRow).where(IdentityRow.request_id == request.id, IdentityRow.kind.in_(LINE_KINDS)).order_by(IdentityRow.id)
    claims = (one for one in session.execute(typed).scalars() if (one.kind, one.token) not in known)
    return Page(reference, tuple(sorted(lines, key=lambda one: (one.kind, one.value, one.company))),
                tuple((one.kind, case.open(one.value, ledger.identity_place(one.token)).decode()) for one in claims), tuple(sorted(names)))


def _beside(own: Tenancy, rows: Iterable[Tenancy]) -> list[Tenancy]:
    """What is said of the same line elsewhere and counts here, too: that somebody else has what is one thing worldwide."""
    return [row for row in rows if (row.kind, row.token) == (own.kind, own.token) and row.tenant != own.tenant
            and row.holder is not Holder.SUBJECT and (own.kind in WORLDWIDE or row.tenant is None)]


def _line(own: list[Tenancy], beside: list[Tenancy], case: Handle, names: dict[str, str], zone: ZoneInfo, now: datetime,
          statements: tuple[StatementLine, ...]) -> LineView:
    first, standing = own[0], [ledger.statement(row) for row in (*own, *beside) if row.revoked_at is None]
    return LineView(
        kind=first.kind, value=ledger.value_of(first, case), company=names.get(first.tenant, first.tenant) if first.tenant else "",
        statements=statements, proven=tuple(_span(one, zone) for one in proven(standing, now)),
        troubles=tuple((one.kind, _span(one.window, zone)) for one in troubles(standing)))


def _statement(row: Tenancy, case: Handle, staff: dict[int, str], zone: ZoneInfo, atlas: Atlas) -> StatementLine:
    named = (atlas.source(row.source_key) if row.source_key else "", atlas.collection(row.collection) if row.collection else "")
    return StatementLine(
        id=row.id, holder=row.holder, how=row.how, span=_span(Window(row.starts_at, row.ends_at), zone), source=", ".join(filter(None, named)),
        by=staff.get(row.staff_id, "") if row.staff_id else "", reason=ledger.reason_of(row, case), made_at=row.made_at, revoked_at=row.revoked_at)


def _span(window: Window, zone: ZoneInfo) -> Span:
    return Span(*(None if end is None else end.astimezone(zone) for end in (window.start, window.end)))
