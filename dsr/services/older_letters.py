"""What this version wants in letters that an earlier one wrote: they wait in the outbox while the version changes, and must leave all the same.

Invariant: what a letter was written with stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.mail.letters import PLANS
from dsr.models import LegalEntity, Message, Part, Representative, Request
from dsr.services import called
from dsr.vault import Vault


def completed(session: Session, row: Message, facts: Mapping[str, Any], *, vault: Vault) -> dict[str, Any]:
    """The facts of a letter, with what its version did not know of: what an answer is to, and until when a link to a mandate works."""
    owed = PLANS[row.kind].facts_owed if row.kind in PLANS else ()
    missing = [name for name in owed if name not in facts]
    found: dict[str, Any] = {}
    if "asked" in missing and row.part_id is not None:
        part = session.get_one(Part, row.part_id)
        found["asked"] = called.asked(session, part, entity=session.get_one(LegalEntity, part.request.entity_id).name)
    if "expires_on" in missing and row.kind == "mandate":
        found["expires_on"] = _last_day(session, row, str(facts.get("token", "")), vault)
    return {**found, **facts}


def _last_day(session: Session, row: Message, token: str, vault: Vault) -> str:
    """The last whole day of the link; nothing where it leads nowhere any more."""
    until = session.execute(select(Representative.confirm_until).where(Representative.confirm_hash == vault.token("mandate", token))).scalar()
    entity = session.get_one(LegalEntity, session.get_one(Request, row.request_id).entity_id)
    return (until.astimezone(ZoneInfo(entity.timezone)).date() - timedelta(days=1)).isoformat() if until is not None else ""
