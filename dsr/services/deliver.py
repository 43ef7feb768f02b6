"""An answer is handed over: a link in a mail, opened with the code that was on a screen; each file that leaves is recorded.

Invariants: one link of a response is open at a time; neither a link nor a code alone opens anything; neither is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SUBJECT, SYSTEM, Actor
from dsr.domain.arrival import PickUp
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, NotAllowed, NotFound
from dsr.domain.outcome import letter_of
from dsr.domain.reference import normal_code
from dsr.domain.words import Outcome, State
from dsr.mail.compose import first_name
from dsr.models import UNREACHED, Delivery, Document, LegalEntity, Message, Part, Representative, Request, Response, Transport
from dsr.services import (
    audit,
    called,
    cases,
    contact_points,
    endings,
    entities,
    instructed,
    lifecycle,
    load,
    lookalikes,
    mandates,
    notes,
    notify,
    on_paper,
    outbox,
    packages,
    pickup,
    proofs,
    reachable,
    sessions,
)
from dsr.services import replaced as replacing
from dsr.services.briefing import document_context
from dsr.services.keys import key_of
from dsr.services.sealed_file import SealedFile
from dsr.vault import KeyClass, Vault

REMINDER = "answer_reminder"
_UNFETCHED = (endings.UNFETCHED, on_paper.ENCLOSED)  # letters that say that nobody has fetched an answer
PRESSED_AGAIN = timedelta(minutes=2)  # people press a button twice, and the first answer is lost to their browser then


def released(session: Session, response: Response, *, now: datetime, vault: Vault, settings: Settings, by: Actor = SYSTEM,
             reminder: Mapping[str, str] | None = None) -> Delivery | None:
    """A new link to an approved answer and the letter with it; earlier links are closed. On paper there is no link (None). With the facts of a
    `reminder` the letter reminds the person, and links of representatives stay.

    Raises NotAllowed (reason address_lapsed: their mailbox may be a stranger's by now; address_ended: it is that of a company they have left since;
    recalled).
    """
    if response.recalled_at is not None:
        raise NotAllowed(reason="recalled")
    if response.approved_at is None:
        raise AssertionError("nothing leaves that nobody has approved")
    part = load.part(session, response.part_id)
    if instructed.of(session, part.id).is_handed_over:  # before all else: nothing of it ever goes to the person from us
        packages.announced(session, response, part, by=by, now=now, vault=vault, settings=settings)
        return None
    if part.request.by_post:
        _on_paper(session, response, part, now=now, vault=vault, settings=settings, by=by)
        return None
    if lookalikes.has_lapsed(session, contact_points.email_of(session, part.request, vault), now=now, settings=settings):
        raise NotAllowed(reason="address_lapsed")
    reachable.must(session, part.request, now=now, vault=vault)
    closed = [Delivery.response_id == response.id, Delivery.superseded_at.is_(None)]
    closed += [Delivery.representative_id.is_(None)] if reminder is not None else []
    session.execute(update(Delivery).where(*closed).values(superseded_at=now))
    _seen_to(session, response, now=now)
    outbox.withheld(session, part.id, _UNFETCHED, code=outbox.NEEDLESS, now=now)
    earlier = session.execute(select(func.count()).select_from(Delivery).where(Delivery.response_id == response.id,
                                                                             Delivery.representative_id.is_(None))).scalar_one()
    token = secrets.token_urlsafe(32)
    zone = entities.zone(settings)
    last_day = now.astimezone(zone).date() + timedelta(days=settings.link_days)  # the letter names it: the link is open until it is over
    until = datetime.combine(last_day + timedelta(days=1), time(), zone)
    delivery = Delivery(response_id=response.id, token_hash=vault.token("delivery", token), created_at=now, expires_at=until)
    session.add(delivery)
    session.flush()
    said = "answer_reminded" if reminder is not None else "resent" if earlier else "released"
    audit.record(session, part.request_id, said, {"part": part.number, "response": response.number}, by=by, now=now)
    name = cases.read(part.request, "name", key_of(session, part.request_id, KeyClass.CASE, vault=vault))
    announced = _announced(session, response, part, today=now.astimezone(zone).date(), settings=settings)
    letter, facts = announced if reminder is None else (REMINDER, dict(reminder))
    facts |= {"first_name": first_name(name), "token": token, "expires_on": last_day.isoformat()}
    occasion = f"answer_ready:{part.number}.{response.number}:{earlier + 1}"
    delivery.message_id = notify.write(session, part.request, letter, occasion=occasion, context=facts, now=now, vault=vault,
                                       domain=entities.mail_domain(settings), part_id=part.id).id
    if reminder is None:
        _to_representatives(session, response, part, until=until, last_day=last_day, now=now, vault=vault, settings=settings)
    return delivery


def _seen_to(session: Session, response: Response, *, now: datetime) -> None:
    """Letters with a link to this answer that did not arrive need nobody any more: another is written."""
    session.execute(update(Message).where(
        Message.id.in_(select(Delivery.message_id).where(Delivery.response_id == response.id)), Message.state.in_(UNREACHED),
        Message.attended_at.is_(None)).values(attended_at=now).execution_options(synchronize_session=False))


def _to_representatives(session: Session, response: Response, part: Part, *, until: datetime, last_day: date, now: datetime, vault: Vault,
                        settings: Settings) -> None:
    """A link for each of those whom the person has allowed it, which opens with their own code."""
    for line in mandates.receiving(session, part.request, part.right, now=now, vault=vault):
        token = secrets.token_urlsafe(32)
        theirs = Delivery(response_id=response.id, token_hash=vault.token("delivery", token), created_at=now, expires_at=until,
                          representative_id=line.id)
        session.add(theirs)
        session.flush()
        told: dict[str, object] = {"part": part.number, "response": response.number, "representative": line.id}
        audit.record(session, part.request_id, "released_to_representative", told, by=SYSTEM, now=now)
        facts = {"owner_name": line.acting.name, "token": token, "expires_on": last_day.isoformat()}
        theirs.message_id = notify.write(session, part.request, "answer_representative", occasion=f"answer_representative:{theirs.id}",
                                         context=facts, now=now, vault=vault, domain=entities.mail_domain(settings), part_id=part.id,
                                         to=line.acting.email).id


def _on_paper(session: Session, response: Response, part: Part, *, now: datetime, vault: Vault, settings: Settings, by: Actor) -> None:
    """The letter that the printed answer goes out with; staff print both. The link that is kept was closed before anybody had it."""
    on_paper.must(session, part.request, vault=vault)
    session.execute(update(Delivery).where(Delivery.response_id == response.id, Delivery.superseded_at.is_(None)).values(superseded_at=now))
    session.add(Delivery(response_id=response.id, token_hash=vault.token("delivery", secrets.token_urlsafe(32)), created_at=now, expires_at=now,
                         superseded_at=now))
    earlier = session.execute(select(func.count()).select_from(Message).where(Message.part_id == part.id, Message.kind == on_paper.ANSWER))
    name = cases.read(part.request, "name", key_of(session, part.request_id, KeyClass.CASE, vault=vault))
    audit.record(session, part.request_id, "released", {"part": part.number, "response": response.number}, by=by, now=now)
    notify.write(session, part.request, on_paper.ANSWER, occasion=f"{on_paper.ANSWER}:{part.number}.{response.number}:{earlier.scalar_one() + 1}",
                 context={"first_name": first_name(name), "response": response.id}, now=now, vault=vault, domain=entities.mail_domain(settings),
                 part_id=part.id, transport=Transport.POST)


def _announced(session: Session, response: Response, part: Part, *, today: date, settings: Settings) -> tuple[str, dict[str, str]]:
    """Which letter announces the answer, what it is to, and the days that it names."""
    replaced = replacing.before(session, response)
    letter = letter_of(Outcome(response.outcome or Outcome.PARTLY_FULFILLED), is_complete=response.status == "complete",
                       follows=replacing.follows(response, today), replaces=replaced is not None)
    days = {"replaced_on": replacing.answered_on(replaced, entities.zone(settings)).isoformat()} if replaced is not None else {}
    return letter.value, {"due_on": (response.more_by or part.due_on).isoformat(), **days,
                          "asked": called.asked(session, part, entity=settings.entity_name)}


def resend(session: Session, part_id: int, *, by: Actor, now: datetime, vault: Vault, settings: Settings) -> None:
    """Staff send a new link; the old one is closed. Raises NotAllowed, Conflict (no answer is approved, or who asks is doubted)."""
    by.must(Capability.TRIAGE)
    part = load.part(session, part_id)
    if proofs.open_doubts(session, part.request_id):
        raise Conflict()
    last = select(Response).where(Response.part_id == part_id, Response.approved_at.is_not(None)).order_by(Response.number.desc()).limit(1)
    response = session.execute(last).scalar_one_or_none()
    if response is None or not proofs.still_reach(session, part.request_id, part.right, response.ordered_at):
        raise Conflict()
    released(session, response, now=now, vault=vault, settings=settings, by=by)


def peek(session: Session, token: str, *, now: datetime, vault: Vault) -> bool:
    """Whether the link is open. Changes nothing."""
    return _open_delivery(session, token, now, vault) is not None


def open_with_code(session: Session, token: str, code: str, *, now: datetime, vault: Vault, settings: Settings) -> str:
    """The token of a session for all files of the answer. The caller commits also what is refused: the count must last.

    Raises NotFound for a link that is not open, NotAllowed(reason=wrong_code|locked).
    """
    of_token = select(Part.request_id).join(Response, Response.part_id == Part.id).join(Delivery, Delivery.response_id == Response.id)
    session.execute(select(Request.id).where(Request.id.in_(of_token.where(Delivery.token_hash == vault.token("delivery", token)))).with_for_update())
    delivery = _open_delivery(session, token, now, vault, is_pressed=True)
    if delivery is None:
        raise NotFound()
    _, part, request = _owner(session, delivery)
    told: dict[str, object] = {"part": part.number, "delivery": delivery.id}
    if not _fits(session, delivery, request, normal_code(code) or "", vault):
        delivery.wrong_codes += 1
        audit.record(session, request.id, "wrong_code", {**told, "count": delivery.wrong_codes}, by=SUBJECT, now=now)
        if delivery.wrong_codes < settings.max_wrong_codes:
            raise NotAllowed(reason="wrong_code")
        delivery.locked_at = now
        audit.record(session, request.id, "locked", told, by=SYSTEM, now=now)
        raise NotAllowed(reason="locked")
    if delivery.first_opened_at is None:
        delivery.first_opened_at = now
    audit.record(session, request.id, "answer_opened", told, by=SUBJECT, now=now)
    return sessions.begin(session, request.id, delivery_id=delivery.id, now=now, vault=vault, lasting=timedelta(minutes=settings.session_minutes))


def record_download(session: Session, token: str, document_id: int, *, now: datetime, vault: Vault) -> SealedFile:
    """A file leaves. The first one closes the part: the answer is in the person's hands, unless more of it was promised. Raises NotFound."""
    opened = sessions.current(session, token, now=now, vault=vault, is_answer=True)
    delivery = session.execute(select(Delivery).where(Delivery.id == opened.delivery_id)).scalar_one()
    document = session.get(Document, document_id)
    response, part, request = _owner(session, delivery)
    load.part(session, part.id)
    for row in (delivery, response):
        session.refresh(row)  # what was called back while we waited for the lock
    if not is_open(session, delivery, now=now) or document is None or document.response_id != delivery.response_id:
        raise NotFound()
    delivery.fetched_at = delivery.fetched_at or now
    audit.record(session, request.id, "downloaded", {"part": part.number, "response": response.number, "document": document.id,
                                                     "delivery": delivery.id}, by=SUBJECT, now=now)
    if delivery.representative_id is None:
        handed_over(session, response, now=now)
    handle = key_of(session, request.id, KeyClass.PACKAGE, vault=vault)
    return SealedFile(document.path, handle, document_context(document.path))


