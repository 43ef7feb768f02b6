"""What a person does with their own request, once reference and pick-up code have opened its page.

Invariants: nothing here proves anything or shows anything that was found; what was searched or passed on already is not taken back in silence.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SUBJECT
from dsr.domain.errors import Conflict, InvalidInput
from dsr.domain.identity import normalise
from dsr.domain.lifecycle import MOVES
from dsr.domain.routing import DataKind
from dsr.domain.words import Outcome, Role, State
from dsr.models import IdentityRow, Part, Referral, Request
from dsr.services import audit, called, drafts, ledger, lifecycle, load, notify, referrals, sessions, sharing, tasks
from dsr.vault import Vault

UNSEARCHED = frozenset({State.RECEIVED, State.VERIFYING, State.TRIAGE, State.REFERRED, State.CLOSED})
WITHDRAWABLE = frozenset(state for move in MOVES if move.name == "withdraw" for state in move.sources)


def withdraw(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> int:
    """The person wants nothing more: what was found goes, companies that were asked are told, one letter follows. How many parts that closed; what
    is on its way to them already stays.

    Raises NotFound, Conflict if there is nothing left to withdraw.
    """
    request = opened(session, token, now=now, vault=vault)
    closed = [part for part in _parts(session, request) if _close(session, part, now=now, vault=vault, settings=settings)]
    if not closed:
        raise Conflict()
    notify.tell(session, closed[0], "withdrawn", {}, now=now, vault=vault, settings=settings)
    return len(closed)


def narrow(session: Session, token: str, kinds: Collection[DataKind], *, now: datetime, vault: Vault) -> None:
    """The person wants data of these kinds only; all of them is no narrowing. Possible until the search has begun.

    Raises NotFound, InvalidInput (kinds: required), Conflict.
    """
    request = opened(session, token, now=now, vault=vault)
    wanted = [kind for kind in DataKind if kind in kinds]
    if not wanted:
        raise InvalidInput(field="kinds", problem="required")
    if not may_narrow(request):
        raise Conflict()
    request.narrowed_kinds = None if len(wanted) == len(DataKind) else " ".join(wanted)
    session.flush()
    audit.record(session, request.id, "narrowed", {"kinds": [kind.value for kind in wanted]}, by=SUBJECT, now=now)


def narrow_to_days(session: Session, token: str, first: date | None, last: date | None, *, now: datetime, vault: Vault) -> None:
    """The person wants only what is of these days, both included; neither is no narrowing. Possible until the search has begun.

    Raises NotFound, InvalidInput (last: reversed), Conflict.
    """
    request = opened(session, token, now=now, vault=vault)
    if first is not None and last is not None and last < first:
        raise InvalidInput(field="last", problem="reversed")
    if not may_narrow(request):
        raise Conflict()
    request.narrowed_from, request.narrowed_to = first, last
    session.flush()
    audit.record(session, request.id, "narrowed", {"has_first": first is not None, "has_last": last is not None}, by=SUBJECT, now=now)


def may_narrow(request: Request) -> bool:
    """Whether nothing was searched yet, and something may still be."""
    states = {part.state for part in request.parts}
    return states <= UNSEARCHED and states != {State.CLOSED}


def keep_from_company(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """The employer's part is not passed on, or not any more: it closes, and whoever was asked hears that nothing is needed and sees no more of it.
    What we decide about is answered all the same. Raises NotFound, Conflict (they said so before)."""
    request = opened(session, token, now=now, vault=vault)
    if not request.pass_on:
        raise Conflict()
    request.pass_on = False
    session.flush()
    audit.record(session, request.id, "kept_from_company", {}, by=SUBJECT, now=now)
    for part in _parts(session, request):
        if part.role is Role.PROCESSOR:
            _close(session, part, now=now, vault=vault, settings=settings)


def share_address(session: Session, token: str, referral_id: int, name: str, *, now: datetime, vault: Vault) -> None:
    """The company of this referral is told one of the person's confirmed addresses, by its name in the form; no name: none.

    Raises NotFound, Conflict (nobody is asked by it any more, or the company may have read the address of before), InvalidInput (address).
    """
    request = opened(session, token, now=now, vault=vault)
    if referral_id not in {row.id for row, _ in asked_of(session, request)}:
        raise Conflict()
    row, part = referrals.loaded(session, referral_id)
    sharing.choose(session, row, part, name, now=now, vault=vault)


def asked_of(session: Session, request: Request) -> list[tuple[Referral, Part]]:
    """How companies are asked now, as far as the person may see it: the newest referral of each part that goes on."""
    rows = session.execute(select(Referral, Part).join(Part, Part.id == Referral.part_id).where(
        Part.request_id == request.id, Part.state != State.CLOSED, Referral.contact_id.is_not(None)).order_by(Referral.id))
    newest = {part.id: (row, part) for row, part in rows}
    return [(row, part) for row, part in newest.values() if referrals.is_visible(row, part) and called.is_shown(session, part)]


def add_number(session: Session, token: str, number: str, *, now: datetime, vault: Vault, settings: Settings) -> IdentityRow:
    """A number of theirs, as a claim: it finds nothing until somebody else says since when they had it. Raises NotFound, InvalidInput, Conflict."""
    request = opened(session, token, now=now, vault=vault)
    if all(part.state is State.CLOSED for part in request.parts):
        raise Conflict()
    if not normalise("phone_number", number, settings.entity_country).startswith("+"):
        raise InvalidInput(field="number", problem="bad_number")
    return ledger.claim(session, request.id, "phone_number", number, by=SUBJECT, now=now, vault=vault)


def opened(session: Session, token: str, *, now: datetime, vault: Vault) -> Request:
    """The request that this page is of, locked. Raises NotFound."""
    row = sessions.current(session, token, now=now, vault=vault, is_answer=False)
    return session.execute(select(Request).where(Request.id == row.request_id).with_for_update()).scalar_one()


def _close(session: Session, part: Part, *, now: datetime, vault: Vault, settings: Settings) -> bool:
    """Whether the part could still be withdrawn; then it is."""
    if part.state not in WITHDRAWABLE:
        return False
    lifecycle.move(session, part, "withdraw", by=SUBJECT, now=now, outcome=Outcome.WITHDRAWN)
    tasks.drop(session, part.id, now=now)
    drafts.discard(session, part.id, now=now)
    referrals.withdraw(session, part.id, now=now, vault=vault, settings=settings)
    return True


def _parts(session: Session, request: Request) -> list[Part]:
    return [load.part(session, part.id) for part in request.parts]
