"""How a company is called in what the person reads, and of which ones they hear at all.

Invariant: only a company that the person named is named; a reseller never is: whoever names another tells the person something.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from dsr.domain.mailable import is_mailable
from dsr.domain.proof import Sensitivity
from dsr.domain.words import Outcome, Role
from dsr.models import Company, Part, Request
from dsr.services import cases, companies, instructed, proofs
from dsr.text import translator
from dsr.vault import Handle


def company(part: Part, asked: Company, *, locale: str | None = None) -> str:
    """The company that was asked about a part, in words for the person: by name, or by what it is."""
    say = translator(locale or part.request.locale)
    if part.company_id is not None and part.company_id != asked.id:
        return say("company.supplier")
    return say("company.unnamed") if part.conceals else asked.name


def asked(session: Session, part: Part, *, entity: str) -> str:
    """What an answer is to: all that we hold, or what we hold for one company, as the person may know it."""
    say = translator(part.request.locale)
    if part.role is Role.PROCESSOR and part.company_id is not None:
        return say("asked.behalf", entity=entity, company=company(part, session.get_one(Company, part.company_id)))
    return say("asked.ours", entity=entity)


@dataclass(frozen=True, slots=True)
class Deciding:
    """Companies with a part of a request of its own: those that decide, and those in whose place named staff do."""

    by: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def deciding(session: Session, request: Request, ours: Part, *, today: date) -> Deciding:
    """Who decides about what the answer of a part of ours leaves out, of all whom the person may know of."""
    by, left = dict[str, None](), dict[str, None]()
    for part in request.parts:
        if ours.role is Role.PROCESSOR or part.role is not Role.PROCESSOR or part.company_id is None or part.right is not ours.right:
            continue
        if part.outcome is Outcome.WITHDRAWN or not is_shown(session, part):
            continue
        asked = companies.asked_of(session, session.get_one(Company, part.company_id))
        is_left = companies.speaker(session, asked, today=today) is None and not instructed.of(session, part.id).by_kind
        (left if is_left else by)[company(part, asked)] = None
    return Deciding(tuple(by), tuple(left))


def is_shown(session: Session, part: Part) -> bool:
    """Whether the person may see that there is this part. Of a company that they did not name, beside another one, nobody learns by what an employer
    could show: neither that company's name nor that there is one."""
    is_alone = len({one.company_id for one in part.request.parts if one.role is Role.PROCESSOR}) < 2
    return not part.conceals or is_alone or Sensitivity.USAGE in proofs.reaches(session, part.request_id, part.right)


def who_answers(request: Request, case: Handle) -> str:
    """Who answers what, in two sentences for the letter of receipt. It is made of what was typed and of nothing that we know, so that it is the
    same whether the company is a customer of ours or not."""
    say = translator(request.locale)
    typed = " ".join(cases.read(request, "employer", case).split())
    return say("who.passed_on" if request.pass_on else "who.kept", employer=typed if typed and is_mailable(typed) else say("company.unnamed"))
