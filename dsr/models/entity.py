"""Our own legal entities."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base
from dsr.models.types import Pk


class LegalEntity(Base):
    """One of our companies; every customer contract and every request belongs to one."""

    __tablename__ = "legal_entity"

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(400))
    country: Mapped[str] = mapped_column(String(2))
    timezone: Mapped[str] = mapped_column(String(60))
    dpo_contact: Mapped[str] = mapped_column(String(200))
    authority_name: Mapped[str] = mapped_column(String(200))
    authority_site: Mapped[str] = mapped_column(String(200))
    languages: Mapped[str] = mapped_column(String(60))
    mailbox: Mapped[str] = mapped_column(String(254))
