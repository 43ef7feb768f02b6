"""What a server says became of a letter: by its report (RFC 3464), or by the words of programs that send none.

Invariant: a report is believed for the letter whose Message-ID it has, and of that it says no more than whether it failed, and with which code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dsr.inbound.base import Address, Bounce
from dsr.inbound.bounce_words import DELAYED, DIALECTS, SUBJECTS
from dsr.inbound.charset import Note
from dsr.inbound.header import Head
from dsr.inbound.mime import Part
from dsr.inbound.rights import claims

_LOOK = 50_000           # signs of a report, or of the letter that it came with
_ASKS = 5_000            # in which somebody asks for something
_MOST_REPORTED = 100
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY = re.compile(r"(?:^|[^\d.])([45])\d\d[ -](?!\d)")
_TYPED = re.compile(r"\s*(?:rfc822|utf-8|unknown|x400|local)\s*;\s*", re.IGNORECASE)
_MAILBOX = re.compile(r"[^\s@<>()\[\],;:\"\\']{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9]")
_ID_LINE = re.compile(r"^[>\s]*Message-ID:\s*(<[^<>\s]{1,400}>)", re.IGNORECASE | re.MULTILINE)
_SYSTEM = re.compile(r"(?:mailer-?daemon|postmaster|mail-?delivery|maildelivery|microsoftexchange[0-9a-f]*|bounces?|noreply-bounce"
                     r"|mdaemon)(?:[+-][^@]*)?@",
                     re.IGNORECASE)


def found(head: Head, leaves: tuple[Part, ...], sender: Address, subject: str, note: Note) -> Bounce | None:
    """What a report says; None if it is none, or tells of success."""
    report = next((leaf for leaf in leaves if leaf.head.media_type in ("message/delivery-status", "message/global-delivery-status")), None)
    if report is not None:
        return _by_report(report.text(_LOOK, note), leaves, head, note)
    if not _is_of_server(head, sender, subject):
        return None
    said = f"{subject}\n{_said(leaves, note)}"
    dialect = next((one for one in DIALECTS if one.pattern.search(said)), None)
    if dialect is None and not (SUBJECTS.match(subject) and _code(said)):
        return None
    is_final = not (DELAYED.search(subject) or DELAYED.search(said[:2_000]))
    failed = head.first("x-failed-recipients") or _recipient(said, dialect.recipient if dialect else None)
    original = _original(leaves, head, note)
    if not original and (any(claims(said[:_ASKS]).values()) or not (_code(said) or "x-failed-recipients" in head)):
        return None  # there are people whose mailbox is called postmaster
    return Bounce(original, failed.strip().lower()[:254], _code(said), is_final)


def _by_report(text: str, leaves: tuple[Part, ...], head: Head, note: Note) -> Bounce | None:
    """The worst that it says of any recipient: a letter of ours has one, and a list behind it may have more."""
    blocks = re.split(r"\n\s*\n", text)[:_MOST_REPORTED]
    told = [_told(block) for block in blocks]
    worst = min((one for one in told if one is not None), key=lambda one: not one.is_final, default=None)
    return worst and Bounce(_original(leaves, head, note), worst.recipient, worst.status, worst.is_final)


def _told(block: str) -> Bounce | None:
    """What is said of one recipient; None where nothing failed."""
    lines = re.sub(r"\n[ \t]+", " ", block).split("\n")
    fields = {name.strip().lower(): value.strip() for name, colon, value in (line.partition(":") for line in lines) if colon}
    action, status = fields.get("action", "").lower(), _STATUS.search(fields.get("status", ""))
    if action not in ("failed", "delayed"):
        if action or not (status and status[1] in "45"):
            return None
        action = "failed" if status[1] == "5" else "delayed"
    named = _TYPED.sub("", fields.get("final-recipient", "") or fields.get("original-recipient", ""), count=1).strip("<> ").lower()
    code = _STATUS.search(fields.get("diagnostic-code", "")) if status is None or status.group().endswith(".0.0") else None
    code = code or status
    return Bounce(recipient=named[:254], status=code.group() if code else "", is_final=action == "failed")


def _is_of_server(head: Head, sender: Address, subject: str) -> bool:
    return (head.first("return-path") == "<>" or "x-failed-recipients" in head or bool(_SYSTEM.match(sender.address))
            or not sender.address or bool(SUBJECTS.match(subject)))


def _said(leaves: Iterable[Part], note: Note) -> str:
    texts = [leaf for leaf in leaves if leaf.head.media_type in ("text/plain", "text/html")]
    return "\n".join(leaf.text(_LOOK, note) for leaf in texts[:3])


def _recipient(said: str, pattern: re.Pattern[str] | None) -> str:
    """The first address behind the words of the dialect, else the first of all."""
    start = match.end() if pattern and (match := pattern.search(said)) else 0
    mailbox = _MAILBOX.search(said, start) or _MAILBOX.search(said)
    return mailbox.group() if mailbox else ""


def _code(said: str) -> str:
    status = _STATUS.search(said)
    if status and status[1] in "45":
        return status.group()
    reply = _REPLY.search(said)
    return f"{reply[1]}.0.0" if reply else ""


def _original(leaves: tuple[Part, ...], head: Head, note: Note) -> str:
    """The Message-ID of the letter that the report is about: of the letter or its headers that came along, in the text, or that it answers."""
    return next(_originals(leaves, head, note), "")


def _originals(leaves: tuple[Part, ...], head: Head, note: Note) -> Iterator[str]:
    for leaf in leaves:
        if leaf.head.media_type in ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
            yield from Head(leaf.content(note)[:_LOOK].partition(b"\n\n")[0].partition(b"\r\n\r\n")[0], note).ids("message-id")
    for leaf in leaves:
        if leaf.head.media_type == "text/plain":
            yield from _ID_LINE.findall(leaf.text(_LOOK, note))
    yield from head.ids("in-reply-to")
    yield from reversed(head.ids("references"))
