"""Who decides about which kind of data, as the privacy manager set it. Invariant: rows are added and never changed; the newest counts."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base
from dsr.domain.routing import DataKind, RouteAct, RoutedRole
from dsr.models.types import Instant, Pk, to, word, words


class RoutingVersion(Base):
    """One row of the table of one legal entity. Version 0 ships with the product, unsigned, and stands in no row."""

    __tablename__ = "routing_version"
    __table_args__ = (words("data_kind", DataKind), words("role", RoutedRole), words("act", RouteAct),
                      CheckConstraint("version > 0", name="version_counts"), UniqueConstraint("entity_id", "data_kind", "version"))

    id: Mapped[Pk]
    entity_id: Mapped[int] = to("legal_entity.id")
    data_kind: Mapped[DataKind] = word(DataKind)
    version: Mapped[int]
    role: Mapped[RoutedRole] = word(RoutedRole)
    act: Mapped[RouteAct] = word(RouteAct)
    is_signed: Mapped[bool] = mapped_column(Boolean)       # a row that nobody signed holds every part that needs it
    reason: Mapped[str] = mapped_column(String(1000))
    staff_id: Mapped[int] = to("staff.id")
    made_at: Mapped[Instant]
