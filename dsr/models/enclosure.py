"""Files that belong to an answer: a recording, a fax, what a system owner uploaded.

Invariant: a file that was left out says why and who decided, and nothing else does; the file's name is personal data and lies sealed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.domain.words import Decision, LeftOut
from dsr.models.types import Pk, Sealed, to, word, words


class Enclosure(Base):
    """One sealed file in the store. `number` is its entry within the part, on the desk and in the answer."""

    __tablename__ = "enclosure"
    __table_args__ = (
        words("decision", Decision), words("reason", LeftOut),
        CheckConstraint("(decision = 'left_out') = (reason IS NOT NULL)", name="left_out_has_reason"),
        UniqueConstraint("part_id", "number"), UniqueConstraint("path"),
    )

    id: Mapped[Pk]
    part_id: Mapped[int] = to("part.id")
    task_id: Mapped[int] = to("task.id")
    attempt: Mapped[int]
    number: Mapped[int]
    source_key: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(300))      # the collection; empty where the file belongs to none
    row: Mapped[int | None]                                # of the collection's rows in the answer, from 0
    name: Mapped[Sealed]                                   # as the source calls it: may hold numbers of people
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))        # SHA-256 of the plain bytes
    path: Mapped[str] = mapped_column(String(200))
    may_hold_national: Mapped[bool] = mapped_column(default=False, server_default=false())  # a text in which what may be a national number was seen
    decision: Mapped[Decision] = word(Decision)
    reason: Mapped[LeftOut | None] = word(LeftOut)
    decided_by: Mapped[int | None] = to("staff.id")        # None: goes along by default
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