def handed_over(session: Session, response: Response, *, now: datetime) -> None:
    """The person has the answer: its part closes, unless more was promised or a newer answer is out. It need not be printed any more."""
    part = load.part(session, response.part_id)
    outbox.withheld(session, part.id, _UNFETCHED, code=outbox.NEEDLESS, now=now)
    newest = select(func.max(Response.number)).where(Response.part_id == part.id, Response.approved_at.is_not(None))
    is_newest = session.execute(newest).scalar() == response.number  # an older answer does not close what a supplement is to answer
    zone = ZoneInfo(session.get_one(LegalEntity, part.request.entity_id).timezone)
    is_all = not replacing.follows(response, now.astimezone(zone).date())  # what is still to come must not be forgotten with a closed part
    if part.state is State.DELIVERING and is_newest and is_all and response.outcome is not None:
        lifecycle.move(session, part, "close", by=SYSTEM, now=now, outcome=Outcome(response.outcome))


def renew_code(session: Session, reference: str, *, proof: str, by: Actor, now: datetime, vault: Vault) -> str:
    """A new pick-up code for somebody whose identity staff have proven otherwise; the old one and what it opened are closed.

    Returns the code, to be shown once. Raises NotFound, NotAllowed, InvalidInput (no proof is named).
    """
    by.must(Capability.TRIAGE)
    request = load.request(session, reference)
    notes.add(session, reference, proof, by=by, now=now, vault=vault, field="proof")
    code = pickup.renewed(session, request, PickUp.GIVEN, vault=vault)
    audit.record(session, request.id, "code_renewed", {}, by=by, now=now)
    return code


