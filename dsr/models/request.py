"""Who asked, and what became of each part of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dsr.db import Base, UtcDateTime
from dsr.domain.arrival import PickUp
from dsr.domain.identity import BORROWED
from dsr.domain.words import Channel, Outcome, Right, Role, State
from dsr.models.types import Instant, Pk, Sealed, to, word, words


class Request(Base):
    """One request of one data subject. `received_at` is the moment of the form post: the clock starts there."""

    __tablename__ = "request"
    __table_args__ = (words("channel", Channel), words("pickup", PickUp))

    id: Mapped[Pk]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    intake_key: Mapped[str] = mapped_column(String(200), unique=True)
    entity_id: Mapped[int] = to("legal_entity.id")
    locale: Mapped[str] = mapped_column(String(10))
    attach: Mapped[bool] = mapped_column(Boolean, default=True)  # whether the data files are put into the PDF, too
    pass_on: Mapped[bool] = mapped_column(Boolean, default=True)  # whether the employer's part goes to the employer; the person chooses
    channel: Mapped[Channel] = word(Channel)
    received_at: Mapped[Instant]
    received_on: Mapped[date]                              # in the entity's zone
    name: Mapped[Sealed]
    email: Mapped[Sealed]
    employer: Mapped[Sealed]
    numbers: Mapped[Sealed]
    message: Mapped[Sealed]
    pickup_hash: Mapped[str] = mapped_column(String(64))   # keyed hash of the pick-up code
    pickup: Mapped[PickUp] = word(PickUp, default=PickUp.GIVEN)  # who has that code
    status_tries: Mapped[int] = mapped_column(default=0)
    status_locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    confirm_hash: Mapped[str] = mapped_column(String(64), index=True)
    confirm_expires_at: Mapped[Instant]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # the person's address was proven, whichever way they came
    entered_by: Mapped[int | None] = to("staff.id")        # who entered it, where it came by telephone or letter
    by_post: Mapped[bool] = mapped_column(Boolean, default=False)  # the answer is printed and posted
    narrowed_from: Mapped[date | None]                     # the person wants only what is of these days
    narrowed_to: Mapped[date | None]
    narrowed_kinds: Mapped[str | None] = mapped_column(String(400))  # DataKind, separated by blanks; None: all
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    search_rules: Mapped[int] = mapped_column(default=0, index=True)  # by which rules its search tokens were made; lower ones are made anew
    mail_thread: Mapped[bytes | None]                      # sealed: Message-IDs of the person's mails, so that our letters stand beside them

    parts: Mapped[list[Part]] = relationship(back_populates="request", order_by="Part.number")


class Part(Base):
    """One right, for one role and company, with its own state, clock and outcome."""

    __tablename__ = "part"
    __table_args__ = (
        UniqueConstraint("request_id", "number"), words("right", Right), words("role", Role), words("state", State), words("outcome", Outcome),
        CheckConstraint("(state = 'closed') = (outcome IS NOT NULL) AND (state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_outcome"),
        Index("ix_part_state_due_on", "state", "due_on"), Index("ix_part_state_plan_on", "state", "plan_on"),
        Index("ix_part_closed_at_id", "closed_at", "id"),
    )

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    number: Mapped[int]
    right: Mapped[Right] = word(Right)
    role: Mapped[Role] = word(Role)
    company_id: Mapped[int | None] = to("company.id")
    state: Mapped[State] = word(State)
    due_on: Mapped[date]
    nominal_on: Mapped[date]
    plan_on: Mapped[date]                                  # five working days before it is due, and before whoever looks after it is away
    keeper_id: Mapped[int | None] = to("staff.id")         # who looks after it; None: the team
    extended_on: Mapped[date | None]
    outcome: Mapped[Outcome | None] = word(Outcome)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    refusal_ground: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[bytes | None]                           # staff's words, sealed
    print_all: Mapped[bool] = mapped_column(Boolean, default=False)
    search_plan: Mapped[str | None]                        # JSON: addresses, fields and kinds only
    freeze_plan: Mapped[str | None]                        # the same, of what is collected before it would be purged; of no stage if nothing is
    mapping_revision_id: Mapped[int | None] = to("mapping_revision.id")
    route_reason: Mapped[bytes | None]                     # why staff changed who decides, sealed with the case
    routed_by: Mapped[int | None] = to("staff.id")
    conceals: Mapped[bool] = mapped_column(Boolean, default=False)  # a company that the person did not name: its name is told to nobody

    request: Mapped[Request] = relationship(back_populates="parts")


class IdentityRow(Base):
    """An identifier of the person: how it was claimed and how it was proven. What was typed is a claim and seeds nothing; and nobody proves to
    be who they are by an address or a device, which is the next one's tomorrow."""

    __tablename__ = "identity"
    __table_args__ = (CheckConstraint("proven_how IS NULL OR kind NOT IN (" + ", ".join(f"'{kind}'" for kind in sorted(BORROWED)) + ")",
                                      name="borrowed_proves_nobody"),)

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    kind: Mapped[str] = mapped_column(String(40))
    value: Mapped[Sealed]
    token: Mapped[str] = mapped_column(String(64), index=True)
    tenant: Mapped[str | None] = mapped_column(String(200))
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    claimed_how: Mapped[str] = mapped_column(String(40))
    proven_how: Mapped[str | None] = mapped_column(String(40))
    proven_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class SearchToken(Base):
    """Keyed hashes of words, emails, numbers and references, so that sealed fields and mails can be searched."""

    __tablename__ = "search_token"
    __table_args__ = (UniqueConstraint("request_id", "token"), Index("ix_search_token_token_request_id", "token", "request_id"))

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id", on_delete="CASCADE")
    token: Mapped[str] = mapped_column(String(64))
    of_mail: Mapped[bool] = mapped_column(Boolean, default=False)  # only a mail says it


class Note(Base):
    """What staff wrote to each other about a request."""

    __tablename__ = "note"

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    staff_id: Mapped[int] = to("staff.id")
    text: Mapped[Sealed]
    created_at: Mapped[Instant]
