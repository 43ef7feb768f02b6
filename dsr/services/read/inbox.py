"""The queue of the desk: one row for each part, the likeliest late first.

Invariant: the number of statements does not grow with the rows, and only the rows of the page asked for are opened.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, select
from sqlalchemy.orm import Session

from dsr.domain.errors import VaultError
from dsr.domain.identity import BORROWED
from dsr.domain.words import Outcome, Right, Role, State
from dsr.models import Company, IdentityRow, Part, Request
from dsr.services import cases, duplicates
from dsr.services.keys import keys_of
from dsr.services.read import holdups, keepers, lanes, presence
from dsr.services.read.lanes import CLOSED, OPEN, Narrowing
from dsr.vault import Handle, KeyClass, Vault

__all__ = ["CLOSED", "OPEN", "Narrowing", "Page", "Row", "queue", "rows"]
PAGE_ROWS = 50
_MOST_COMPANIES = 300  # the page of a company leads to its own, too
_LOOK = 20  # a request has fewer parts
EVERY = Narrowing()


@dataclass(frozen=True, slots=True)
class Row:
    """One part. `name` is the reference where the name cannot be opened any more; `blocking` is a code that the desk has words for."""

    reference: str
    number: int
    right: Right
    role: Role
    state: State
    outcome: Outcome | None
    due_on: date
    days_left: int
    plan_on: date
    name: str
    employer: str
    company: str | None          # that decides about it, or whose it is
    confirmed: bool
    proven: str                  # what of the person is proven: line, other, email, none
    blocking: str | None
    is_paused: bool = False
    is_entered: bool = False     # by staff: who asks may be confirmed, but not by an email
    also: int = 0                # other requests of the same person, as far as it is proven
    is_lookalike: bool = False   # the address only looks like a customer's
    keeper: str | None = None    # who looks after it; None: the team
    acting: str | None = None    # who sees to it today, where that is somebody else; None with `is_away`: the team
    is_away: bool = False
    silence: str | None = None   # why somebody of ours has to see to the company that was asked: missing, silent, escalated
    inside: tuple[str, ...] = () # colleagues who have the request open
    after: str = ""              # its spot in the list


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a view. `counts` has every view but the closed; `next` is where the next stretch begins, empty for none."""

    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    next: str


def queue(session: Session, *, filter: str, today: date, vault: Vault, narrowed: Narrowing = EVERY, after: str = "",
          mine: int | None = None, now: datetime | None = None) -> Page:
    """One stretch of a view; `mine` are the parts that this member of staff sees to today, and others who are in a request are told as of `now`.
    Raises KeyError for a view that is none."""
    hands = keepers.hands(session, today)
    theirs = _seen_to(hands, mine)
    spots = lanes.page(session, filter, today=today, narrowed=narrowed, mine=theirs, after=after, most=PAGE_ROWS + 1)
    shown = spots[:PAGE_ROWS]
    found = rows(session, [one.part_id for one in shown], today=today, vault=vault, hands=hands, inside=presence.others(session, but=mine, now=now))
    placed = tuple(replace(row, after=spot.after) for row, spot in zip(found, shown, strict=True))
    return Page(placed, lanes.counts(session, today=today, mine=theirs), shown[-1].after if len(spots) > PAGE_ROWS else "")


def following(session: Session, view: str, *, today: date, narrowed: Narrowing, after: str, mine: int | None,
              but: Collection[str]) -> tuple[str, str] | None:
    """The reference and the spot of the next request of a view after a spot, but for these; None where no other follows."""
    theirs = _seen_to(keepers.hands(session, today), mine)
    spots = lanes.page(session, view, today=today, narrowed=narrowed, mine=theirs, after=after, most=_LOOK)
    named = select(Part.id, Request.reference).join(Request).where(Part.id.in_([one.part_id for one in spots]), Request.reference.not_in(but))
    references = dict(session.execute(named).all())
    return next(((references[one.part_id], one.after) for one in spots if one.part_id in references), None)


def companies(session: Session, chosen: int | None) -> list[tuple[int, str]]:
    """Companies to narrow a view to, by name; the chosen one is among them."""
    wanted = select(Company.id, Company.name).order_by((Company.id == (chosen or 0)).desc(), Company.name, Company.id).limit(_MOST_COMPANIES)
    return sorted(((row.id, row.name) for row in session.execute(wanted)), key=lambda one: (one[1].casefold(), one[0]))


def rows(session: Session, parts: Sequence[int], *, today: date, vault: Vault, hands: keepers.Hands,
         inside: Mapping[int, tuple[str, ...]]) -> list[Row]:
    """The parts of these numbers, in this order."""
    found: dict[int, dict[str, Any]] = {one.id: dict(one._mapping) for one in session.execute(_wanted(), {"parts": list(parts)})}
    ids = {one["request_id"] for one in found.values()}
    cases_of, same = keys_of(session, ids, KeyClass.CASE, vault=vault), duplicates.among(session, ids)
    return [_row(one, cases_of.get(one["request_id"]), today, hands, also=len(same[one["request_id"]]), inside=inside.get(one["request_id"], ()))
            for one in (found[number] for number in parts)]


@cache
def _wanted() -> Select[*tuple[Any, ...]]:
    return select(
        Part.id, Part.number, Part.right, Part.role, Part.state, Part.outcome, Part.due_on, Part.plan_on, Part.keeper_id,
        Request.id.label("request_id"), Request.reference, Request.name, Request.employer, Request.confirmed_at, Request.entered_by,
        Company.name.label("company"), _is_proven("phone_number").label("is_line"), _is_proven("email").label("is_email"),
        _is_proven().label("is_any"), *holdups.columns(),
    ).select_from(Part).join(Request).outerjoin(Company, Company.id == Part.company_id).where(Part.id.in_(bindparam("parts", expanding=True)))


def _seen_to(hands: keepers.Hands, mine: int | None) -> list[int]:
    return [keeper for keeper in hands.known if mine is not None and mine in (keeper, hands.acting(keeper))]


def _is_proven(kind: str | None = None) -> ColumnElement[bool]:
    of_kind = IdentityRow.kind == kind if kind is not None else IdentityRow.kind.not_in(BORROWED)
    return exists().where(IdentityRow.request_id == Request.id, IdentityRow.proven_how.is_not(None), of_kind).correlate(Request)


def _row(found: Mapping[str, Any], case: Handle | None, today: date, hands: keepers.Hands, *, also: int, inside: tuple[str, ...]) -> Row:
    acting = hands.acting(found["keeper_id"])
    return Row(
        **{name: found[name] for name in ("reference", "number", "right", "role", "state", "outcome", "due_on", "plan_on", "company", "is_paused",
                                          "is_lookalike", "silence")},
        days_left=(found["due_on"] - today).days, keeper=hands.name(found["keeper_id"]),
        acting=hands.name(acting) if acting != found["keeper_id"] else None, is_away=acting != found["keeper_id"],
        name=_opened(found, "name", case) or found["reference"], employer=_opened(found, "employer", case),
        confirmed=found["confirmed_at"] is not None, is_entered=found["entered_by"] is not None, also=also, inside=inside,
        proven="line" if found["is_line"] else "email" if found["is_email"] else "other" if found["is_any"] else "none",
        blocking=holdups.blocking(found))


def _opened(found: Mapping[str, Any], field: str, case: Handle | None) -> str:
    """A list must not fail for one value: the page of the request says what is wrong with it."""
    if case is None:
        return ""
    try:
        return case.open(found[field], cases.place(found["reference"], field)).decode()
    except VaultError:
        return ""
