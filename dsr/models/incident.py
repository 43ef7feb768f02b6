"""What went wrong, who was told, and complaints to an authority.

Invariant: the register of incidents outlives the requests' keys, so nothing in it is sealed, and nothing in it names a person.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.domain.incident import Duty, MarkAct, Risk
from dsr.domain.words import Role
from dsr.models.types import Instant, Pk, to, word, words

LONGEST_TEXT = 2000


class Incident(Base):
    """One breach of the register (GDPR Art. 33(5)), and the request that it was seen at. `aware_at` is the moment from which hours are counted."""

    __tablename__ = "incident"
    __table_args__ = (words("role", Role), words("risk", Risk),
                      CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"))

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    role: Mapped[Role] = word(Role)
    company_id: Mapped[int | None] = to("company.id")                        # on whose behalf we hold the data
    opened_at: Mapped[Instant]
    opened_by: Mapped[int] = to("staff.id")
    aware_at: Mapped[Instant]
    happened_on: Mapped[date | None]
    what: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    categories: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    people: Mapped[int | None]                                               # about how many
    records: Mapped[int | None] = mapped_column(BigInteger)
    consequences: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    measures: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    risk: Mapped[Risk] = word(Risk, default=Risk.UNWEIGHED)
    risk_reason: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    closed_by: Mapped[int | None] = to("staff.id")


class IncidentMark(Base):
    """Somebody was told, or need not be; more than one where an authority is told in steps (Art. 33(4))."""

    __tablename__ = "incident_mark"
    __table_args__ = (words("duty", Duty), words("act", MarkAct))

    id: Mapped[Pk]
    incident_id: Mapped[int] = to("incident.id")
    duty: Mapped[Duty] = word(Duty)
    act: Mapped[MarkAct] = word(MarkAct)
    done_at: Mapped[Instant]
    number: Mapped[str] = mapped_column(String(80), default="")              # that the authority gave it
    note: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")      # why it is not owed, or came late
    message_id: Mapped[int | None] = to("message.id")                        # the letter that told it
    staff_id: Mapped[int | None] = to("staff.id")                            # None: the program
    made_at: Mapped[Instant]


class Complaint(Base):
    """A supervisory authority asks about a request. Until it is ended nothing of the case is deleted."""

    __tablename__ = "complaint"
    __table_args__ = (CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),)

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    authority: Mapped[str] = mapped_column(String(200))                      # by name, as of then
    number: Mapped[str] = mapped_column(String(80), default="")              # that the authority gave it
    received_on: Mapped[date]
    answer_by: Mapped[date | None]
    staff_id: Mapped[int] = to("staff.id")                                   # who noticed it
    made_at: Mapped[Instant]
    answered_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_by: Mapped[int | None] = to("staff.id")


class CaseFile(Base):
    """The authority's file of a case: one sealed package."""

    __tablename__ = "case_file"

    id: Mapped[Pk]
    complaint_id: Mapped[int] = to("complaint.id")
    path: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))                          # SHA-256 of the plain bytes
    staff_id: Mapped[int] = to("staff.id")
    made_at: Mapped[Instant]
