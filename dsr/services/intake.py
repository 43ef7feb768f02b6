"""A request arrives. Invariant: whoever asks gets the same answer, and what a form sends twice is one request.

The clock starts at the moment it reached us, in the entity's zone; what was typed is a claim and seeds no search.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain import reference as references
from dsr.domain.actor import SUBJECT, SYSTEM
from dsr.domain.errors import InvalidInput
from dsr.domain.identity import normalise
from dsr.domain.term import due_dates
from dsr.domain.words import Channel, Right, Role, State
from dsr.mail.compose import first_name
from dsr.models import IdentityRow, Part, Request, SearchToken
from dsr.services import audit, entities, lifecycle, notify, own_entity
from dsr.services.briefing import identity_context
from dsr.services.cases import clean, code_token, place
from dsr.services.keys import key_for
from dsr.text import ANSWERS
from dsr.vault import Handle, KeyClass, Vault

UNSURE = "unsure"
_FIELDS = ("name", "email", "employer", "numbers", "message")
_WORDS = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_BETWEEN_NUMBERS = re.compile(r"[,;\n/]|\b(?:og|and|ext|lokal)\b")
_MOST_TOKENS = 80


@dataclass(frozen=True, slots=True)
class IntakeClaim:
    """What was typed. `right` is a word of Right, or "unsure"; `locale` is the language of the answer and the mails, one of dsr.text.ANSWERS;
    `attach` is whether the data files are put into the PDF, too."""

    right: str
    name: str
    email: str
    employer: str
    numbers: str
    message: str
    locale: str
    attach: bool = True


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person is told at once. `pickup_code` is None for a form that was sent before."""

    reference: str
    pickup_code: str | None
    due_on: date
    is_new: bool


def receive(session: Session, claim: IntakeClaim, *, channel: Channel, intake_key: str, now: datetime, vault: Vault, settings: Settings) -> Receipt:
    """Store the request, start its clock and write the letter that asks to confirm.

    Raises InvalidInput with the field, and nothing is stored then.
    """
    told = _checked(claim)
    if known := _known(session, intake_key):
        return known
    entity = own_entity.own(session, settings)
    received_on = now.astimezone(entities.zone(settings)).date()
    reference, code = references.new_reference(secrets.token_bytes(16)), references.new_code(secrets.token_bytes(16))
    token = secrets.token_urlsafe(24)
    request = Request(
        reference=reference, intake_key=intake_key, entity_id=entity.id, locale=told.locale, attach=told.attach, channel=channel, received_at=now,
        received_on=received_on, name=b"", email=b"", employer=b"", numbers=b"", message=b"",
        pickup_hash=code_token(vault, reference, references.normal_code(code) or ""), confirm_hash=vault.token("confirm", token),
        confirm_expires_at=now + timedelta(days=settings.confirm_days))
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError:  # the same form, sent twice in the same moment
        if known := _known(session, intake_key):
            return known
        raise
    _seal(session, request, told, vault=vault, now=now, country=entity.country)
    part = _open_part(session, request, told, country=entity.country)
    told_of: dict[str, object] = {"channel": channel.value, "asked": told.right, "due": part.due_on.isoformat()}
    audit.record(session, request.id, "received", told_of, by=SUBJECT, now=now)
    lifecycle.move(session, part, "challenge", by=SYSTEM, now=now)
    facts = {"first_name": first_name(told.name), "token": token, "due_on": part.due_on.isoformat()}
    notify.write(session, request, "confirm", occasion="confirm", context=facts, now=now, vault=vault, domain=entities.mail_domain(settings))
    return Receipt(reference, code, part.due_on, is_new=True)


def normal_address(text: str) -> str:
    """An email address in its usual form. Raises InvalidInput(email, bad_email) for what cannot be one."""
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise InvalidInput(field="email", problem="bad_email") from None


def _known(session: Session, intake_key: str) -> Receipt | None:
    row = session.execute(select(Request).where(Request.intake_key == intake_key)).scalar_one_or_none()
    return None if row is None else Receipt(row.reference, None, row.parts[0].due_on, is_new=False)


def _checked(claim: IntakeClaim) -> IntakeClaim:
    """The claim cleaned. An address is checked by its form only: asking its server would tell strangers who writes to us."""
    if claim.right not in {*Right, UNSURE}:
        raise InvalidInput(field="right", problem="required")
    if claim.locale not in ANSWERS:
        raise InvalidInput(field="language", problem="required")
    told = {field: clean(field, getattr(claim, field), required=field in ("name", "email"), one_line=field in ("name", "email", "employer"))
            for field in _FIELDS}
    return IntakeClaim(**{**asdict(claim), **told, "email": normal_address(told["email"])})


def _open_part(session: Session, request: Request, told: IntakeClaim, *, country: str) -> Part:
    """One part per right. Who is not sure gets to see the data first; triage may decide otherwise."""
    term = due_dates(request.received_on, country)
    part = Part(request_id=request.id, number=1, right=Right.ACCESS if told.right == UNSURE else Right(told.right), role=Role.CONTROLLER,
                state=State.RECEIVED, due_on=term.due, nominal_on=term.nominal)
    session.add(part)
    session.flush()
    return part


def _seal(session: Session, request: Request, told: IntakeClaim, *, vault: Vault, now: datetime, country: str) -> None:
    case = key_for(session, request.id, KeyClass.CASE, vault=vault, now=now)
    for field in _FIELDS:
        setattr(request, field, case.seal(getattr(told, field).encode(), place(request.reference, field)))
    session.add(_claimed(request.id, "email", told.email, case, vault))
    tokens = {vault.token("search", word) for word in _search_words(request.reference, told, country)}
    session.add_all(SearchToken(request_id=request.id, token=token) for token in sorted(tokens)[:_MOST_TOKENS])
    session.flush()


def _claimed(request_id: int, kind: str, value: str, case: Handle, vault: Vault) -> IdentityRow:
    normal = normalise(kind, value, None)
    row = IdentityRow(request_id=request_id, kind=kind, token=vault.token("identity", f"{kind}:{normal}"), claimed_how="form", value=b"")
    row.value = case.seal(normal.encode(), identity_context(row))
    return row


def _search_words(reference: str, told: IntakeClaim, country: str) -> Iterator[str]:
    """What staff may look a request up by: reference, address, words of the names, numbers in their one form."""
    yield reference
    yield normalise("email", told.email, None)
    for text in (told.name, told.employer):
        yield from (word.casefold() for word in _WORDS.findall(text))
    for text in _BETWEEN_NUMBERS.split(told.numbers):
        if any(sign.isdecimal() for sign in text):
            yield normalise("phone_number", text.strip(" ."), country)
