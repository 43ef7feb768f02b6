"""Search tokens: keyed hashes of what a request, and the mails that belong to it, are found by.

Invariants: nothing that is searched lies open; a request has at most so many tokens, its own before those of mails; what a mail said is not found any
more once the mail is taken back. The rules have a number, so that a request of older ones is gone through again, a few at a time.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain import search_words
from dsr.domain.errors import VaultError
from dsr.domain.identity import normalise, several_numbers
from dsr.domain.mail_in import Became
from dsr.models import IncomingMail, Request, SearchToken
from dsr.services import cases, mail_read, mail_rows
from dsr.services.keys import key_of
from dsr.services.mail_read import Sheet
from dsr.vault import KeyClass, Vault

RULES = 1
PURPOSE = "search"
_MOST_OWN, _MOST_OF_MAIL, _MOST_OF_MAILS, _MOST_MAILS = 200, 400, 4000, 100
_SHORTEST = 2  # signs of a word of a mail
_JOINED = (Became.REQUEST, Became.REPLY, Became.ANSWER)


def index(session: Session, request: Request, told: dict[str, str], *, vault: Vault, settings: Settings) -> None:
    """What the request itself is found by: reference, name, email, employer, numbers. `told` are these fields."""
    country = settings.entity_country
    forms = [request.reference]
    for field in ("email", "name", "employer", "numbers"):
        forms.extend(_forms(told[field], country))
    forms.extend(normalise("phone_number", text, country) for text in several_numbers(told["numbers"]))
    _add(session, request.id, list(dict.fromkeys(forms))[:_MOST_OWN], vault, of_mail=False)
    request.search_rules = RULES


def index_mail(session: Session, request_id: int, reference: str, sheet: Sheet, *, vault: Vault, settings: Settings) -> None:
    """A mail belongs to the request now: its own reference, its sender, its subject and its first words."""
    said = "\n".join((sheet.sender, sheet.sender_name, sheet.subject, sheet.text))
    forms = [reference, *(form for form in _forms(said, settings.entity_country) if len(form) >= _SHORTEST)]
    known = session.execute(select(func.count()).where(SearchToken.request_id == request_id, SearchToken.of_mail)).scalar_one()
    _add(session, request_id, list(dict.fromkeys(forms))[:min(_MOST_OF_MAIL, max(0, _MOST_OF_MAILS - known))], vault, of_mail=True)


def index_mails(session: Session, request_id: int, *, vault: Vault, settings: Settings) -> None:
    """One of its mails was taken back: only those that are still there are found."""
    session.execute(delete(SearchToken).where(SearchToken.request_id == request_id, SearchToken.of_mail))
    mails = select(IncomingMail).where(IncomingMail.request_id == request_id, IncomingMail.became.in_(_JOINED))
    for row in session.execute(mails.order_by(IncomingMail.id.desc()).limit(_MOST_MAILS)).scalars():
        try:
            sheet = mail_read.opened(row.sheet, mail_rows.key_of(row, vault), row.path) if row.sheet is not None else Sheet()
        except VaultError:  # shredded: nobody finds it by its words
            sheet = Sheet()
        index_mail(session, request_id, row.reference, sheet, vault=vault, settings=settings)


def outdated(session: Session, *, most: int) -> list[int]:
    """Requests whose tokens were made by older rules."""
    older = select(Request.id).where(Request.search_rules < RULES).order_by(Request.search_rules, Request.id)
    return list(session.execute(older.limit(most)).scalars())


def anew(session: Session, request_id: int, *, vault: Vault, settings: Settings) -> None:
    """Make the tokens of a request again. One that is shredded keeps only its reference."""
    request = session.execute(select(Request).where(Request.id == request_id).with_for_update()).scalar_one()
    try:
        case = key_of(session, request.id, KeyClass.CASE, vault=vault)
        told = {field: cases.read(request, field, case) for field in ("email", "name", "employer", "numbers")}
    except VaultError:
        told = dict.fromkeys(("email", "name", "employer", "numbers"), "")
    session.execute(delete(SearchToken).where(SearchToken.request_id == request_id))
    index(session, request, told, vault=vault, settings=settings)
    index_mails(session, request_id, vault=vault, settings=settings)


def _forms(text: str, country: str) -> Iterable[str]:
    return (form for term in search_words.terms(text, country) for form in term.forms)


def _add(session: Session, request_id: int, forms: list[str], vault: Vault, *, of_mail: bool) -> None:
    if not forms:
        return
    session.flush()
    rows = [{"request_id": request_id, "token": vault.token(PURPOSE, form), "of_mail": of_mail} for form in forms]
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(SearchToken).on_conflict_do_nothing(), rows)
