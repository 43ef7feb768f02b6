"""What one incoming mail says, as values: who wrote what, in answer to what, and of what nature it is.

Invariant: nothing here is proven. Anybody can write any sender, date and reference; what only guesses, or was broken, is named in `faults`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dsr.domain.mail_in import Nature as Nature  # a table says it too


class Fault(StrEnum):
    """What was broken, doubtful or too much in a mail. Each is for staff to see; none keeps the rest from being read."""

    TOO_LARGE = "too_large"                  # read to the limit, and without attachments
    TOO_MANY_PARTS = "too_many_parts"        # those behind the limit were not read
    TOO_DEEP = "too_deep"                    # what lies deeper was not read
    TEXT_CUT = "text_cut"                    # only the beginning of a very long text
    LONG_HEADER = "long_header"              # cut
    BAD_HEADER = "bad_header"                # a line that is none, or that says nothing that can be read
    HEADER_BREAK = "header_break"            # a line break hidden in a header: somebody tries to slip in another
    BROKEN_PARTS = "broken_parts"            # the parts do not begin or end as they should
    BAD_ENCODING = "bad_encoding"            # not what it says it is encoded as
    UNKNOWN_CHARSET = "unknown_charset"
    BAD_DATE = "bad_date"
    NO_SENDER = "no_sender"                  # nobody can be answered
    SEVERAL_SENDERS = "several_senders"
    SENDER_NAMED_OTHERWISE = "sender_named_otherwise"  # the name that is shown is an address, and not the sender's
    REPLY_ELSEWHERE = "reply_elsewhere"      # answers are to go to another domain than the sender's
    UNREADABLE_PART = "unreadable_part"      # a container that only the sender's own program opens
    UNREADABLE = "unreadable"                # nothing could be made of it


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox: the name as it is shown, the address in lower case; an empty address is one that cannot be."""

    name: str = field(default="", repr=False)
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along, under a clean name; what it says it is, and what it is made of. Nobody has checked it yet."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a server says became of a letter. `original` is the letter's Message-ID; empty fields are not told.

    Whoever does not know a letter of ours cannot know its Message-ID: a report without one proves nothing.
    """

    original: str = ""
    recipient: str = field(default="", repr=False)
    status: str = ""                 # class.subject.detail (RFC 3463)
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Inbound:
    """One mail. `text` is what the sender wrote now, `quoted` what stood below or between it from before.

    `attachments` are its own, and then those of the mails inside it (`forwarded`), so that whoever looks at the mail sees them all.
    """

    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: Address = Address()
    reply_to: tuple[Address, ...] = ()
    recipients: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = field(default="", repr=False)
    sent_at: datetime | None = None  # as the sender says; nothing is counted from it
    text: str = field(default="", repr=False)
    quoted: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    forwarded: tuple[Inbound, ...] = field(default=(), repr=False)
    nature: Nature = Nature.LETTER
    bounce: Bounce | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def passed_on(self) -> str:
        """The mails inside it as a text to read: who wrote each, about what, and what."""
        texts = []
        for inner in self.forwarded:
            head = " ".join(part for part in (inner.sender.name, f"<{inner.sender.address}>" if inner.sender.address else "") if part)
            texts.append("\n\n".join(part for part in (head, inner.subject, inner.text, inner.quoted, inner.passed_on) if part))
        return "\n\n----\n\n".join(texts)
