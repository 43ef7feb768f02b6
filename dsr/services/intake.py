"""A request arrives. Invariant: whoever asks gets the same answer, and what a form sends twice is one request.

The clock starts at the moment it reached us, in the entity's zone, by whichever way; what was typed is a claim and seeds no search.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain import arrival as arrivals
from dsr.domain import reference as references
from dsr.domain.actor import SUBJECT, SYSTEM, Actor
from dsr.domain.errors import InvalidInput
from dsr.domain.identity import normalise
from dsr.domain.term import due_dates, planned_on
from dsr.domain.words import Channel, Right, Role, State
from dsr.mail.compose import first_name
from dsr.models import IdentityRow, Part, Request
from dsr.services import audit, entities, lifecycle, mandates, notify, own_entity, search_words
from dsr.services.briefing import identity_context
from dsr.services.cases import clean, code_token, place
from dsr.services.keys import key_for
from dsr.services.mandates import Acting
from dsr.text import ANSWERS
from dsr.vault import Handle, KeyClass, Vault

UNSURE = "unsure"
_FIELDS = ("name", "email", "employer", "numbers", "message")


@dataclass(frozen=True, slots=True)
class IntakeClaim:
    """What was typed. `right` is a word of Right, or "unsure"; `locale` is the language of the answer and the mails, one of dsr.text.ANSWERS;
    `attach` is whether the data files are put into the PDF, too; `pass_on` whether the employer's part goes to the employer."""

    right: str
    name: str
    email: str
    employer: str
    numbers: str
    message: str
    locale: str
    attach: bool = True
    pass_on: bool = True
    also: tuple[Right, ...] = ()  # further rights, each a part of its own
    acting: Acting | None = None  # who asks for the person; their mandate is read later


@dataclass(frozen=True, slots=True)
class Arrival:
    """How and when it reached us. `by_post`: the person wants the answer printed and posted."""

    channel: Channel
    received_at: datetime
    by_post: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person is told at once. `pickup_code` is None for a form that was sent before."""

    reference: str
    pickup_code: str | None
    due_on: date
    is_new: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A request that was stored, and the token of the link that confirms its address."""

    request: Request
    receipt: Receipt
    confirm_token: str


def receive(session: Session, claim: IntakeClaim, *, channel: Channel, intake_key: str, now: datetime, vault: Vault, settings: Settings) -> Receipt:
    """Store the request, start its clock and write the letter that asks to confirm.

    Raises InvalidInput with the field, and nothing is stored then.
    """
    told = checked(claim)
    if known := known_as(session, intake_key):
        return known
    opened = open_request(session, told, Arrival(channel, now), intake_key=intake_key, by=SUBJECT, now=now, vault=vault, settings=settings)
    if isinstance(opened, Receipt):
        return opened
    ask_to_confirm(session, opened, told, now=now, vault=vault, settings=settings)
    if told.acting is None:
        return opened.receipt
    mandates.claim(session, opened.request, told.acting, today=opened.request.received_on, now=now, vault=vault)
    return replace(opened.receipt, pickup_code=None)  # it is the person's, and whoever reads this page is somebody else


def open_request(session: Session, told: IntakeClaim, arrival: Arrival, *, intake_key: str, by: Actor, now: datetime, vault: Vault,
                 settings: Settings) -> Opened | Receipt:
    """Store a request that was `checked`, and start its clock; only the receipt, if the same was stored in the same moment."""
    entity = own_entity.own(session, settings)
    received_on = arrival.received_at.astimezone(entities.zone(settings)).date()
    reference, code = references.new_reference(secrets.token_bytes(16)), references.new_code(secrets.token_bytes(16))
    token = secrets.token_urlsafe(24)
    due_on = due_dates(received_on, entity.country).due
    request = Request(
        reference=reference, intake_key=intake_key, entity_id=entity.id, locale=told.locale, attach=told.attach, pass_on=told.pass_on,
        channel=arrival.channel, received_at=arrival.received_at, received_on=received_on,
        name=b"", email=b"", employer=b"", numbers=b"", message=b"",
        pickup_hash=code_token(vault, reference, references.normal_code(code) or ""),
        pickup=arrivals.pick_up(arrival.channel, is_acting=told.acting is not None), confirm_hash=vault.token("confirm", token),
        confirm_expires_at=arrivals.link_ends(now, due_on, entities.zone(settings), days=settings.confirm_days), entered_by=by.id,
        by_post=arrival.by_post)
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError:  # the same form, sent twice in the same moment
        if known := known_as(session, intake_key):
            return known
        raise
    _seal(session, request, told, vault=vault, now=now, settings=settings)
    asked = (Right.ACCESS if told.right == UNSURE else Right(told.right), *told.also)  # who is not sure gets to see the data first; triage may decide
    parts = [_open_part(session, request, right, number, country=entity.country) for number, right in enumerate(dict.fromkeys(asked), 1)]
    due_on = parts[0].due_on
    told_of: dict[str, object] = {"channel": arrival.channel.value, "asked": " ".join((told.right, *told.also)), "due": due_on.isoformat()}
    audit.record(session, request.id, "received", told_of, by=by, now=now)
    for part in parts:
        lifecycle.move(session, part, "challenge", by=SYSTEM, now=now)
    return Opened(request, Receipt(reference, code, due_on, is_new=True), token)


