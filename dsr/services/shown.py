"""Letters that staff have sent are shown before, as they go out: what writes them is done, its letters are read, and all of it is undone.

Invariants: a letter leaves only with the words, and to the reader, that were seen; what was only looked at leaves nothing behind; the secret of a
link and a code are never shown, only their shape.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.models import Message, Request, Transport
from dsr.services import load, notify, older_letters, post
from dsr.services.keys import key_of
from dsr.vault import KeyClass, Vault

SECRETS = ("token", "code")  # facts that open something
_SIGN, _TOKEN = re.compile(r"\w"), "…"
_Done = TypeVar("_Done")


@dataclass(frozen=True, slots=True)
class Letter:
    """`to` is an address of mail, or with `is_on_paper` the one on the envelope. `hides`: a secret of it stands there by its shape."""

    kind: str
    to: str
    is_on_paper: bool
    locale: str
    subject: str
    text: str
    hides: bool


@dataclass(frozen=True, slots=True)
class Look:
    """All letters as they would go out now. `seen` stands for exactly these."""

    letters: tuple[Letter, ...]
    seen: str


def send(session: Session, reference: str, deed: Callable[[], _Done], *, seen: str, vault: Vault, settings: Settings) -> _Done | Look:
    """What the deed gives, if its letters are those that were seen, or it writes none; else what is to be looked at, and nothing is done.

    Raises NotFound, Incomplete (a letter owes what nobody gave), and as the deed does. The deed writes letters of this request only.
    """
    request = load.request(session, reference)
    last = session.execute(select(func.max(Message.id)).where(Message.request_id == request.id)).scalar() or 0
    with session.begin_nested() as trial:
        done = deed()
        session.flush()
        written = select(Message).where(Message.request_id == request.id, Message.id > last).order_by(Message.id)
        look = _look([_letter(session, request, row, vault=vault, settings=settings) for row in session.execute(written).scalars()])
        if look.letters and look.seen != seen:
            trial.rollback()
            return look
    return done


def _look(letters: list[Letter]) -> Look:
    return Look(tuple(letters), hashlib.sha256(orjson.dumps(letters)).hexdigest())


def _letter(session: Session, request: Request, row: Message, *, vault: Vault, settings: Settings) -> Letter:
    handle = key_of(session, request.id, KeyClass.CORRESPONDENCE, vault=vault)
    facts = orjson.loads(handle.open(row.context, f"message:{row.message_id}:context"))
    told = {**older_letters.completed(session, row, facts, vault=vault), **{name: _shape(name, facts[name]) for name in SECRETS if name in facts}}
    subject, text = notify.rendered(request, row.kind, told, settings=settings, locale=row.locale)
    to, is_on_paper = handle.open(row.recipient, f"message:{row.message_id}:recipient").decode(), row.transport is Transport.POST
    if is_on_paper:
        envelope = replace(post.enveloped(session, row, request, vault=vault), facts=told)
        to, text = envelope.address, "\n\n".join(post.words(envelope, settings=settings)[1])
    return Letter(row.kind, to, is_on_paper, row.locale, subject, text, any(name in facts for name in SECRETS))


def _shape(name: str, secret: object) -> str:
    return _TOKEN if name == "token" else _SIGN.sub("X", str(secret))
