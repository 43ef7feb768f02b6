"""A mail that was read gets its place: a request of its own, a part of another, the fate of a letter, or the desk.

Invariants: a mail joins a request only from an address of that request; nothing that a mail says proves anything; no machine is answered, and an
address gets no letter by itself while a request of it is open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.db import hold
from dsr.domain import mail_in
from dsr.domain.actor import SUBJECT, SYSTEM
from dsr.domain.errors import InvalidInput, VaultError
from dsr.domain.identity import normalise
from dsr.domain.mail_in import Became, Facts, Nature, Unsure, Verdict
from dsr.domain.words import Channel, State
from dsr.inbound.base import Fault
from dsr.models import IdentityRow, IncomingMail, Message, Part, Request, Transport
from dsr.services import audit, cases, clarify, contact_points, heartbeats, intake, mail_read, outbox, search_words, threads
from dsr.services.intake import Arrival, IntakeClaim
from dsr.services.keys import key_of
from dsr.services.mail_read import Reading, Sheet
from dsr.services.mail_rows import Order, own, place
from dsr.text import ANSWERS
from dsr.vault import KeyClass, Vault

_PACE = timedelta(days=1)      # an address that has opened a request by mail opens no other by itself so soon, even if that one is closed
_MOST_LETTERS = 50


def settle(session: Session, order: Order, reading: Reading, *, now: datetime, vault: Vault, settings: Settings) -> str:
    """Give the mail its place; returns what it became, or why staff must look, for the log."""
    row = own(session, order)
    if row is None:
        return "outrun"
    letters = _letters(session, reading.tokens.message_ids)
    if heartbeats.seen(session, reading.inbound.message_id.strip("<>").partition("@")[0], now=now, vault=vault):
        place(session, row, Verdict(Became.AUTOMATIC))
        return "heartbeat"
    sender = _concerned(reading)
    row.nature, row.sender_token = reading.inbound.nature, sender_token(sender, vault) if sender else None
    if row.sender_token is not None:
        hold(session, row.sender_token)  # of two mails of one address that are read at once the second meets the request of the first
    row.sheet = mail_read.seal(reading.sheet, order.handle, order.path)
    row.message_id = letters[0].id if letters else None
    verdict = mail_in.decide(_facts(session, row, reading, letters, sender, now=now, vault=vault))
    if verdict.became is Became.REQUEST:
        verdict = _open(session, row, reading.sheet, now=now, vault=vault, settings=settings)
    elif verdict.became is Became.REPLY and _answers(session, letters, reading, now=now, vault=vault):
        verdict = replace(verdict, became=Became.ANSWER)
    place(session, row, verdict)
    if verdict.became is Became.FATE:
        tell_fate(session, letters[0], reading, now=now)
    elif verdict.request_id is not None and verdict.became is not Became.AUTOMATIC:
        audit.record(session, verdict.request_id, "mail_received", {"mail": row.reference}, by=SYSTEM, now=now)
        _join(session, verdict, reading.sheet, now=now, vault=vault)
        search_words.index_mail(session, verdict.request_id, row.reference, reading.sheet, vault=vault, settings=settings)
    return str(verdict.became or verdict.unsure)


def make_request(session: Session, row: IncomingMail, claim: IntakeClaim, thread: Iterable[str], *, now: datetime, vault: Vault,
                 settings: Settings) -> Request:
    """A request that counts from when the mail came, and the letter that asks its sender to confirm, in answer to `thread`. Raises InvalidInput."""
    told = intake.checked(claim)
    opened = intake.open_request(session, told, Arrival(Channel.MAIL, row.received_at), intake_key=f"mail:{row.reference}", by=SUBJECT, now=now,
                                 vault=vault, settings=settings)
    if isinstance(opened, intake.Receipt):
        return session.execute(select(Request).where(Request.reference == opened.reference)).scalar_one()
    threads.note(session, opened.request, thread, now=now, vault=vault)
    intake.ask_to_confirm(session, opened, told, now=now, vault=vault, settings=settings)
    return opened.request


def claim_of(sheet: Sheet, settings: Settings) -> IntakeClaim:
    """What a mail claims, as a form would. Who gives no name is called by their address."""
    named = next((value for kind, value in sheet.given if kind == "name"), "")
    name = " ".join((sheet.sender_name or named or sheet.sender).split())
    message = f"{sheet.subject}\n\n{sheet.text}".strip()
    return IntakeClaim(
        right=sheet.claims[0] if sheet.claims else intake.UNSURE, also=sheet.claims[1:], name=name[:cases.LONGEST["name"]],
        email=sheet.sender, employer="", numbers=sheet.numbers[:cases.LONGEST["numbers"]], message=message[:cases.LONGEST["message"]],
        locale=sheet.language if sheet.language in ANSWERS else settings.entity_language)


def sender_token(address: str, vault: Vault) -> str:
    """As identities have it, so that requests of an address are found."""
    return vault.token("identity", f"email:{normalise('email', address, None)}")


def tell_fate(session: Session, letter: Message, reading: Reading, *, now: datetime) -> None:
    """A letter came back for good, or is late; what our own server said of it before does not count any more."""
    code = reading.inbound.bounce.status if reading.inbound.bounce else ""
    outbox.bounced(session, letter.id, status=code, is_final=reading.inbound.nature is Nature.BOUNCE, now=now)


def _join(session: Session, verdict: Verdict, sheet: Sheet, *, now: datetime, vault: Vault) -> None:
    """Our next letters to the person answer what they wrote; what a company or an owner of a source wrote is no part of that conversation."""
    request = session.get_one(Request, verdict.request_id)
    if verdict.became in (Became.REPLY, Became.ANSWER) and _same(contact_points.email_of(session, request, vault), sheet.sender):
        threads.note(session, request, sheet.thread, now=now, vault=vault)


def _concerned(reading: Reading) -> str:
    """Whose address the mail is about: of a report that a letter came back, who was to have it."""
    bounce = reading.inbound.bounce
    return bounce.recipient if bounce is not None else reading.sheet.sender


def _letters(session: Session, message_ids: Iterable[str]) -> list[Message]:
    """Letters of ours that the mail answers, the first that it names first."""
    wanted = list(message_ids)[:_MOST_LETTERS]
    rows = session.execute(select(Message).where(Message.message_id.in_(wanted), Message.transport == Transport.MAIL)).scalars()
    return sorted(rows, key=lambda one: wanted.index(one.message_id))


def _facts(session: Session, row: IncomingMail, reading: Reading, letters: list[Message], sender: str, *, now: datetime, vault: Vault) -> Facts:
    tokens, answered = reading.tokens, frozenset(one.request_id for one in letters)
    named = _requests(session, tokens.written) or (frozenset() if answered else _requests(session, tokens.quoted))
    of_sender = _of_address(session, row.sender_token, sender, letters, named, vault=vault)
    return Facts(
        nature=reading.inbound.nature, is_readable=Fault.UNREADABLE not in reading.inbound.faults, has_sender=bool(sender),
        holds_national=reading.sheet.holds_national, is_repeated=_is_repeated(session, row), answered=answered, named=named, of_sender=of_sender,
        open_of_sender=_open_ones(session, of_sender, now=now), closed=_closed(session, answered | named | of_sender),
        is_certain=bool(reading.sheet.claims))


def _requests(session: Session, references: Collection[str]) -> frozenset[int]:
    return frozenset(session.execute(select(Request.id).where(Request.reference.in_(references))).scalars()) if references else frozenset()


def _of_address(session: Session, token: str | None, sender: str, letters: Iterable[Message], named: Iterable[int], *,
                vault: Vault) -> frozenset[int]:
    """Requests that the address belongs to: it was given with them, confirmed for them since, or is where the letter went that is answered."""
    if token is None:
        return frozenset()
    claimed = select(IdentityRow.request_id).where(IdentityRow.kind == "email", IdentityRow.token == token)
    found = set(session.execute(claimed).scalars())
    for letter in letters:
        if letter.request_id not in found and _same(_recipient(session, letter, vault), sender):
            found.add(letter.request_id)
    for request in session.execute(select(Request).where(Request.id.in_(set(named) - found))).scalars():
        try:
            if _same(contact_points.email_of(session, request, vault), sender):
                found.add(request.id)
        except VaultError:
            continue  # shredded: it belongs to nobody any more
    return frozenset(found)


def _recipient(session: Session, letter: Message, vault: Vault) -> str:
    try:
        handle = key_of(session, letter.request_id, KeyClass.CORRESPONDENCE, vault=vault)
        return handle.open(letter.recipient, f"message:{letter.message_id}:recipient").decode()
    except VaultError:
        return ""


def _same(one: str, other: str) -> bool:
    return bool(one) and normalise("email", one, None) == normalise("email", other, None)


def _open_ones(session: Session, requests: Collection[int], *, now: datetime) -> frozenset[int]:
    is_open = exists().where(Part.request_id == Request.id, Part.state != State.CLOSED)
    is_new = (Request.channel == Channel.MAIL) & (Request.received_at > now - _PACE)
    return frozenset(session.execute(select(Request.id).where(Request.id.in_(requests), or_(is_open, is_new))).scalars())


def _closed(session: Session, requests: Collection[int]) -> frozenset[int]:
    is_open = exists().where(Part.request_id == Request.id, Part.state != State.CLOSED)
    return frozenset(session.execute(select(Request.id).where(Request.id.in_(requests), ~is_open)).scalars())


def _is_repeated(session: Session, row: IncomingMail) -> bool:
    """Whether another mail has the same Message-ID: it may be a copy that somebody has changed."""
    if row.message_token is None:
        return False
    other = exists().where(IncomingMail.message_token == row.message_token, IncomingMail.id < row.id)
    return bool(session.execute(select(other)).scalar())


def _open(session: Session, row: IncomingMail, sheet: Sheet, *, now: datetime, vault: Vault, settings: Settings) -> Verdict:
    try:
        with session.begin_nested():
            request = make_request(session, row, claim_of(sheet, settings), sheet.thread, now=now, vault=vault, settings=settings)
    except InvalidInput:  # what the form would have sent back
        return Verdict(unsure=Unsure.UNCLEAR)
    return Verdict(Became.REQUEST, request_id=request.id)


def _answers(session: Session, letters: list[Message], reading: Reading, *, now: datetime, vault: Vault) -> bool:
    """Whether it answers a question of ours: by the Message-ID of its letter, which only who got it has, and from where that went."""
    sender = reading.sheet.sender
    return bool(letters) and _same(_recipient(session, letters[0], vault), sender) and clarify.answered_by_mail(
        session, letters[0], reading.sheet.text, now=now, vault=vault)