def ask_to_confirm(session: Session, opened: Opened, told: IntakeClaim, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """The letter with the link that shows whose the email is."""
    facts = {"first_name": first_name(told.name), "token": opened.confirm_token, "due_on": opened.receipt.due_on.isoformat()}
    seen = "confirm" if opened.request.pickup is arrivals.PickUp.GIVEN else "confirm_mailed"  # whether a screen has shown them their code
    letter = seen if told.acting is None else "confirm_acted"
    notify.write(session, opened.request, letter, occasion="confirm", context=facts, now=now, vault=vault, domain=entities.mail_domain(settings))


def normal_address(text: str) -> str:
    """An email address in its usual form. Raises InvalidInput(email, bad_email) for what cannot be one."""
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise InvalidInput(field="email", problem="bad_email") from None


def cleaned(acting: Acting) -> Acting:
    """Who acts for somebody, checked. Raises InvalidInput; the fields are called acting_name and so on."""
    try:
        return Acting(clean("name", acting.name, required=True, one_line=True),
                      normal_address(clean("email", acting.email, required=True, one_line=True)),
                      clean("organisation", acting.organisation, one_line=True))
    except InvalidInput as error:
        raise InvalidInput(field=f"acting_{error.facts['field']}", problem=error.facts["problem"]) from None


def known_as(session: Session, intake_key: str) -> Receipt | None:
    """The receipt of a form that was sent before, without its code."""
    row = session.execute(select(Request).where(Request.intake_key == intake_key)).scalar_one_or_none()
    return None if row is None else Receipt(row.reference, None, row.parts[0].due_on, is_new=False)


def checked(claim: IntakeClaim, *, is_email_needed: bool = True) -> IntakeClaim:
    """The claim cleaned. An address is checked by its form only: asking its server would tell strangers who writes to us. Raises InvalidInput."""
    if claim.right not in {*Right, UNSURE}:
        raise InvalidInput(field="right", problem="required")
    if claim.locale not in ANSWERS:
        raise InvalidInput(field="language", problem="required")
    needed = ("name", "email") if is_email_needed else ("name",)
    told = {field: clean(field, getattr(claim, field), required=field in needed, one_line=field in ("name", "email", "employer"))
            for field in _FIELDS}
    acting = cleaned(claim.acting) if claim.acting is not None else None
    return replace(
        claim, name=told["name"], email=normal_address(told["email"]) if told["email"] else "", employer=told["employer"], numbers=told["numbers"],
        message=told["message"], acting=acting)


def _open_part(session: Session, request: Request, right: Right, number: int, *, country: str) -> Part:
    term = due_dates(request.received_on, country)
    part = Part(request_id=request.id, number=number, right=right, role=Role.CONTROLLER, state=State.RECEIVED, due_on=term.due,
                nominal_on=term.nominal, plan_on=planned_on(term.due, country))
    session.add(part)
    session.flush()
    return part


def _seal(session: Session, request: Request, told: IntakeClaim, *, vault: Vault, now: datetime, settings: Settings) -> None:
    case = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now)
    for field in _FIELDS:
        setattr(request, field, case.seal(getattr(told, field).encode(), place(request.reference, field)))
    if told.email:
        session.add(_claimed(request.id, "email", told.email, case, vault))
    search_words.index(session, request, {field: getattr(told, field) for field in _FIELDS}, vault=vault, settings=settings)
    session.flush()


def _claimed(request_id: int, kind: str, value: str, case: Handle, vault: Vault) -> IdentityRow:
    normal = normalise(kind, value, None)
    row = IdentityRow(request_id=request_id, kind=kind, token=vault.token("identity", f"{kind}:{normal}"), claimed_how="form", value=b"")
    row.value = case.seal(normal.encode(), identity_context(row))
    return row
