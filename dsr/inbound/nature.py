"""Of what nature a mail is. Invariant: a mail that asks for a right is a letter, whatever its headers say of machines, lists or absence; only a
report of a server, a letter of our own and what nobody can read are known before that is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dsr.inbound import bounces
from dsr.inbound import nature_words as words
from dsr.inbound.base import Address, Bounce, Nature
from dsr.inbound.charset import Note
from dsr.inbound.header import Head
from dsr.inbound.mime import Part
from dsr.inbound.rights import asked

OUR_ID = re.compile(r"<[0-9a-f]{32}@[^<>\s@]{1,253}>\Z")  # as dsr.services.notify makes them
_LOOK = 20_000   # signs in which a machine has said what it is
_SHORT = 500     # signs of a note of absence that nothing marks as one
_SOON = 150      # signs after which it has said so


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a mail when its nature is judged."""

    head: Head
    root: Part
    leaves: tuple[Part, ...]
    sender: Address
    subject: str
    text: str
    note: Note = field(repr=False)

    @property
    def is_answer(self) -> bool:
        return bool(self.head.ids("in-reply-to") or self.head.ids("references")) or bool(words.ANSWER.match(self.subject))


def judged(seen: Seen) -> tuple[Nature, Bounce | None]:
    """Its nature, and of a report what it says."""
    bounce = bounces.found(seen.head, seen.leaves, seen.sender, seen.subject, seen.note)
    if bounce is not None:
        return (Nature.BOUNCE if bounce.is_final else Nature.DELAY), bounce
    if _is_own(seen):
        return Nature.OWN, None
    if _is_encrypted(seen):
        return Nature.ENCRYPTED, None
    machine = _machine(seen)
    if machine is not Nature.LETTER and asked(f"{seen.subject}\n{seen.text}"[:_LOOK]) and not _is_certain_reply(seen):
        return Nature.LETTER, None
    return machine, None


def _machine(seen: Seen) -> Nature:
    """What headers, subject and text say of a machine, of many readers or of an invitation; LETTER if nothing does."""
    if _is_reply_of_machine(seen) or words.AUTOMATIC.match(seen.subject):
        return Nature.OUT_OF_OFFICE if _tells_of_absence(seen) else Nature.AUTO_REPLY
    if _is_note_of_absence(seen):
        return Nature.OUT_OF_OFFICE
    if any(leaf.head.media_type == "text/calendar" and leaf.head.disposition != "attachment" for leaf in seen.leaves):
        return Nature.CALENDAR
    if "list-id" in seen.head or "list-post" in seen.head or seen.head.first("precedence").lower() == "list":
        return Nature.LIST
    if _is_made_by_machine(seen):
        return Nature.AUTO_REPLY if seen.is_answer else Nature.LIST
    return Nature.LETTER


def _is_note_of_absence(seen: Seen) -> bool:
    """One that no header marks. People tell of their holidays too: it is short, answers, asks nothing, and begins with it."""
    if not seen.is_answer and not words.ABSENT_SUBJECT.match(seen.subject):
        return False
    return len(seen.text) <= _SHORT and "?" not in seen.text and bool(words.ABSENT.search(seen.text[:_SOON]))


def _is_reply_of_machine(seen: Seen) -> bool:
    """Whether it says of itself that a machine answered (RFC 3834, and what was used before it), or confirms that a letter was shown (RFC 8098)."""
    head = seen.head
    return (head.first("auto-submitted").lower().startswith("auto-replied") or any(name in head for name in words.REPLY_HEADERS)
            or head.first("precedence").lower() == "auto_reply" or _is_report(seen.root))


def _is_report(root: Part) -> bool:
    return root.head.media_type == "multipart/report"


def _is_made_by_machine(seen: Seen) -> bool:
    head = seen.head
    submitted = head.first("auto-submitted").lower()
    return bool(submitted and not submitted.startswith("no")) or head.first("precedence").lower() in ("bulk", "junk") or (
        head.first("return-path") == "<>")


def _is_certain_reply(seen: Seen) -> bool:
    return _is_reply_of_machine(seen) or bool(words.AUTOMATIC.match(seen.subject)) or (_is_made_by_machine(seen) and seen.is_answer)


def _tells_of_absence(seen: Seen) -> bool:
    return bool(words.ABSENT_SUBJECT.match(seen.subject) or words.ABSENT.search(f"{seen.subject}\n{seen.text[:_LOOK]}"))


def _is_own(seen: Seen) -> bool:
    """Whether it has the marks that each letter of ours has (dsr.mail.base), a Message-ID as we make them among them."""
    head = seen.head
    return (bool(OUR_ID.match(next(iter(head.ids("message-id")), ""))) and head.first("auto-submitted").lower() == "auto-generated"
            and head.first("x-auto-response-suppress").lower() == "all")


def _is_encrypted(seen: Seen) -> bool:
    kind = seen.root.head.media_type
    if kind == "multipart/encrypted" or any(leaf.head.media_type in ("application/pkcs7-mime", "application/x-pkcs7-mime") for leaf in seen.leaves):
        return True
    return seen.text.lstrip().startswith("-----BEGIN PGP MESSAGE-----")
