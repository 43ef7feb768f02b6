"""What a company's contact does on its page: confirms who held which line when, saves, and instructs.

Invariants: nobody reaches a request that their own company was not asked about; a company says something about its own lines only, and only about
those that are shown to it; what it saved is sealed and is no instruction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import COMPANY
from dsr.domain.confirming import Confirmed, statements
from dsr.domain.errors import InvalidInput, InvalidMove, NotFound
from dsr.domain.instruction import Given
from dsr.domain.proof import Control, Method, ProofState
from dsr.domain.routing import DataKind
from dsr.domain.tenancy import LINE_KINDS, Holder, HowKnown
from dsr.domain.window import Window
from dsr.models import Company, IdentityRow, Part, Proof, Referral, Tenancy
from dsr.services import audit, entities, instructions, ledger, proofs, referrals
from dsr.services.company_door import Visit
from dsr.services.instructions import Signed
from dsr.services.keys import key_for, key_of
from dsr.vault import KeyClass, Vault

LONGEST_SAVED = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """One identifier of the person at the company: what our record says of the person's time, and what the company said so far."""

    name: str                      # of its fields in the form: a keyed hash, so that nothing of it stands in an address
    kind: str
    value: str
    tenant: str | None
    recorded: tuple[Window, ...]
    confirmed: tuple[Window, ...]
    is_denied: bool


def mine(session: Session, visit: Visit) -> list[tuple[Referral, Part]]:
    """Every request that the company was asked about and may see, the newest time that it was."""
    wanted = select(Referral, Part).join(Part, Part.id == Referral.part_id).where(Referral.company_id == visit.company.id).order_by(Referral.id)
    found = {part.id: (row, part) for row, part in session.execute(wanted) if referrals.is_visible(row, part)}
    return sorted(found.values(), key=lambda one: (one[1].due_on, one[0].id))


def own(session: Session, visit: Visit, referral_id: int) -> tuple[Referral, Part]:
    """One of them. Raises NotFound for any other, whoever's it is."""
    found = next((one for one in mine(session, visit) if one[0].id == referral_id), None)
    if found is None:
        raise NotFound()
    return found


def lines(session: Session, part: Part, *, vault: Vault) -> tuple[Line, ...]:
    """The person's identifiers at the company that decides, and at no other."""
    company = session.get_one(Company, part.company_id)
    case = key_of(session, part.request_id, KeyClass.CASE, vault=vault)
    rows = session.execute(select(Tenancy).where(Tenancy.request_id == part.request_id, Tenancy.revoked_at.is_(None)).order_by(Tenancy.id)).scalars()
    said: dict[tuple[str, str, str | None], list[Tenancy]] = {}
    for row in rows:
        if row.tenant == company.key or (row.tenant is None and row.company_id == company.id):
            said.setdefault((row.kind, row.token, row.tenant), []).append(row)
    values = {key: ledger.value_of(found[0], case) for key, found in said.items()}
    held = select(IdentityRow).where(IdentityRow.request_id == part.request_id, IdentityRow.tenant == company.key, IdentityRow.kind.in_(LINE_KINDS))
    for identity in session.execute(held.order_by(IdentityRow.id)).scalars():
        key = (identity.kind, identity.token, identity.tenant)
        said.setdefault(key, [])
        values.setdefault(key, case.open(identity.value, ledger.identity_place(identity.token)).decode())
    return tuple(_line(key, values[key], found, vault) for key, found in sorted(said.items(), key=lambda one: (one[0][0], values[one[0]])))


def confirm(session: Session, visit: Visit, referral_id: int, said: Mapping[str, Confirmed], *, now: datetime, vault: Vault,
            settings: Settings) -> None:
    """What the company says about lines, by their name in the form; what it said of one before is taken back. Whoever held a line there is known
    there: the company's word about who it is.

    Raises NotFound (the request or a line is not the company's), InvalidMove (nothing is decided any more), InvalidInput with the name of the line.
    """
    row, part = _open(session, visit, referral_id)
    known = {line.name: line for line in lines(session, part, vault=vault)}
    if not said.keys() <= known.keys():
        raise NotFound()
    zone = entities.zone(settings)
    told = {}
    for name, one in said.items():
        try:
            told[name] = statements(one, known[name].recorded, today=now.astimezone(zone).date(), zone=zone)
        except InvalidInput as error:
            raise InvalidInput(**{**error.facts, "line": name}) from None
    for name, spans in told.items():
        _state(session, visit, part, known[name], spans, now=now, vault=vault)
    is_known = any(holder is Holder.SUBJECT for spans in told.values() for holder, _ in spans)
    if is_known and not _is_proven(session, part):
        proofs.prove(session, part.request_id, Method.EMPLOYER, Control.EMPLOYER, by=COMPANY, now=now, vault=vault)
    if told:
        facts: dict[str, object] = {"part": part.number, "referral": row.id, "lines": len(told)}
        audit.record(session, part.request_id, "lines_confirmed", facts, by=COMPANY, now=now)


