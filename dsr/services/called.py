"""How a company is called in what the person reads.

Invariant: only a company that the person named is named; a reseller never is: whoever names another tells the person something.
"""

from __future__ import annotations

from dsr.models import Company, Part
from dsr.text import translator


def company(part: Part, asked: Company, *, locale: str | None = None) -> str:
    """The company that was asked about a part, in words for the person: by name, or by what it is."""
    say = translator(locale or part.request.locale)
    if part.company_id is not None and part.company_id != asked.id:
        return say("company.supplier")
    return say("company.unnamed") if part.conceals else asked.name
