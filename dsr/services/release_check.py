"""What stands in the way of an answer: names without words, purposes that nobody has said or signed, codes that nobody explains.

Invariant: only names of columns and collections are told, never a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from dsr.domain.answer import Answer
from dsr.domain.dataset import Address, Source
from dsr.domain.errors import Unsaid
from dsr.services.sign_off import owes_a_letter, unsigned
from dsr.services.wording import without_terms, without_words
from dsr.text import FALLBACK

TOLD = 5  # names in one sentence


def check(session: Session, sources: Iterable[Source], found: Mapping[Address, int], *, locale: str, categories: tuple[str, ...],
          fallback: str = FALLBACK, is_ours: bool = True) -> None:
    """Before an answer is ordered: whether all that it will say of what was found is said and signed. Of what a company decides about, why and how
    long it is kept is the company's to say. Raises Unsaid."""
    shown = [one for source in sources for one in source.collections() if found.get(one.address) and owes_a_letter(one)]
    refuse("words", [name for one in shown for name in without_words(one, one.columns_in(categories), locale, fallback)])
    if not is_ours:
        return
    refuse("terms", [name for one in shown for name in without_terms(one, locale, fallback)])
    refuse("unsigned", unsigned(session, shown))


def check_codes(answer: Answer) -> None:
    """Before an answer is written: whether every code that occurs in its rows has words. Raises Unsaid."""
    refuse("codes", [name for name in answer.without_words if name not in answer.gaps_in_words])


def refuse(reason: str, names: list[str]) -> None:
    """Raises Unsaid if there are any."""
    if names:
        raise Unsaid(reason=reason, detail=", ".join(names[:TOLD]) + (" ..." if len(names) > TOLD else ""))
