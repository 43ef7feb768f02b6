"""Mailboxes that are read, and what came in. Invariant: a mail is a row once, however often a server shows it and whatever number it gives it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.domain.mail_in import Became, MailState, Nature, Unsure
from dsr.models.types import Instant, Pk, to, word, words

_UNSEEN = text("became = 'reply' AND seen_at IS NULL")


class MailboxRow(Base):
    """How far a mailbox of the settings is read. `due_at` is the only gate: pace, backoff, and the lease of whoever reads it."""

    __tablename__ = "mailbox"
    __table_args__ = (CheckConstraint("(fault IS NULL) = (faulty_since IS NULL)", name="fault_has_begun"),)

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(String(40), unique=True)
    due_at: Mapped[Instant]
    attempts: Mapped[int] = mapped_column(default=0)       # fences whoever lost the lease
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # last read to its end
    fault: Mapped[str | None] = mapped_column(String(40))
    faulty_since: Mapped[datetime | None] = mapped_column(UtcDateTime())


class IncomingMail(Base):
    """One mail. Its bytes lie sealed in the store under a key of its own, for most belong to no request yet when they come."""

    __tablename__ = "incoming_mail"
    __table_args__ = (words("state", MailState), words("nature", Nature), words("unsure", Unsure), words("became", Became),
                      CheckConstraint("(state = 'done') = (became IS NOT NULL)", name="done_became_something"),
                      CheckConstraint("state <> 'sort' OR unsure IS NOT NULL", name="unsure_says_why"),
                      Index("ix_incoming_mail_state_due_at", "state", "due_at"),
                      Index("ix_incoming_mail_unseen", "request_id", sqlite_where=_UNSEEN, postgresql_where=_UNSEEN),
                      Index("ix_incoming_mail_place", "mailbox", "uid_validity", "uid"))

    id: Mapped[Pk]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    mailbox: Mapped[str] = mapped_column(String(40))       # where it was seen first
    uid_validity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int] = mapped_column(BigInteger)
    server_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    received_at: Mapped[Instant]                           # from when it counts
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # keyed hash of what its sender made of it
    message_token: Mapped[str | None] = mapped_column(String(64), index=True)  # keyed hash of its Message-ID
    path: Mapped[str] = mapped_column(String(200), unique=True)
    master_id: Mapped[str] = mapped_column(String(40))
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary())  # its data key; None once shredded
    state: Mapped[MailState] = word(MailState)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[Instant]
    nature: Mapped[Nature | None] = word(Nature)
    unsure: Mapped[Unsure | None] = word(Unsure)           # why staff must look, or had to
    became: Mapped[Became | None] = word(Became)
    request_id: Mapped[int | None] = to("request.id")
    message_id: Mapped[int | None] = to("message.id")      # the letter that it answers or tells of
    sender_token: Mapped[str | None] = mapped_column(String(64), index=True)  # keyed hash of the sender's address
    sheet: Mapped[bytes | None]                            # what the desk shows of it, sealed with the mail's own key
    reason: Mapped[bytes | None]                           # staff's words, sealed in the same way
    seen_by: Mapped[int | None] = to("staff.id")
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
