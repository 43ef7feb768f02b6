"""Letters that staff write on the way: more time, a question, passed on to the company that decides.

Invariants: what is sent is the letter that staff have seen, to the letter; a term is never extended without the letter that says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain import extension
from dsr.domain.actor import SYSTEM, Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput, InvalidMove, NotAllowed, NotFound
from dsr.domain.lifecycle import move_named, notice_named
from dsr.domain.mailable import is_mailable
from dsr.domain.words import ExtensionReason, Outcome, Role, State
from dsr.models import Clarification, Company, Message, MessageState, Part, Request
from dsr.services import audit, called, cases, clarify, companies, drafts, entities, lifecycle, load, notes, notify, pauses, plans, referrals
from dsr.services.keys import key_of
from dsr.text import labels
from dsr.vault import KeyClass, Vault

LETTERS = {"extend": "extended", "clarify": "clarification", "refer": "referred"}
STANDING = "clarification_paused"  # the letter of a question that stops the clock


@dataclass(frozen=True, slots=True)
class Wish:
    """What staff typed: a reason of the list, words to the person, the company that decides; and, where a question is needed among a large quantity
    of data, why."""

    reason: str = ""
    said: str = ""
    company: str = ""
    is_large: bool = False
    large: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The letter as it would go out now. `seen` stands for exactly these words."""

    locale: str
    subject: str
    text: str
    seen: str


def preview(session: Session, part_id: int, name: str, wish: Wish, *, by: Actor, now: datetime, vault: Vault, settings: Settings) -> Preview:
    """The letter of `extend`, `clarify` or `refer`. Changes nothing.

    Raises NotFound (no such letter), InvalidMove, NotAllowed (reasons too_late, extended_already, overdue, not_of_company), InvalidInput; Incomplete
    if the letter owes what the settings do not say.
    """
    part = load.part(session, part_id)
    _check(part, name, by)
    kind, facts = _letter(session, part, name, wish, now=now, settings=settings)
    told = {**notify.greeting(session, part.request, vault=vault), **facts}
    subject, text = notify.rendered(part.request, kind, told, settings=settings)
    return Preview(part.request.locale, subject, text, hashlib.sha256(f"{subject}\n{text}".encode()).hexdigest())


def send(session: Session, part_id: int, name: str, wish: Wish, *, seen: str, by: Actor, now: datetime, vault: Vault,
         settings: Settings) -> Preview | None:
    """Write the letter and do what it says; or, if it is not the one that was seen, only give it to be looked at. Raises as `preview`."""
    shown = preview(session, part_id, name, wish, by=by, now=now, vault=vault, settings=settings)
    if shown.seen != seen:
        return shown
    part = load.part(session, part_id)
    kind, facts = _letter(session, part, name, wish, now=now, settings=settings)
    match name:
        case "extend":
            part.extended_on = part.due_on = date.fromisoformat(str(facts["due_on"]))
            plans.renew(session, part)
            session.flush()
            told = {"part": part.number, "reason": wish.reason, "until": part.due_on.isoformat()}
            audit.record(session, part.request_id, "extended", told, by=by, now=now)
            notes.add(session, part.request.reference, wish.said, by=by, now=now, vault=vault, field="said")
            drafts.renew(session, part.id, now=now)  # a draft names the day of before
        case "clarify":
            clarify.ask(session, part, facts["question"], large=_why_large(wish), by=by, now=now, vault=vault, settings=settings)
        case _ if (company := _to_be_asked(session, part, now.astimezone(entities.zone(settings)).date())) is not None:
            referrals.refer(session, part, company, by=by, now=now, vault=vault, settings=settings)
            return None  # its letters are written with it
        case _:
            lifecycle.move(session, part, "refer", by=by, now=now)
            notes.add(session, part.request.reference, wish.company, by=by, now=now, vault=vault, field="company")
    notify.tell(session, part, kind, facts, now=now, vault=vault, settings=settings)
    return None


def ask_again(session: Session, request: Request, row: Clarification, since: date, *, week: int, now: datetime, vault: Vault,
              settings: Settings) -> None:
    """The letter of a question for which the clock stands `since` then, once more in that week."""
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    question = next(one.question for one in clarify.of(session, request, case=case) if one.id == row.id)
    told = {**notify.greeting(session, request, vault=vault), "question": question, **pauses.told(since)}
    notify.write(session, request, STANDING, occasion=f"{STANDING}:{row.id}:{week}", context=told, now=now, vault=vault,
                 domain=entities.mail_domain(settings), part_id=row.part_id)


def typed_company(session: Session, part_id: int, *, vault: Vault) -> str:
    """The company that the person named, to begin with: whoever names another tells the person something."""
    part = load.part(session, part_id)
    return cases.read(part.request, "employer", key_of(session, part.request_id, KeyClass.CASE, vault=vault))


