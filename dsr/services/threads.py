"""Mails of a person that our letters answer, so that both stand in one conversation of theirs.

Invariant: they are noted sealed, and stand on letters that go to the person by mail, on no other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from dsr.domain.mail_thread import chain
from dsr.models import Message, Request
from dsr.services.keys import key_for, key_of
from dsr.vault import Handle, KeyClass, Vault


def note(session: Session, request: Request, message_ids: Iterable[str], *, now: datetime, vault: Vault) -> None:
    """A mail of the person came: what it refers to, and its own Message-ID, the oldest first. Letters that are written from now on answer it."""
    handle = key_for(session, request.id, KeyClass.CORRESPONDENCE, vault=vault, now=now)
    known = _opened(handle, request.mail_thread, _place(request))
    if thread := chain((*known, *message_ids)):
        request.mail_thread = handle.seal(" ".join(thread).encode(), _place(request))
        session.flush()


def join(request: Request, message: Message, handle: Handle) -> None:
    """A letter to the person, which is about to be written, answers what came last."""
    if thread := _opened(handle, request.mail_thread, _place(request)):
        message.in_reply_to = handle.seal(" ".join(thread).encode(), _letter_place(message))


def of(session: Session, message: Message, *, vault: Vault) -> tuple[str, ...]:
    """What a letter answers; the last is the mail itself. Raises VaultError."""
    handle = key_of(session, message.request_id, KeyClass.CORRESPONDENCE, vault=vault)
    return _opened(handle, message.in_reply_to, _letter_place(message))


def _opened(handle: Handle, sealed: bytes | None, place: str) -> tuple[str, ...]:
    return tuple(handle.open(sealed, place).decode().split()) if sealed is not None else ()


def _place(request: Request) -> str:
    return f"request:{request.reference}:mail_thread"


def _letter_place(message: Message) -> str:
    return f"message:{message.message_id}:in_reply_to"
