"""How somebody outside opens what they were asked: a link by mail, a code to the same mailbox, a session.

Invariants: a link alone opens nothing; a code opens once, and only what it was made for; whoever has a link can have so many letters sent within an
hour and no more, and what they are refused looks the same: the last code stays.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import Actor
from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.reference import new_code, normal_code
from dsr.models import CompanyVisit, Message, Part, Question, Referral
from dsr.services import audit
from dsr.services.keys import key_of
from dsr.vault import KeyClass, Vault

CODE_LASTS = timedelta(minutes=15)
AGAIN = timedelta(minutes=1)  # a button pressed twice sends one letter
PER_HOUR = 5                  # letters of a kind that one link may have sent

_Linked = TypeVar("_Linked", Question, Referral)
_Opened = TypeVar("_Opened", Question, CompanyVisit)


@dataclass(frozen=True, slots=True)
class Door:
    """Whose it is. The names are the purposes of keyed hashes; that of the code is its letter's, too."""

    link: str
    code: str
    session: str
    by: Actor


def by_token(session: Session, of: type[_Linked], door: Door, token: str, *, vault: Vault) -> _Linked:
    """What a link is about, whatever became of it. Raises NotFound."""
    row = session.execute(select(of).where(of.token_hash == vault.token(door.link, token))).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row


def current(session: Session, of: type[_Opened], door: Door, token: str, *, now: datetime, vault: Vault) -> _Opened:
    """What a session opens. Raises NotFound for one that never was or that ended."""
    row = session.execute(select(of).where(of.session_hash == vault.token(door.session, token))).scalar_one_or_none()
    if row is None or row.session_until is None or row.session_until <= now:
        raise NotFound()
    return row


def coded(session: Session, door: Door, opens: Question | CompanyVisit, part: Part, link_id: int, *, now: datetime,
          vault: Vault) -> dict[str, object] | None:
    """The facts of a letter with a new code, which closes the one before; None where none is to be sent now, and the one before stays. Locked."""
    is_new = opens.code_hash is not None and opens.code_until is not None and opens.code_until - CODE_LASTS > now - AGAIN
    if is_new or is_enough(session, part, door.code, link_id, now=now):
        return None
    code = new_code(secrets.token_bytes(16))
    opens.code_hash, opens.code_until, opens.code_tries = _code_hash(door, opens, code, vault), now + CODE_LASTS, 0
    return {"code": code, "minutes": int(CODE_LASTS.total_seconds()) // 60}


def opened(session: Session, door: Door, opens: Question | CompanyVisit, code: str, part: Part, told: Mapping[str, object], *, now: datetime,
           vault: Vault, settings: Settings) -> str:
    """The token of a session. The caller commits also what is refused: the count must last.

    Raises NotAllowed(reason=wrong_code|locked) for a code that is wrong, too old or was tried too often. Locked.
    """
    if opens.code_hash is None or opens.code_until is None or opens.code_until <= now:
        raise NotAllowed(reason="locked")
    if not secrets.compare_digest(_code_hash(door, opens, code, vault), opens.code_hash):
        opens.code_tries += 1
        audit.record(session, part.request_id, "wrong_code", {**told, "count": opens.code_tries}, by=door.by, now=now)
        if opens.code_tries < settings.max_wrong_codes:
            raise NotAllowed(reason="wrong_code")
        opens.code_hash = None
        raise NotAllowed(reason="locked")
    given = secrets.token_urlsafe(32)
    opens.code_hash = None  # once
    opens.session_hash, opens.session_until = vault.token(door.session, given), now + timedelta(minutes=settings.session_minutes)
    session.flush()
    return given


def occasion(letter: str, link_id: int) -> str:
    """Of a letter that a link may have sent more than once."""
    return f"{letter}:{link_id}:{secrets.token_hex(8)}"


def is_enough(session: Session, part: Part, letter: str, link_id: int, *, now: datetime, within: timedelta = timedelta(hours=1),
              most: int = PER_HOUR) -> bool:
    """Whether so many letters of a kind have been written for a link already."""
    sent = select(func.count()).where(Message.part_id == part.id, Message.kind == letter, Message.created_at > now - within,
                                      Message.occasion.startswith(f"{letter}:{link_id}:", autoescape=True))
    return session.execute(sent).scalar_one() >= most


def mailed(session: Session, message: Message, *, vault: Vault) -> tuple[str, str]:
    """To whom a letter went, and the token of its link, which stands nowhere else."""
    handle = key_of(session, message.request_id, KeyClass.CORRESPONDENCE, vault=vault)
    to = handle.open(message.recipient, f"message:{message.message_id}:recipient").decode()
    return to, str(orjson.loads(handle.open(message.context, f"message:{message.message_id}:context"))["token"])


def _code_hash(door: Door, opens: Question | CompanyVisit, code: str, vault: Vault) -> str:
    """Bound to what it opens, so that a code never opens anything else."""
    return vault.token(door.code, f"{opens.id}:{normal_code(code) or ''}")
