"""How a company is called in what the person reads.

Invariant: only a company that the person named is named; a reseller never is: whoever names another tells the person something.
"""

from __future__ import annotations

from dsr.domain.mailable import is_mailable
from dsr.models import Company, Part, Request
from dsr.services import cases
from dsr.text import translator
from dsr.vault import Handle


def company(part: Part, asked: Company, *, locale: str | None = None) -> str:
    """The company that was asked about a part, in words for the person: by name, or by what it is."""
    say = translator(locale or part.request.locale)
    if part.company_id is not None and part.company_id != asked.id:
        return say("company.supplier")
    return say("company.unnamed") if part.conceals else asked.name


def who_answers(request: Request, case: Handle) -> str:
    """Who answers what, in two sentences for the letter of receipt. It is made of what was typed and of nothing that we know, so that it is the
    same whether the company is a customer of ours or not."""
    say = translator(request.locale)
    typed = " ".join(cases.read(request, "employer", case).split())
    return say("who.passed_on" if request.pass_on else "who.kept", employer=typed if typed and is_mailable(typed) else say("company.unnamed"))
