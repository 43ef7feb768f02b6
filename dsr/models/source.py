"""What the folder of source files said when it was published: immutable, hashed, without secrets."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base
from dsr.models.types import Instant, Pk


class MappingRevision(Base):
    __tablename__ = "mapping_revision"

    id: Mapped[Pk]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    sources: Mapped[str]                                   # JSON: {key: revision}
    published_at: Mapped[Instant]
