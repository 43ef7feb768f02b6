"""Proofs of who somebody is, doubts about it, and the days on which the clock stood meanwhile.

Invariant: of codes only keyed hashes are here, and no evidence: how, when and with what outcome is kept, and nothing else.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.domain.proof import Control, Doubt, Method, PauseKind, ProofState
from dsr.models.types import Instant, Pk, to, word, words


class Proof(Base):
    """One way that was tried for one request. `identity_id` is what it proves, None for a proof of the person and of no identifier."""

    __tablename__ = "proof"
    __table_args__ = (
        words("method", Method), words("control", Control), words("state", ProofState),
        CheckConstraint("state <> 'proven' OR proven_at IS NOT NULL", name="proven_has_time"),
        Index("ix_proof_state_due_at", "state", "due_at"), Index("ix_proof_channel_token_asked_at", "channel_token", "asked_at"))

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    identity_id: Mapped[int | None] = to("identity.id")
    method: Mapped[Method] = word(Method)
    control: Mapped[Control] = word(Control)
    state: Mapped[ProofState] = word(ProofState)
    asked_at: Mapped[Instant]
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime())       # a code ends, or a waiting time is over
    proven_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())     # failed, expired, objected, revoked
    channel_token: Mapped[str | None] = mapped_column(String(64))        # keyed hash of the number or address it went to
    network_token: Mapped[str | None] = mapped_column(String(64), index=True)  # keyed hash of the network that asked
    code_hash: Mapped[str | None] = mapped_column(String(64))            # keyed, bound to request and proof; also that of a link to object
    tries: Mapped[int] = mapped_column(default=0)                        # wrong ones
    issuer: Mapped[str | None] = mapped_column(String(200))              # of an electronic identity
    asserted: Mapped[bytes | None]                                       # its name, sealed with the case, until the case is forgotten
    looked_for: Mapped[str | None] = mapped_column(String(64))           # which identifiers' records that name was compared with
    is_recognised: Mapped[bool] = mapped_column(default=False)           # and whether it is theirs
    staff_id: Mapped[int | None] = to("staff.id")
    reason: Mapped[bytes | None]                                         # staff's words, sealed with the case


class DoubtRow(Base):
    """Why the identity of one request was doubted, by whom, and when the doubt ended."""

    __tablename__ = "doubt"
    __table_args__ = (words("ground", Doubt),)

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    ground: Mapped[Doubt] = word(Doubt)
    raised_at: Mapped[Instant]
    staff_id: Mapped[int | None] = to("staff.id")                        # None: the program saw it
    words: Mapped[bytes | None]                                          # sealed with the case
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())     # the letter that asks for more was written
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

_OPEN = text("ended_on IS NULL")


class PauseRow(Base):
    """Days on which we waited for the person. `ended_on` is None while we still do; one of a kind, and only one that was asked for in time.

    `representative_id`: for that mandate; `clarification_id`: for that answer; neither: for a proof."""

    __tablename__ = "pause"
    __table_args__ = (words("kind", PauseKind), UniqueConstraint("request_id", "kind"), CheckConstraint("ended_on >= started_on", name="in_order"),
                      CheckConstraint("(kind = 'clarification') = (clarification_id IS NOT NULL)", name="clarification_has_question"),
                      Index("ix_pause_open", "request_id", sqlite_where=_OPEN, postgresql_where=_OPEN))

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    kind: Mapped[PauseKind] = word(PauseKind)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    representative_id: Mapped[int | None] = to("representative.id")
    clarification_id: Mapped[int | None] = to("clarification.id")
    reason: Mapped[bytes | None]                                         # why the question is needed among much data, sealed with the case
