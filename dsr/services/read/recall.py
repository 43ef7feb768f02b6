"""An answer that went out, as staff see it before and after it is called back: who has what of it since when, how many rows of which collections, and
by which lines they were found, which says whose they may be.

Invariant: what left is told by the events that were written before it left; nothing of the rows themselves is here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.earlier import Then
from dsr.domain.found_by import found_by
from dsr.models import Company, CompanyContact, Delivery, Document, Event, IdentityRow, Part, Referral, Request, Response
from dsr.services import audit, cases, contact_points, mandates, planning
from dsr.services.briefing import identity_context
from dsr.services.keys import key_of
from dsr.services.read import ledger
from dsr.services.read.collection import Atlas
from dsr.vault import Handle, KeyClass, Vault


class Recipient(StrEnum):
    """Who was given something of an answer."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    COMPANY = "company"
    POST = "post"          # it was printed, for an envelope to the person


@dataclass(frozen=True, slots=True)
class Handout:
    """`what` is a file; "" where the page was opened, or a link was given and not used so far (`at` None)."""

    to: Recipient
    name: str
    what: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of one collection in the answer, and the kinds of identity that led to them."""

    label: str
    shown: int
    left_out: int
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The `number`th that was approved. `found` is empty where nothing was kept of its counts."""

    number: int
    approved_at: datetime | None
    recalled_at: datetime | None
    handouts: tuple[Handout, ...]
    found: tuple[Found, ...]
    files: int

    @property
    def is_fetched(self) -> bool:
        return any(one.what or one.at for one in self.handouts)


@dataclass(frozen=True, slots=True)
class Seed:
    """An identity that was searched with, and who else held that line, by the ledger."""

    kind: str
    value: str
    proven: str


@dataclass(frozen=True, slots=True)
class Page:
    """Of one part. `lines` are the ledger's: who held which line when."""

    reference: str
    number: int
    company: str
    answers: tuple[Answer, ...]
    seeds: tuple[Seed, ...]
    lines: tuple[ledger.LineView, ...]

    @property
    def searched(self) -> frozenset[tuple[str, str]]:
        """Kind and value of what was searched with."""
        return frozenset((one.kind, one.value) for one in self.seeds)


def page(session: Session, part: Part, *, vault: Vault, now: datetime, atlas: Atlas) -> Page:
    """All that went out for a part. Raises VaultError."""
    request = part.request
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    rows = session.execute(select(Response).where(Response.part_id == part.id, Response.approved_at.is_not(None)).order_by(Response.number))
    handed, own = _handouts(session, request, part, case, vault), atlas.of(session, part)
    answers = tuple(_answer(row, number, part, handed[row.id], own) for number, row in enumerate(rows.scalars(), start=1))
    seeds = select(IdentityRow).where(IdentityRow.request_id == request.id, IdentityRow.proven_how.is_not(None)).order_by(IdentityRow.id)
    company = session.get(Company, part.company_id) if part.company_id is not None else None
    return Page(
        reference=request.reference, number=part.number, company=company.name if company is not None else "", answers=answers,
        seeds=tuple(Seed(one.kind, case.open(one.value, identity_context(one)).decode(), one.proven_how or "")
                    for one in session.execute(seeds).scalars()),
        lines=ledger.page(session, request.reference, vault=vault, now=now, atlas=atlas).lines)


def _answer(row: Response, number: int, part: Part, handouts: Iterable[Handout], atlas: Atlas) -> Answer:
    kept: dict[str, Any] = orjson.loads(row.counts) if row.counts else {"collections": {}, "files": 0}
    by = {str(address): kinds for address, kinds in found_by(planning.load(part.search_plan)).items()} if part.search_plan else {}
    then = {address: Then(*values) for address, values in kept["collections"].items()}
    found = tuple(Found(atlas.both(address), one.shown, one.left_out, tuple(sorted(by.get(address, ())))) for address, one in sorted(then.items())
                  if one.shown or one.left_out)
    return Answer(number, row.approved_at, row.recalled_at, tuple(handouts), found, kept["files"])


def _handouts(session: Session, request: Request, part: Part, case: Handle, vault: Vault) -> dict[int, list[Handout]]:
    """By answer, in the order of time; links that nobody used come first."""
    found: defaultdict[int, list[Handout]] = defaultdict(list)
    links = {one.id: one for one in session.execute(
        select(Delivery).join(Response).where(Response.part_id == part.id).order_by(Delivery.id)).scalars()}
    files = {one.id: one for one in session.execute(select(Document).join(Response).where(Response.part_id == part.id)).scalars()}
    person = ", ".join(filter(None, (cases.read(request, "name", case), contact_points.email_of(session, request, vault))))
    acting = {line.id: f"{line.acting.name}, {line.acting.email}" for line in mandates.of(session, request.id, vault=vault)}

    def whose(link: Delivery | None) -> tuple[Recipient, str]:
        if link is None or link.representative_id is None:
            return Recipient.PERSON, person
        return Recipient.REPRESENTATIVE, acting.get(link.representative_id, "")

    for one in links.values():
        if one.first_opened_at is None and not request.by_post:
            found[one.response_id].append(Handout(*whose(one), "", None))
    for event, facts in _left(session, request, part):
        link, file = links.get(facts.get("delivery", 0)), files.get(facts.get("document", 0))
        response_id = file.response_id if file is not None else link.response_id if link is not None else None
        if response_id is None:
            continue
        to, name = whose(link)
        if event.name == "package_fetched":
            to, name = Recipient.COMPANY, _company(session, facts.get("referral", 0))
        elif event.name == "answer_printed":
            to, name = Recipient.POST, person
        found[response_id].append(Handout(to, name, file.name if file is not None else "", event.at))
    return found


def _left(session: Session, request: Request, part: Part) -> Iterator[tuple[Event, dict[str, int]]]:
    """The events by which something of the part's answers was shown or left."""
    for event in audit.trail(session, request.id):
        if event.name in ("answer_opened", "downloaded", "package_fetched", "answer_printed"):
            facts = json.loads(event.facts)
            if event.name == "answer_printed" or facts.get("part") == part.number:
                yield event, facts


def _company(session: Session, referral_id: int) -> str:
    row = session.execute(select(Company.name, CompanyContact.email).select_from(Referral).join(Company, Company.id == Referral.company_id).outerjoin(
        CompanyContact, CompanyContact.id == Referral.contact_id).where(Referral.id == referral_id)).one_or_none()
    return ", ".join(filter(None, row)) if row is not None else ""
