"""What a company was asked about its part of a request, and what it told us to do.

Invariant: of links, codes and sessions only keyed hashes are here; without an instruction nothing that is a company's leaves or changes.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.domain.instruction import Decision, ReferralEnd
from dsr.domain.routing import DataKind
from dsr.models.types import ByCode, Instant, Pk, to, word, words


class Referral(Base):
    """One part, passed to one company. `hop` counts from us: a reseller is 1, its customer 2. Counted from our receipt, whatever the hop."""

    __tablename__ = "referral"
    __table_args__ = (words("ending", ReferralEnd), CheckConstraint("(ending IS NULL) = (ended_at IS NULL)", name="ended_has_ending"),
                      Index("ix_referral_ending_remind_at", "ending", "remind_at"))

    id: Mapped[Pk]
    part_id: Mapped[int] = to("part.id")
    company_id: Mapped[int] = to("company.id")
    contact_id: Mapped[int | None] = to("company_contact.id")            # None: nobody is left to ask, named staff decide
    hop: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[Instant]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)   # of the newest link
    token_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    reminders: Mapped[int] = mapped_column(default=0)                    # on days 3, 7, 10
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # our account owner was told
    shared_address: Mapped[bytes | None]                                 # that the person chose to share; sealed with the case
    saved: Mapped[bytes | None]                                          # JSON: what was chosen and not given yet; sealed with the case
    ending: Mapped[ReferralEnd | None] = word(ReferralEnd)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class CompanyReference(Base):
    """What a company is told instead of the request's reference."""

    __tablename__ = "company_reference"
    __table_args__ = (UniqueConstraint("part_id", "company_id"),)

    id: Mapped[Pk]
    part_id: Mapped[int] = to("part.id")
    company_id: Mapped[int] = to("company.id")
    reference: Mapped[str] = mapped_column(String(20), unique=True)


class CompanyVisit(ByCode, Base):
    """A contact behind a link: the code that was sent, and the session that it opened."""

    __tablename__ = "company_visit"

    id: Mapped[Pk]
    contact_id: Mapped[int] = to("company_contact.id", on_delete="CASCADE")
    made_at: Mapped[Instant]


class Instruction(Base):
    """What a company decided about a part, for one kind of data or (None) for all that has no word of its own. Rows are added; the newest that is
    not revoked counts."""

    __tablename__ = "instruction"
    __table_args__ = (words("data_kind", DataKind), words("decision", Decision))

    id: Mapped[Pk]
    part_id: Mapped[int] = to("part.id")
    referral_id: Mapped[int | None] = to("referral.id")
    company_id: Mapped[int] = to("company.id")
    data_kind: Mapped[DataKind | None] = word(DataKind)
    decision: Mapped[Decision] = word(Decision)
    reason: Mapped[bytes | None]                                         # the company's words, sealed with the case
    contact_id: Mapped[int | None] = to("company_contact.id")            # who gave it on the page
    staff_id: Mapped[int | None] = to("staff.id")                        # who entered it, with how it reached us; or decided where nobody is left
    standing_id: Mapped[int | None] = to("standing_instruction.id")      # where a standing instruction says it
    made_at: Mapped[Instant]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
