"""The ledger of one request: who held which line when, as sources, companies, codes and staff state it; and what of it is proven.

Invariant: a statement is never changed, only taken back; one that was taken back is not made again by an import. Identities of a line kind are
proven exactly for the windows that the statements prove.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, false, select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, InvalidInput, NotFound
from dsr.domain.identity import normalise
from dsr.domain.keys import Identity
from dsr.domain.tenancy import LINE_KINDS, WORLDWIDE, Gate, Holder, HowKnown, Line, Statement, day_of, held, proven
from dsr.domain.window import ALWAYS, Window, limit
from dsr.models import Company, IdentityRow, LegalEntity, Request, Tenancy
from dsr.services import audit, cases
from dsr.services.keys import key_for, key_of
from dsr.vault import Handle, KeyClass, Vault

_LONGEST = 200


def state(session: Session, request_id: int, kind: str, value: str, *, tenant: str | None, company_id: int | None, holder: Holder, window: Window,
          how: HowKnown, by: Actor, now: datetime, vault: Vault, source_key: str | None = None, contact_id: int | None = None,
          reason: str = "") -> Tenancy:
    """Add a statement about a line. Of a code only the day of `now` counts, whatever the window; what is stated already is not stated twice.

    Raises NotFound, NotAllowed, InvalidInput (kind, value, reason).
    """
    request = _locked(session, request_id)
    if by.kind is ActorKind.STAFF:
        by.must(Capability.TRIAGE)
    entity = session.execute(select(LegalEntity).where(LegalEntity.id == request.entity_id)).scalar_one()
    line = Line(kind, _normal(kind, value, entity.country), tenant)
    words = cases.clean("reason", reason, required=how is HowKnown.STAFF)
    span = _span(window, how, now, ZoneInfo(entity.timezone))
    wanted = (*said(line, holder, span, vault), how, source_key)
    if known := next((row for row in _standing(session, request_id) if (*said_by(row), row.how, row.source_key) == wanted), None):
        return known
    row = keep(session, request_id, line, holder, span, how, now=now, vault=vault, source_key=source_key, company_id=company_id,
               contact_id=contact_id, staff_id=by.id if by.kind is ActorKind.STAFF else None, words=words)
    facts: dict[str, object] = {"line": row.id, "kind": kind, "holder": holder.value, "how": how.value}
    audit.record(session, request_id, "line_stated", facts, by=by, now=now)
    renew(session, request_id, kind, row.token)
    return row


def keep(session: Session, request_id: int, line: Line, holder: Holder, span: Window, how: HowKnown, *, now: datetime, vault: Vault,
         source_key: str | None = None, collection: str | None = None, company_id: int | None = None, contact_id: int | None = None,
         staff_id: int | None = None, words: str = "") -> Tenancy:
    """Write a statement down, sealed. Whoever calls it holds the lock, records the event and renews the line."""
    kind, token, *_ = said(line, holder, span, vault)
    case = key_for(session, request_id, KeyClass.CASE, vault=vault, now=now)
    company = company_id if company_id is not None or line.tenant is None else _company(session, line.tenant)
    row = Tenancy(
        request_id=request_id, kind=kind, value=case.seal(line.value.encode(), _place(token)), token=token, tenant=line.tenant, company_id=company,
        holder=holder, starts_at=span.start, ends_at=span.end, how=how, source_key=source_key, collection=collection, contact_id=contact_id,
        staff_id=staff_id, reason=case.seal(words.encode(), _reason_place(token)) if words else None, made_at=now)
    session.add(row)
    if holder is Holder.SUBJECT and not _identities(session, request_id, kind, token):
        session.add(_claimed(request_id, line, token, how.value, case))
    session.flush()
    return row


def revoke(session: Session, tenancy_id: int, *, by: Actor, now: datetime, request_id: int | None = None) -> Tenancy:
    """Take a statement back; `request_id` is that of the page it was done on. Raises NotFound, NotAllowed; Conflict if that was done before."""
    found = session.get(Tenancy, tenancy_id)
    if found is None or request_id not in (None, found.request_id):
        raise NotFound()
    if by.kind is ActorKind.STAFF:
        by.must(Capability.TRIAGE)
    _locked(session, found.request_id)
    session.refresh(found)
    if found.revoked_at is not None:
        raise Conflict()
    found.revoked_at, found.revoked_by = now, by.id if by.kind is ActorKind.STAFF else None
    session.flush()
    audit.record(session, found.request_id, "line_revoked", {"line": found.id, "kind": found.kind}, by=by, now=now)
    renew(session, found.request_id, found.kind, found.token)
    return found


def claim(session: Session, request_id: int, kind: str, value: str, *, by: Actor, now: datetime, vault: Vault) -> IdentityRow:
    """A line that the person, or staff for them, says is theirs: it seeds nothing and has no window until somebody else states one.

    Raises NotFound, NotAllowed, InvalidInput (kind, value).
    """
    request = _locked(session, request_id)
    if by.kind is ActorKind.STAFF:
        by.must(Capability.TRIAGE)
    entity = session.execute(select(LegalEntity).where(LegalEntity.id == request.entity_id)).scalar_one()
    normal = _normal(kind, cases.clean("numbers", value, required=True, one_line=True), entity.country)
    token = token_of(kind, normal, vault)
    if known := _identities(session, request_id, kind, token):
        return known[0]
    how = "form" if by.kind is ActorKind.SUBJECT else "staff"
    row = _claimed(request_id, Line(kind, normal), token, how, key_for(session, request_id, KeyClass.CASE, vault=vault, now=now))
    session.add(row)
    session.flush()
    audit.record(session, request_id, "line_claimed", {"identity": row.id, "kind": kind}, by=by, now=now)
    return row


def gate(session: Session, request: Request, *, vault: Vault, now: datetime) -> Gate:
    """What of the request's lines may be searched now; of what was only typed, nothing."""
    rows = _standing(session, request.id)
    if not rows:
        return Gate((), now)
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    return Gate(((Line(row.kind, value_of(row, case), row.tenant), statement(row)) for row in rows), now)