def instruct(session: Session, visit: Visit, referral_id: int, given: Mapping[DataKind | None, Given], *, now: datetime, vault: Vault,
             settings: Settings) -> None:
    """What is to be done with the part. Raises NotFound, InvalidMove, InvalidInput."""
    row, part = _open(session, visit, referral_id)
    instructions.give(session, part.id, given, Signed(contact_id=visit.contact.id), by=COMPANY, now=now, vault=vault, settings=settings)
    row.saved = None


def save(session: Session, visit: Visit, referral_id: int, fields: Mapping[str, str], *, now: datetime, vault: Vault) -> None:
    """Keep what was chosen until it is given. Raises NotFound, InvalidMove, InvalidInput (too_long)."""
    row, part = _open(session, visit, referral_id)
    plain = orjson.dumps(dict(fields))
    if len(plain) > LONGEST_SAVED:
        raise InvalidInput(field="reason", problem="too_long")
    row.saved = key_for(session, part.request_id, KeyClass.CASE, vault=vault, now=now).seal(plain, saved_place(row.id))


def saved(session: Session, row: Referral, part: Part, *, vault: Vault) -> dict[str, str]:
    """What was kept, by field."""
    if row.saved is None:
        return {}
    found: dict[str, str] = orjson.loads(key_of(session, part.request_id, KeyClass.CASE, vault=vault).open(row.saved, saved_place(row.id)))
    return found


def saved_place(referral_id: int) -> str:
    """What a sealed half of an answer is bound to."""
    return f"referral:{referral_id}:saved"


def _open(session: Session, visit: Visit, referral_id: int) -> tuple[Referral, Part]:
    row, part = own(session, visit, referral_id)
    row, part = referrals.loaded(session, row.id)
    if not referrals.is_open(row, part):
        raise InvalidMove(move="instruct", state=part.state.value)
    return row, part


def _line(key: tuple[str, str, str | None], value: str, said: list[Tenancy], vault: Vault) -> Line:
    kind, token, tenant = key
    recorded = tuple(Window(row.starts_at, row.ends_at) for row in said
                     if row.holder is Holder.SUBJECT and row.how in (HowKnown.SOURCE, HowKnown.STAFF))
    companys = [row for row in said if row.how is HowKnown.EMPLOYER]
    confirmed = tuple(Window(row.starts_at, row.ends_at) for row in companys if row.holder is Holder.SUBJECT)
    name = vault.token("company_line", f"{kind}:{token}:{tenant}")[:16]
    return Line(name, kind, value, tenant, recorded, confirmed, bool(companys) and not confirmed)


def _state(session: Session, visit: Visit, part: Part, line: Line, spans: tuple[tuple[Holder, Window], ...], *, now: datetime, vault: Vault) -> None:
    token = vault.token("identity", f"{line.kind}:{line.value}")
    before = select(Tenancy).where(Tenancy.request_id == part.request_id, Tenancy.kind == line.kind, Tenancy.token == token,
                                   Tenancy.tenant.is_not_distinct_from(line.tenant), Tenancy.how == HowKnown.EMPLOYER, Tenancy.revoked_at.is_(None))
    kept = set()
    for row in session.execute(before.order_by(Tenancy.id)).scalars():
        if (row.holder, Window(row.starts_at, row.ends_at)) in spans:
            kept.add((row.holder, Window(row.starts_at, row.ends_at)))
        else:
            ledger.revoke(session, row.id, by=COMPANY, now=now)
    for holder, window in spans:
        if (holder, window) not in kept:
            ledger.state(session, part.request_id, line.kind, line.value, tenant=line.tenant, company_id=part.company_id, holder=holder,
                         window=window, how=HowKnown.EMPLOYER, by=COMPANY, now=now, vault=vault, contact_id=visit.contact.id)


def _is_proven(session: Session, part: Part) -> bool:
    said = select(Proof.id).where(Proof.request_id == part.request_id, Proof.method == Method.EMPLOYER, Proof.state == ProofState.PROVEN).limit(1)
    return session.execute(said).first() is not None