def _check(part: Part, name: str, by: Actor) -> None:
    """Whether this member of staff may do it from where the part stands."""
    step = move_named(name) if name == "refer" else notice_named(name)
    if step is None:
        raise NotFound()
    by.must(step.needs or Capability.TRIAGE)
    if name == "refer" and part.role is not Role.PROCESSOR:  # what we decide about we answer; where that was wrong, the route is changed first
        raise NotAllowed(reason="not_of_company")
    if part.state not in step.sources:
        raise InvalidMove(move=name, state=part.state.value)


def _letter(session: Session, part: Part, name: str, wish: Wish, *, now: datetime, settings: Settings) -> tuple[str, dict[str, str]]:
    """Which letter it is, and its facts: only of a question that stops the clock it says so."""
    facts = _FACTS[name](session, part, wish, now)
    if name == "clarify" and _why_large(wish) and clarify.can_stop(session, part, now=now, settings=settings):
        return STANDING, facts | pauses.told(pauses.today_of(session, part.request, now))
    return LETTERS[name], facts


def _why_large(wish: Wish) -> str:
    """Raises InvalidInput: among much data, but it is not said why the question is needed."""
    return cases.clean("large", wish.large, required=True) if wish.is_large else ""


def _extended(session: Session, part: Part, wish: Wish, now: datetime) -> dict[str, str]:
    """GDPR Art. 12(3): the reason is complexity or number of the requests, and the person is told before the answer is due. Days on which we waited
    for them are added to the three months."""
    if why := extension.refusal(today=pauses.today_of(session, part.request, now), due_on=part.due_on, extended_on=part.extended_on):
        raise NotAllowed(reason=why)
    if wish.reason not in set(ExtensionReason):
        raise InvalidInput(field="why", problem="required")
    until = max(part.due_on, pauses.term_of(session, part.request, now=now, part=part).extended)
    return {"reason": labels.word(ExtensionReason(wish.reason), part.request.locale), "details": _mailed("said", wish.said),
            "was_due_on": part.due_on.isoformat(), "due_on": until.isoformat()}


def _asked(session: Session, part: Part, wish: Wish, now: datetime) -> dict[str, str]:
    """It names the day of the answer, which most questions do not move; where that has passed, no honest letter can be written."""
    if pauses.today_of(session, part.request, now) > part.due_on:
        raise NotAllowed(reason="overdue")
    return {"question": _mailed("said", wish.said), "due_on": part.due_on.isoformat()}


def _referred(session: Session, part: Part, wish: Wish, now: datetime) -> dict[str, str]:
    """A company of ours is called as it is in every other letter, whatever was typed; where nobody there can be asked, staff pass on by their own
    means, to whom they name."""
    today = pauses.today_of(session, part.request, now)
    known = _to_be_asked(session, part, today)
    name = called.company(part, companies.asked_of(session, known)) if known is not None else _mailed("company", wish.company, one_line=True)
    return {"company": name, "passed_on": today.isoformat(),
            "due_on": max(part.due_on, today).isoformat()}


def _to_be_asked(session: Session, part: Part, today: date) -> Company | None:
    """The company that decides about the part, where somebody speaks for it or for the reseller in between."""
    company = session.get(Company, part.company_id) if part.company_id is not None and part.role is Role.PROCESSOR else None
    is_heard = company is not None and companies.speaker(session, companies.asked_of(session, company), today=today) is not None
    return company if is_heard else None


_FACTS: Mapping[str, Callable[[Session, Part, Wish, datetime], dict[str, str]]] = {"extend": _extended, "clarify": _asked, "refer": _referred}


def _mailed(field: str, text: str, *, one_line: bool = False) -> str:
    """Words for a mail, which anybody on the way can read."""
    plain = cases.clean(field, text.replace("\r\n", "\n"), required=True, one_line=one_line)
    if not is_mailable(plain):
        raise InvalidInput(field=field, problem="not_by_mail")
    return plain


def unheard(session: Session, *, today: date) -> list[int]:
    """Parts that were passed on, without a word from the company until the day that the answer was due: it answers there, not here. One whose
    person was not told where stays open."""
    was_told = exists().where(Message.part_id == Part.id, Message.kind == LETTERS["refer"], Message.state == MessageState.SENT)
    return list(session.execute(select(Part.id).where(Part.state == State.REFERRED, Part.due_on < today, was_told).order_by(Part.id)).scalars())


def hand_over(session: Session, part_id: int, *, today: date, now: datetime) -> None:
    """Close such a part. One that was instructed meanwhile stays open."""
    part = load.part(session, part_id)
    if part.id in unheard(session, today=today):
        lifecycle.move(session, part, "close", by=SYSTEM, now=now, outcome=Outcome.REFERRED)
        referrals.unanswered(session, part.id, now=now)


def possible(part: Part, today: date) -> dict[str, bool]:
    """Which of them make sense now, in the order of the buttons."""
    return {"clarify": today <= part.due_on, "extend": not extension.refusal(today=today, due_on=part.due_on, extended_on=part.extended_on),
            "refer": part.state is State.TRIAGE and part.role is Role.PROCESSOR}