def is_open(session: Session, delivery: Delivery, *, now: datetime) -> bool:
    """Whether what a link opened may still be seen: no newer one has taken its place, the answer was not called back, who asked is as proven as they
    were, and the mandate it goes by has not ended."""
    if delivery.superseded_at is not None:
        return False
    response, part, request = _owner(session, delivery)
    if response.recalled_at is not None or not proofs.still_reach(session, request.id, part.right, response.ordered_at):
        return False
    return delivery.representative_id is None or mandates.holds(session, delivery.representative_id, part.right, now=now)


def title_context(path: str) -> str:
    """What the sealed name of an enclosed file is bound to."""
    return f"{document_context(path)}:title"


def _open_delivery(session: Session, token: str, now: datetime, vault: Vault, *, is_pressed: bool = False) -> Delivery | None:
    """The handover of a link that is not used yet; one that is pressed now may have been pressed a moment ago."""
    unused = [Delivery.first_opened_at.is_(None), *([Delivery.first_opened_at > now - PRESSED_AGAIN] if is_pressed else [])]
    wanted = select(Delivery).where(Delivery.token_hash == vault.token("delivery", token), Delivery.superseded_at.is_(None),
                                    Delivery.locked_at.is_(None), Delivery.expires_at > now, or_(*unused))
    found = session.execute(wanted.with_for_update() if is_pressed else wanted).scalar_one_or_none()
    return found if found is not None and is_open(session, found, now=now) else None


def _fits(session: Session, delivery: Delivery, request: Request, code: str, vault: Vault) -> bool:
    """The person's pick-up code, or the representative's own: neither opens the other's link."""
    if delivery.representative_id is None:
        return vault.fits("pickup", f"{request.reference}:{code}", request.pickup_hash)
    theirs = session.get_one(Representative, delivery.representative_id).code_hash
    return theirs is not None and vault.fits("mandate_code", mandates.code_place(delivery.representative_id, code), theirs)


def _owner(session: Session, delivery: Delivery) -> tuple[Response, Part, Request]:
    response = session.execute(select(Response).where(Response.id == delivery.response_id)).scalar_one()
    part = session.execute(select(Part).where(Part.id == response.part_id)).scalar_one()
    return response, part, part.request