def searched(session: Session, request: Request, *, at: datetime, vault: Vault) -> tuple[Identity, ...]:
    """The lines that a search of `at` began with or was told of, each with its proven windows. What was stated since by somebody else than a source
    was not searched with, however true it is."""
    rows = [row for row in _standing(session, request.id) if row.how is HowKnown.SOURCE or row.made_at <= at]
    if not rows:
        return ()
    case, found = key_of(session, request.id, KeyClass.CASE, vault=vault), list[Identity]()
    for kind, token in dict.fromkeys((row.kind, row.token) for row in rows):
        own = [row for row in rows if (row.kind, row.token) == (kind, token)]
        found += [Identity(kind, value_of(own[0], case), tenant, span) for tenant, span, _ in _windows(kind, own)]
    return tuple(found)


def companies(session: Session, request_id: int, *, now: datetime | None = None) -> tuple[tuple[str, int | None], ...]:
    """The companies at which the person provably held something, by the name that sources have for them; in order. `now` leaves out what is yet
    to come."""
    by_line: defaultdict[tuple[str, str, str | None], list[Tenancy]] = defaultdict(list)
    rows = _standing(session, request_id)
    for row in rows:
        by_line[row.kind, row.token, row.tenant].append(row)
    found: dict[str, int | None] = {}
    for (kind, token, tenant), own in by_line.items():
        others = [row for row in rows if (row.kind, row.token) == (kind, token) and row.holder is not Holder.SUBJECT
                  and (row.tenant is None or kind in WORLDWIDE)]
        told = [statement(row) for row in (*own, *others)]
        if tenant is not None and (proven(told, now) if now is not None else held(told)):
            found[tenant] = found.get(tenant) or next((row.company_id for row in own if row.company_id is not None), None)
    return tuple(sorted(found.items()))


def narrowed_since(session: Session, request_id: int, moment: datetime, ended_at: datetime | None) -> bool:
    """Whether somebody took a statement back since a search began, or stated that a line was not the person's: what it found may be somebody else's.
    What collections told until it `ended_at` is part of the search; None for one that goes on."""
    is_others = Tenancy.how != HowKnown.SOURCE
    told_later, lost_later = (column > ended_at if ended_at is not None else false() for column in (Tenancy.made_at, Tenancy.revoked_at))
    is_new = (Tenancy.made_at > moment) & (Tenancy.holder != Holder.SUBJECT) & (is_others | told_later)
    is_gone = (Tenancy.revoked_at > moment) & (is_others | Tenancy.revoked_by.is_not(None) | lost_later)
    return bool(session.execute(select(exists().where(Tenancy.request_id == request_id, is_new | is_gone))).scalar())


def token_of(kind: str, value: str, vault: Vault) -> str:
    """The keyed hash by which a line in its normal form is known."""
    return vault.token("identity", f"{kind}:{value}")


def said(line: Line, holder: Holder, span: Window, vault: Vault) -> tuple[str, str, str | None, Holder, datetime | None, datetime | None]:
    """What tells one statement from another, without the value: kind, keyed hash, company, holder and window."""
    return line.kind, token_of(line.kind, line.value, vault), line.tenant, holder, span.start, span.end


