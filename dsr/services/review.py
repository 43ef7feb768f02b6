"""The decision on a part: approve its answer, refuse with a ground, or withdraw.

Invariants: no part closes without a letter; what goes out are the files that were looked at, and nothing is written after the yes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.customer import CompanyState
from dsr.domain.dataset import Source
from dsr.domain.errors import InvalidInput, InvalidMove, NotAllowed, NotFound, Stale
from dsr.domain.lifecycle import move_named
from dsr.domain.words import Outcome, State
from dsr.models import Company, Part, Response
from dsr.services import audit, called, cases, deliver, drafts, endings, instructed, lifecycle, load, notify, referrals, tasks
from dsr.services.keys import key_for
from dsr.text import translator
from dsr.vault import KeyClass, Vault

GROUNDS = (  # GDPR Art. 12(5), 12(2), 15(4), 17(3)(b), 17(3)(e), 28, 16
    "unfounded", "excessive", "not_identified", "rights_of_others", "legal_duty", "legal_claims", "not_ours", "accurate",
    "company_refused", endings.NOTHING)  # what the company that decides has said, once staff have looked at it

LETTERS = {"refuse": endings.REFUSAL, "withdraw": "withdrawn", "turn_away": "not_theirs"}  # by the move that sends them


@dataclass(frozen=True, slots=True)
class Seen:
    """The draft that a member of staff looked at: its number within the part, and the digest of its files."""

    number: int
    digest: str


def approve(session: Session, part_id: int, seen: Seen, *, by: Actor, now: datetime, settings: Settings, sources: Iterable[Source],
            vault: Vault) -> Response:
    """Send out the draft that was looked at, byte for byte. Where one yes is too little the first is kept, and nothing goes out yet: then the
    response that is returned has no `approved_at`.

    Raises NotAllowed (reason second_person where the first yes was theirs,
    no_instruction where the data are a company's),
    InvalidMove, Incomplete, Undecided, Conflict; Stale if it is not the newest draft, or not what would be written now; Unsaid if the letter
    owes words, or says some that nobody has signed off; Outdated if the policy on other people's data has changed meanwhile.
    """
    part = load.part(session, part_id)
    drafts.check_order(session, part)
    by.must(Capability.APPROVE)
    instructed.must(session, part)
    draft = _looked_at(session, part, seen)
    standing = drafts.standing(session, draft, settings=settings, sources=sources, now=now, vault=vault)
    if standing.unready is not None:
        raise Stale(reason=standing.unready.value)
    if standing.owed is not None:
        raise standing.owed
    told: dict[str, object] = {"part": part.number, "response": draft.number}
    first = drafts.agreed(session, draft)
    if standing.needs_second and first is None:
        draft.agreed_by, draft.agreed_at = by.id, now
        audit.record(session, part.request_id, "nothing_held_agreed", told, by=by, now=now)
        return draft
    if standing.needs_second and first is not None and first.id == by.id:
        raise NotAllowed(reason="second_person")
    part.refusal_ground = part.reason = None  # of an earlier decision, before the part was reopened
    lifecycle.move(session, part, "respond", by=by, now=now, response=draft.number, files=seen.digest)
    draft.approved_by, draft.approved_at = by.id, now
    session.flush()
    deliver.released(session, draft, now=now, vault=vault, settings=settings)
    return draft


def _looked_at(session: Session, part: Part, seen: Seen) -> Response:
    """The newest draft, if it is that one."""
    draft = drafts.newest(session, part.id)
    if draft is None or draft.written_at is None:
        raise Stale(reason="unwritten" if draft is None or draft.number == seen.number else "newer")
    if (draft.number, drafts.digest(session, draft)) != (seen.number, seen.digest):
        raise Stale(reason="newer")
    return draft


def refuse(session: Session, part_id: int, *, ground: str, reason: str, by: Actor, now: datetime, vault: Vault, settings: Settings) -> Part:
    """Say no, with the ground and the facts; the part closes when the letter has left. Raises InvalidInput, InvalidMove, NotAllowed."""
    if ground not in GROUNDS:
        raise InvalidInput(field="ground", problem="required")
    part = load.part(session, part_id)
    _keep_reason(session, part, reason, vault=vault, now=now)
    part.refusal_ground = ground
    drafts.discard(session, part.id, now=now)
    lifecycle.move(session, part, "refuse", by=by, now=now, ground=ground)
    letter, facts = letter_of(session, part, "refuse", ground)
    notify.tell(session, part, letter, facts, now=now, vault=vault, settings=settings)
    return part


def preview(session: Session, part_id: int, name: str, *, ground: str = "", by: Actor, vault: Vault, settings: Settings) -> tuple[str, str, str]:
    """Language, subject and text of the letter that goes out with a move. Changes nothing. Raises NotFound, InvalidMove, NotAllowed, InvalidInput;
    Incomplete if the letter owes what the settings do not say."""
    part, step = load.part(session, part_id), move_named(name)
    if step is None or name not in LETTERS:
        raise NotFound()
    by.must(step.needs or Capability.TRIAGE)
    if part.state not in step.sources:
        raise InvalidMove(move=name, state=part.state.value)
    if name == "refuse" and ground not in GROUNDS:
        raise InvalidInput(field="ground", problem="required")
    letter, facts = letter_of(session, part, name, ground)
    return part.request.locale, *notify.rendered(part.request, letter, {**notify.greeting(session, part.request, vault=vault), **facts},
                                                 settings=settings)


def letter_of(session: Session, part: Part, name: str, ground: str = "") -> tuple[str, dict[str, object]]:
    """The letter that a move sends, and its facts."""
    return _no(session, part, ground) if name == "refuse" else (LETTERS[name], {})


def _no(session: Session, part: Part, ground: str) -> tuple[str, dict[str, object]]:
    """The letter that says it. Where nothing is held any more for a company that left, nobody refuses anything: only the company can say more."""
    company = session.get(Company, part.company_id) if part.company_id is not None and ground == endings.NOTHING else None
    if company is not None and company.state is CompanyState.LEFT:
        return endings.GONE, {"company": called.company(part, company)}
    return endings.REFUSAL, {"ground": translator(part.request.locale)(f"ground.{ground}.text")}


def withdraw(session: Session, part_id: int, *, reason: str, by: Actor, now: datetime, vault: Vault, settings: Settings) -> Part:
    """Close at the person's own wish, or because it repeats another request. Raises InvalidInput, InvalidMove, NotAllowed."""
    part = load.part(session, part_id)
    _keep_reason(session, part, reason, vault=vault, now=now)
    lifecycle.move(session, part, "withdraw", by=by, now=now, outcome=Outcome.WITHDRAWN)
    tasks.drop(session, part.id, now=now)
    drafts.discard(session, part.id, now=now)
    referrals.withdraw(session, part.id, now=now, vault=vault, settings=settings)
    notify.tell(session, part, LETTERS["withdraw"], {}, now=now, vault=vault, settings=settings)
    return part


def turn_away(session: Session, part_id: int, *, reason: str, by: Actor, now: datetime, vault: Vault, settings: Settings) -> Part:
    """Close what is about somebody else: it is no request. All that waits goes, for each part alike, and nobody learns whether we know that person.

    Raises InvalidInput, InvalidMove, NotAllowed.
    """
    first = load.part(session, part_id)
    parts = [first, *(part for part in first.request.parts if part.id != first.id and part.state in (State.TRIAGE, State.REVIEWING))]
    for part in parts:
        _keep_reason(session, part, reason, vault=vault, now=now)
        lifecycle.move(session, part, "turn_away", by=by, now=now, outcome=Outcome.NOT_THEIRS)
        tasks.drop(session, part.id, now=now)
        drafts.discard(session, part.id, now=now)
    notify.tell(session, first, LETTERS["turn_away"], {}, now=now, vault=vault, settings=settings)
    return first


def _keep_reason(session: Session, part: Part, reason: str, *, vault: Vault, now: datetime) -> None:
    plain = cases.clean("reason", reason, required=True)
    case = key_for(session, part.request_id, KeyClass.CASE, vault=vault, now=now)
    part.reason = case.seal(plain.encode(), cases.reason_place(part.request.reference, part.number))
    session.flush()
