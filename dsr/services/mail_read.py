"""What a kept mail says, read outside of any transaction, and the sheet of it that the desk shows.

Invariant: on the sheet stands no national number that is certain to be one; only the sealed mail itself still has it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import orjson

from config import Settings
from dsr.domain import national_ids
from dsr.domain.uploads import Limits, Refusal, Upload, judge
from dsr.domain.words import Right
from dsr.inbound.base import Attachment, Fault, Inbound
from dsr.inbound.read import read
from dsr.inbound.tokens import Tokens, tokens
from dsr.inbound.wanted import Wanted, wanted
from dsr.vault import Handle

_MOST_TEXT, _MOST_LINE, _MOST_IDS = 50_000, 300, 20


@dataclass(frozen=True, slots=True)
class File:
    """A file that came along, and why it is not taken, if it is not."""

    name: str = field(repr=False)
    media_type: str
    size: int
    refused: Refusal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the desk shows of a mail. `claims` are the rights it asks for, if that is sure: a program may open a request by them."""

    sender: str = field(repr=False, default="")
    sender_name: str = field(repr=False, default="")
    recipients: tuple[str, ...] = field(repr=False, default=())
    subject: str = field(repr=False, default="")
    text: str = field(repr=False, default="")
    quoted: str = field(repr=False, default="")
    files: tuple[File, ...] = ()
    faults: tuple[Fault, ...] = ()
    rights: tuple[str, ...] = ()
    claims: tuple[Right, ...] = ()
    form: str | None = None
    items: tuple[str, ...] = ()
    given: tuple[tuple[str, str], ...] = field(repr=False, default=())
    language: str | None = None
    holds_national: bool = False
    for_other: bool = False  # its sender writes for somebody else
    chases: bool = False     # its sender waits for an answer to what they asked before
    thread: tuple[str, ...] = field(repr=False, default=())  # the Message-IDs it refers to, and its own

    @property
    def minded(self) -> tuple[str, ...]:
        """What staff have to mind before they make it anything."""
        return tuple(name for name in ("for_other", "chases") if getattr(self, name))

    @property
    def numbers(self) -> str:
        """The telephone numbers that it gives, one on a line."""
        return "\n".join(value for kind, value in self.given if kind == "phone_number")


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail, read."""

    inbound: Inbound
    tokens: Tokens
    sheet: Sheet


def understand(raw: bytes, settings: Settings) -> Reading:
    """Never raises, whatever the bytes are."""
    inbound = read(raw)
    meant = wanted(inbound, settings.entity_country)
    return Reading(inbound, tokens(inbound), _sheet(inbound, meant, settings))


def files_of(raw: bytes) -> tuple[Attachment, ...]:
    """What came along, in the order of the sheet."""
    return read(raw).attachments


def seal(sheet: Sheet, handle: Handle, path: str) -> bytes:
    return handle.seal(orjson.dumps(sheet), _place(path))


def opened(sealed: bytes, handle: Handle, path: str) -> Sheet:
    """Raises VaultError."""
    told: dict[str, Any] = orjson.loads(handle.open(sealed, _place(path)))
    told |= {name: tuple(told[name]) for name in ("recipients", "rights", "items", "thread")}
    told["given"] = tuple((kind, value) for kind, value in told["given"])
    told["claims"] = tuple(map(Right, told["claims"]))
    told["faults"] = tuple(map(Fault, told["faults"]))
    told["files"] = tuple(File(**{**one, "refused": Refusal(one["refused"]) if one["refused"] else None}) for one in told["files"])
    return Sheet(**told)


def _sheet(inbound: Inbound, meant: Wanted, settings: Settings) -> Sheet:
    below = "\n\n".join(part for part in (inbound.quoted, inbound.passed_on) if part)
    claims = tuple(one.right for one in meant.rights if one.right is not None) if meant.is_certain else ()
    return Sheet(
        sender=inbound.sender.address, sender_name=_masked(inbound.sender.name), recipients=tuple(
            one.address for one in (*inbound.recipients, *inbound.cc) if one.address)[:20],
        subject=_masked(inbound.subject[:_MOST_LINE]), text=_masked(inbound.text[:_MOST_TEXT]), quoted=_masked(below[:_MOST_TEXT]),
        files=tuple(_files(inbound, settings)), faults=inbound.faults, rights=tuple(one.value for one in meant.rights),
        claims=claims, form=meant.form.value if meant.form else None, items=tuple(one.value for one in meant.items),
        given=tuple((one.kind, one.value) for one in meant.given), language=meant.language, holds_national=meant.holds_national,
        for_other=meant.for_other, chases=meant.chases, thread=(*inbound.references, *inbound.in_reply_to, inbound.message_id)[-_MOST_IDS:])


def _files(inbound: Inbound, settings: Settings) -> list[File]:
    limits, found = Limits(settings.paper_mb * 1024 * 1024, settings.paper_files), list[File]()
    for one in inbound.attachments:
        taken = sum(other.refused is None for other in found)
        match judge(one.name, BytesIO(one.content), len(one.content), taken=taken, limits=limits):
            case Refusal() as refusal:
                found.append(File(_masked(one.name), one.media_type, len(one.content), refusal))
            case Upload() as upload:
                found.append(File(_masked(upload.name), upload.media_type, len(one.content), None))
    return found


def _masked(text: str) -> str:
    return national_ids.without(text)[0]


def _place(path: str) -> str:
    """What a sealed sheet is bound to."""
    return f"mail:{path}:sheet"
