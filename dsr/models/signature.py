"""What the privacy manager has signed off: the words that the letter says about a collection."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base
from dsr.models.types import Instant, Pk, to


class TermsSignature(Base):
    """One signature; the newest of a collection counts, and only while the words are the ones that were signed."""

    __tablename__ = "terms_signature"

    id: Mapped[Pk]
    address: Mapped[str] = mapped_column(String(300), index=True)   # dataset.collection
    digest: Mapped[str] = mapped_column(String(64))                 # of its words in all languages
    staff_id: Mapped[int] = to("staff.id")
    signed_at: Mapped[Instant]
