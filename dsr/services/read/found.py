"""Requests that are found by words, over the keyed tokens. Invariant: a search reads a bounded number of tokens, however common its words are; where
that was not enough to see all, it says so and can go on from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, union
from sqlalchemy.orm import Session

from dsr.domain.search_words import Query, Term
from dsr.models import IdentityRow, Part, Request, SearchToken
from dsr.services.read import inbox, keepers
from dsr.services.read.inbox import Row
from dsr.services.search_words import PURPOSE
from dsr.vault import Vault

PAGE_REQUESTS = 25
MOST_LOOKED_AT = 3000
_Tokens = tuple[list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Found:
    """The newest requests first, with all their parts. `next` is the number to go on from, None for none; `is_partial`: the words are so common that
    only the newest requests with them were looked at."""

    rows: tuple[Row, ...]
    requests: int
    next: int | None
    is_partial: bool

    @property
    def only(self) -> str | None:
        """The reference, if exactly one request was found."""
        return self.rows[0].reference if self.requests == 1 and self.next is None and self.rows else None


def find(session: Session, query: Query, *, today: date, vault: Vault, before: int | None = None) -> Found:
    """The requests that have all of the terms; nothing for none."""
    if not query.terms:
        return Found((), 0, None, is_partial=False)
    every = [_tokens(term, vault) for term in query.terms]
    counts = session.execute(select(*(_count(one, before) for one in every))).one()
    lead = min(range(len(every)), key=lambda number: counts[number])
    rest = [one for number, one in enumerate(every) if number != lead]
    looked = _newest(every[lead], before, MOST_LOOKED_AT if rest else PAGE_REQUESTS + 1).subquery()
    wanted = select(looked.c.request_id).where(*(_has(one, looked.c.request_id) for one in rest)).order_by(looked.c.request_id.desc())
    ids = list(session.execute(wanted.limit(PAGE_REQUESTS + 1)).scalars())
    shown, following = ids[:PAGE_REQUESTS], ids[PAGE_REQUESTS - 1] if len(ids) > PAGE_REQUESTS else None
    is_partial = following is None and bool(rest) and counts[lead] > MOST_LOOKED_AT
    if is_partial:
        following = session.execute(select(func.min(looked.c.request_id))).scalar_one()
    return Found(_rows(session, shown, today, vault), len(shown), following, is_partial)


def _tokens(term: Term, vault: Vault) -> _Tokens:
    return ([vault.token(PURPOSE, form) for form in term.forms],
            [vault.token("identity", f"phone_number:{number}") for number in term.numbers])


def _newest(tokens: _Tokens, before: int | None, most: int) -> Select[Any]:
    """Each token is an index in the order of the requests; what several give is merged."""
    words, identities = tokens
    arms = [(SearchToken.request_id, SearchToken.token == word) for word in words]
    arms += [(IdentityRow.request_id, IdentityRow.token == word) for word in identities]
    limited = [select(number.label("request_id")).where(is_it, number < before if before is not None else number.is_not(None)).order_by(
        number.desc()).limit(most).subquery() for number, is_it in arms]
    merged = union(*(select(one.c.request_id) for one in limited)).subquery()
    return select(merged.c.request_id).order_by(merged.c.request_id.desc()).limit(most)


def _count(tokens: _Tokens, before: int | None) -> ColumnElement[int]:
    return select(func.count()).select_from(_newest(tokens, before, MOST_LOOKED_AT + 1).subquery()).scalar_subquery()


def _has(tokens: _Tokens, request_id: ColumnElement[int]) -> ColumnElement[bool]:
    words, identities = tokens
    in_words = exists().where(SearchToken.request_id == request_id, SearchToken.token.in_(words))
    in_identities = exists().where(IdentityRow.request_id == request_id, IdentityRow.token.in_(identities))
    return or_(in_words, in_identities) if identities else in_words


def _rows(session: Session, ids: Sequence[int], today: date, vault: Vault) -> tuple[Row, ...]:
    parts = select(Part.id).join(Request).where(Request.id.in_(ids)).order_by(Request.id.desc(), Part.number)
    numbers = session.execute(parts).scalars().all()
    return tuple(inbox.rows(session, numbers, today=today, vault=vault, hands=keepers.hands(session, today), inside={}))
