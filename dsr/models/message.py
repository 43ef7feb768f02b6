"""Letters. A row first, sent by a job; its Message-ID is fixed when it is written."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.models.types import Instant, Pk, Sealed, to, word, words


class MessageState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"      # no server took it
    BOUNCED = "bounced"    # a server took it, and it came back


UNREACHED = (MessageState.FAILED, MessageState.BOUNCED)
_WAITS = text("state IN ('failed', 'bounced') AND attended_at IS NULL")
_PART_WAITS = text("state IN ('failed', 'bounced') AND attended_at IS NULL AND part_id IS NOT NULL")


class Transport(StrEnum):
    """How a letter travels."""

    MAIL = "mail"
    SMS = "sms"
    CALL = "call"      # spoken, after a key was pressed
    POST = "post"      # printed and posted by staff


class Message(Base):
    """`occasion` makes a letter unique: what would write it again finds it there."""

    __tablename__ = "message"
    __table_args__ = (words("state", MessageState), words("transport", Transport), UniqueConstraint("request_id", "occasion"),
                      Index("ix_message_state_due_at", "state", "due_at"),
                      Index("ix_message_unreached", "request_id", "part_id", sqlite_where=_WAITS, postgresql_where=_WAITS),
                      Index("ix_message_unreached_part", "part_id", sqlite_where=_PART_WAITS, postgresql_where=_PART_WAITS),
                      CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="sending_has_lease"))

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    part_id: Mapped[int | None] = to("part.id")
    kind: Mapped[str] = mapped_column(String(40))          # a letter of dsr/mail/letters.py
    transport: Mapped[Transport] = word(Transport, default=Transport.MAIL)
    occasion: Mapped[str] = mapped_column(String(100))
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    locale: Mapped[str] = mapped_column(String(10))
    recipient: Mapped[Sealed]                              # an address or a number; nothing, where it is posted
    context: Mapped[Sealed]                                # JSON for the template
    state: Mapped[MessageState] = word(MessageState)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[Instant]
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[Instant]
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    result_code: Mapped[str | None] = mapped_column(String(40))           # why not, or not yet; of a report its status, as 5.1.1
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime())   # a server on the way said that it is late, or did not arrive
    attended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())   # it did not arrive, and staff have seen to it
    recipient_token: Mapped[str | None] = mapped_column(String(64), index=True)  # so that letters to one address are counted
    in_reply_to: Mapped[bytes | None]                                     # sealed: the mails of the person that it answers, the last one last
