"""Answers as drafts and as they went out, their files, and each handover.

Invariants: what was approved was written before, and is never replaced; what was replaced is never approved; only what was approved is called back.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dsr.db import Base, UtcDateTime
from dsr.models.types import Instant, Pk, to


class Response(Base):
    """Draft number n of a part, an answer once it is approved; a supplement is a later one. The letter is dated `ordered_at`."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("part_id", "number"),
        CheckConstraint("approved_at IS NULL OR (written_at IS NOT NULL AND superseded_at IS NULL)", name="approved_is_written"),
        CheckConstraint("(recalled_at IS NULL) = (incident_id IS NULL) AND (recalled_at IS NULL OR approved_at IS NOT NULL)",
                        name="recalled_was_approved"))

    id: Mapped[Pk]
    part_id: Mapped[int] = to("part.id")
    number: Mapped[int]
    ordered_at: Mapped[Instant]
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    made_of: Mapped[str | None]                              # JSON: {ingredient: digest}
    owed: Mapped[str | None] = mapped_column(String(600))    # columns with codes that nobody explains: it cannot be approved
    status: Mapped[str | None] = mapped_column(String(20))   # complete, incomplete
    outcome: Mapped[str | None] = mapped_column(String(40))  # what closing the part will say
    more_by: Mapped[date | None]                             # the day by which the letter promises the rest, None if it promises none
    counts: Mapped[str | None]                               # JSON: records by collection, for the answer that may replace it
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # by a newer draft, or the part went another way
    agreed_by: Mapped[int | None] = to("staff.id")           # the first of two, where one yes is too little
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    approved_by: Mapped[int | None] = to("staff.id")
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    recalled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())    # called back: nobody may open it any more
    incident_id: Mapped[int | None] = to("incident.id")                    # that says why

    documents: Mapped[list[Document]] = relationship(back_populates="response", order_by="Document.name")


class Document(Base):
    """One sealed file of a response."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("response_id", "name"),)

    id: Mapped[Pk]
    response_id: Mapped[int] = to("response.id")
    name: Mapped[str] = mapped_column(String(300))         # of an enclosed file its number only
    title: Mapped[bytes | None]                            # its whole name, sealed: it may hold somebody's number
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(200))

    response: Mapped[Response] = relationship(back_populates="documents")


class Delivery(Base):
    """A link that was sent. It opens with the pick-up code, that of a representative with their own, and a later one replaces it."""

    __tablename__ = "delivery"

    id: Mapped[Pk]
    response_id: Mapped[int] = to("response.id")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    wrong_codes: Mapped[int] = mapped_column(default=0)
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    first_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime())       # the first file of the answer left by it
    representative_id: Mapped[int | None] = to("representative.id")  # to somebody with a mandate; None: to the person
    message_id: Mapped[int | None] = to("message.id")                # the letter that it went out with