def said_by(row: Tenancy) -> tuple[str, str, str | None, Holder, datetime | None, datetime | None]:
    """The same of a row."""
    return row.kind, row.token, row.tenant, row.holder, row.starts_at, row.ends_at


def statement(row: Tenancy) -> Statement:
    """What a row says."""
    return Statement(row.holder, Window(row.starts_at, row.ends_at), row.how)


def reason_of(row: Tenancy, case: Handle) -> str:
    """Staff's words for it, "" if there are none. Raises VaultError."""
    return case.open(row.reason, _reason_place(row.token)).decode() if row.reason is not None else ""


def _locked(session: Session, request_id: int) -> Request:
    row = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


def _normal(kind: str, value: str, country: str) -> str:
    if kind not in LINE_KINDS:
        raise InvalidInput(field="kind", problem="required")
    normal = normalise(kind, value, country)
    if not normal:
        raise InvalidInput(field="value", problem="required")
    if len(normal) > _LONGEST:
        raise InvalidInput(field="value", problem="too_long")
    return normal


def _span(window: Window, how: HowKnown, now: datetime, zone: ZoneInfo) -> Window:
    if how is HowKnown.CODE:
        return day_of(now, zone)
    return Window(limit(window.start), limit(window.end)) if not window.is_always else ALWAYS


def _company(session: Session, tenant: str) -> int | None:
    return session.execute(select(Company.id).where(Company.key == tenant)).scalar_one_or_none()


def _standing(session: Session, request_id: int) -> list[Tenancy]:
    """Statements that nobody took back."""
    rows = select(Tenancy).where(Tenancy.request_id == request_id, Tenancy.revoked_at.is_(None)).order_by(Tenancy.id)
    return list(session.execute(rows).scalars())


def _identities(session: Session, request_id: int, kind: str, token: str) -> list[IdentityRow]:
    of_line = select(IdentityRow).where(IdentityRow.request_id == request_id, IdentityRow.kind == kind, IdentityRow.token == token)
    return list(session.execute(of_line.order_by(IdentityRow.id)).scalars())


def _claimed(request_id: int, line: Line, token: str, how: str, case: Handle) -> IdentityRow:
    row = IdentityRow(request_id=request_id, kind=line.kind, token=token, claimed_how=how, value=b"")
    row.value = case.seal(line.value.encode(), identity_place(token))
    return row


def renew(session: Session, request_id: int, kind: str, token: str) -> None:
    """Bring the identities of a line in step with what is proven of it: one for each window, at each company that it is proven for."""
    session.flush()
    known = _identities(session, request_id, kind, token)
    spans = list(_windows(kind, [row for row in _standing(session, request_id) if (row.kind, row.token) == (kind, token)])) if known else []
    for number, (tenant, span, first) in enumerate(spans):
        if number == len(known):
            known.append(IdentityRow(request_id=request_id, kind=kind, token=token, claimed_how=first.how.value, value=known[0].value))
            session.add(known[number])
        own = known[number]
        own.tenant, own.starts_at, own.ends_at = tenant, span.start, span.end
        own.proven_how, own.proven_at = first.how.value, first.made_at
    for own in known[len(spans):]:
        own.tenant = own.starts_at = own.ends_at = own.proven_how = own.proven_at = None
    session.flush()


def _windows(kind: str, rows: Iterable[Tenancy]) -> Iterable[tuple[str | None, Window, Tenancy]]:
    """The company, the window and the first statement of it, of all that is proven of a line, or will be."""
    given = list(rows)
    for tenant in sorted({row.tenant for row in given}, key=lambda one: (one is not None, one)):
        about = [row for row in given if row.tenant == tenant or (row.holder is not Holder.SUBJECT and (kind in WORLDWIDE or row.tenant is None))]
        for span in held(statement(row) for row in about):
            own = [row for row in about if row.holder is Holder.SUBJECT and statement(row).window.intersect(span) is not None]
            imported = [statement(row) for row in about if row.how is HowKnown.SOURCE or row.holder is not Holder.SUBJECT]
            is_wider = span not in held(imported)  # than what sources say by themselves: then it is known by whoever says more
            yield tenant, span, next((row for row in own if is_wider and row.how is not HowKnown.SOURCE), own[0])


def value_of(row: Tenancy, case: Handle) -> str:
    """The line in its normal form. Raises VaultError."""
    return case.open(row.value, _place(row.token)).decode()


def identity_place(token: str) -> str:
    """What the sealed value of an identity is bound to."""
    return f"identity:{token}"


def _place(token: str) -> str:
    """What the sealed value of a line is bound to."""
    return f"tenancy:{token}"


def _reason_place(token: str) -> str:
    return f"tenancy:{token}:reason"
