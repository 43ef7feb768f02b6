"""Mails that came in are kept: sealed in the store, with a row and a reference, before anything is done about them.

Invariant: a mail is kept once. The same one is known by what its sender made of it, not by where it lies or how often it is shown.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dsr.domain import mail_in, reference
from dsr.domain.mail_in import MailState
from dsr.mail.imap import Lying
from dsr.models import IncomingMail
from dsr.store import Store
from dsr.vault import Handle, Vault, ephemeral_key

_OF_SENDER = (b"message-id", b"from", b"date", b"subject", b"content-type")  # the headers that no carrier adds or changes
_LONGEST_HEAD = 1 << 18
_FOLDER, _LOOK = "mail", 500
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(rb"(?im)^(" + b"|".join(_OF_SENDER) + rb")[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)")
_BLANKS = re.compile(rb"\s+")
_ID = re.compile(rb"<[^<>\s]{1,400}>")


@dataclass(frozen=True, slots=True)
class Came:
    """A mail as a server gave it, and what it is known by."""

    lying: Lying
    raw: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Put:
    """A mail that lies sealed in the store and has no row yet."""

    came: Came
    message_token: str | None
    path: str
    handle: Handle


def known_places(session: Session, mailbox: str, validity: int, lying: Iterable[Lying]) -> frozenset[int]:
    """Numbers under which a mail was kept from this mailbox, as long and as old as what lies there now."""
    wanted = {one.uid: one for one in lying}
    rows = session.execute(select(IncomingMail.uid, IncomingMail.size, IncomingMail.server_at).where(
        IncomingMail.mailbox == mailbox, IncomingMail.uid_validity == validity, IncomingMail.uid.in_(wanted)))
    return frozenset(uid for uid, size, server_at in rows if (wanted[uid].size, wanted[uid].server_at) == (size, server_at))


def known_digests(session: Session, came: Iterable[Came]) -> frozenset[str]:
    """Which of these are kept already."""
    return frozenset(session.execute(select(IncomingMail.digest).where(IncomingMail.digest.in_([one.digest for one in came]))).scalars())


def put(came: Iterable[Came], known: frozenset[str], *, store: Store, vault: Vault) -> list[Put]:
    """Seal those that are not known, each once and under a key of its own."""
    done: dict[str, Put] = {}
    for one in came:
        if one.digest in known or one.digest in done:
            continue
        path, handle = f"{_FOLDER}/{secrets.token_hex(16)}", ephemeral_key()
        store.put(path, one.raw, handle, context(path))
        named = message_id(one.raw)
        done[one.digest] = Put(one, vault.token("message-id", named) if named else None, path, handle)
    return list(done.values())


def keep(session: Session, mailbox: str, validity: int, sealed: Iterable[Put], *, now: datetime, vault: Vault) -> list[Put]:
    """A row and a reference for each. Returns those that somebody else kept in the same moment, whose files are nobody's."""
    outrun = []
    for one in sealed:
        master_id, wrapped = vault.wrap(one.handle, context(one.path))
        lying = one.came.lying
        row = IncomingMail(
            reference=reference.new_mail_reference(secrets.token_bytes(16)), mailbox=mailbox, uid_validity=validity, uid=lying.uid, size=lying.size,
            server_at=lying.server_at, received_at=mail_in.received(now, lying.server_at), digest=one.came.digest,
            message_token=one.message_token, path=one.path, master_id=master_id, wrapped=wrapped, state=MailState.NEW, due_at=now)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            outrun.append(one)
    return outrun


def strays(session: Session, store: Store, *, before: datetime) -> list[str]:
    """Sealed mails without a row, from before then: their keys died with whoever was about to keep them, and the server has those mails still."""
    paths = [f"{_FOLDER}/{name}" for name in store.older(_FOLDER, before)]
    found: list[str] = []
    for first in range(0, len(paths), _LOOK):
        some = paths[first:first + _LOOK]
        known = set(session.execute(select(IncomingMail.path).where(IncomingMail.path.in_(some))).scalars())
        found += (path for path in some if path not in known)
    return found


def context(path: str) -> str:
    """What the sealed bytes of a mail, and its key, are bound to."""
    return f"mail:{path}"


def digest_of(raw: bytes, vault: Vault) -> str:
    """The same for every copy of a mail. One without a Message-ID is itself only with all that its carriers wrote on it: the same few words may
    come twice."""
    head, body = _parted(raw)
    if not message_id(raw):
        return vault.token("mail", hashlib.sha256(raw).hexdigest())
    told = _told(head)
    mark = hashlib.sha256(repr([told.get(name, b"") for name in _OF_SENDER]).encode())
    mark.update(b"\n".join(body.splitlines()).rstrip())  # ends of lines, and blank ones at the end, are the carriers' too
    return vault.token("mail", mark.hexdigest())


def message_id(raw: bytes) -> str:
    """Its Message-ID in angle brackets, as it stands; nothing if it has none that can be one."""
    found = _ID.search(_told(_parted(raw)[0]).get(b"message-id", b""))
    return found.group().decode("ascii", "replace") if found else ""


def _parted(raw: bytes) -> tuple[bytes, bytes]:
    end = _END_OF_HEAD.search(raw, 0, _LONGEST_HEAD)
    return (raw[:end.start()], raw[end.end():]) if end else (raw[:_LONGEST_HEAD], raw[_LONGEST_HEAD:])


def _told(head: bytes) -> Mapping[bytes, bytes]:
    """The first of each header of the sender's, with single blanks."""
    told: dict[bytes, bytes] = {}
    for name, value in _HEADER.findall(head):
        told.setdefault(name.lower(), _BLANKS.sub(b" ", value).strip())
    return told
