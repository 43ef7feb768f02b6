"""What staff decided about a field, a row or a collection of an answer. Invariant: rows are added and never changed; of choices about one thing
the newest counts."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base
from dsr.domain.choices import Act, ChoiceReason
from dsr.models.types import Instant, Pk, to, word, words


class DisclosureChoice(Base):
    """One choice. With neither field nor row it is about the whole collection. `task_id` and `attempt` are those of the rows that were looked at:
    the number of a row means nothing in other ones."""

    __tablename__ = "disclosure_choice"
    __table_args__ = (
        words("act", Act), words("reason", ChoiceReason),
        CheckConstraint("(act = 'take_back') = (reason IS NULL)", name="choice_has_reason"),
        CheckConstraint("row_number IS NULL OR field = ''", name="field_or_row"))

    id: Mapped[Pk]
    part_id: Mapped[int] = to("part.id")
    task_id: Mapped[int] = to("task.id")
    attempt: Mapped[int]
    address: Mapped[str] = mapped_column(String(300))      # dataset.collection
    field: Mapped[str] = mapped_column(String(200))
    row_number: Mapped[int | None]                         # from 0
    act: Mapped[Act] = word(Act)
    reason: Mapped[ChoiceReason | None] = word(ChoiceReason)
    note: Mapped[bytes | None]                             # staff's words, sealed
    staff_id: Mapped[int] = to("staff.id")
    made_at: Mapped[Instant]
