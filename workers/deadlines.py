"""Jobs of the ticker about the days on which answers are due. Each finds and dispatches, one request per transaction."""

from __future__ import annotations

from dsr.kit import Kit
from dsr.services import load, plans


def plan(kit: Kit) -> None:
    """Plan anew what is not planned as it would be now."""
    with kit.database.reading() as session:
        found = plans.stale(session)
    for part_id in found:
        with kit.database.transaction() as session:
            plans.renew(session, load.part(session, part_id))
