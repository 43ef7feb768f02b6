"""The policy on other people's data, as the privacy manager set it. Invariant: rows are added and never changed; the newest of a country and
role counts."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base
from dsr.domain.words import Role
from dsr.models.types import Instant, Pk, to, word, words


class PolicyVersion(Base):
    """One table of `domain.policy`. Version 0 is what ships with the product and stands in no row."""

    __tablename__ = "policy_version"
    __table_args__ = (words("role", Role), CheckConstraint("version > 0", name="version_counts"), UniqueConstraint("country", "role", "version"))

    id: Mapped[Pk]
    country: Mapped[str] = mapped_column(String(2))
    role: Mapped[Role] = word(Role)
    version: Mapped[int]
    digits: Mapped[int]
    treatments: Mapped[str]                                # JSON: party -> treatment
    reason: Mapped[str] = mapped_column(String(1000))      # why it was changed, in the privacy manager's words
    staff_id: Mapped[int] = to("staff.id")
    made_at: Mapped[Instant]
