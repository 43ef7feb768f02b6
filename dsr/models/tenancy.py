"""The ledger: who held which line when, and how we know. Of one request; forgotten with it.

Invariant: a row is never changed but by `revoked_at` and `revoked_by`; what it says of others it says without naming them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from dsr.db import Base, UtcDateTime
from dsr.domain.tenancy import Holder, HowKnown
from dsr.models.types import Instant, Pk, Sealed, to, word, words


class Tenancy(Base):
    """One statement: that somebody held a line from (included) to (excluded); None is without limit on that side."""

    __tablename__ = "tenancy"
    __table_args__ = (words("holder", Holder), words("how", HowKnown), CheckConstraint("starts_at < ends_at", name="in_order"))

    id: Mapped[Pk]
    request_id: Mapped[int] = to("request.id")
    kind: Mapped[str] = mapped_column(String(40))          # one of domain.tenancy.LINE_KINDS
    value: Mapped[Sealed]                                  # normal form, sealed with the case, bound to `tenancy:{token}`
    token: Mapped[str] = mapped_column(String(64), index=True)   # vault.token("identity", f"{kind}:{value}")
    tenant: Mapped[str | None] = mapped_column(String(200))      # as sources name the company; Company.key where it is a customer
    company_id: Mapped[int | None] = to("company.id")
    holder: Mapped[Holder] = word(Holder)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    how: Mapped[HowKnown] = word(HowKnown)
    source_key: Mapped[str | None] = mapped_column(String(60))
    collection: Mapped[str | None] = mapped_column(String(200))  # of that source, whose rows say it
    staff_id: Mapped[int | None] = to("staff.id")
    contact_id: Mapped[int | None] = to("company_contact.id")
    reason: Mapped[bytes | None]                           # sealed with the case
    made_at: Mapped[Instant]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    revoked_by: Mapped[int | None] = to("staff.id")        # None: whoever stated it says so no more
