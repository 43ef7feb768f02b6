"""What was kept before it would be purged follows the policy of the search that it is joined to, and counts once all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsr.domain.parties import Party
from dsr.domain.policy import Treatment
from dsr.domain.values import Dialled, Hidden, Kind, WireBatch
from dsr.domain.words import Role
from dsr.kit import Kit
from dsr.services import briefing, collect, freeze, planning, policies
from dsr.services.perform import open_chunk
from tests.connectors.shelves import MemoryShelf
from tests.services.carol import Asked, alice, ask, part_of
from tests.workers.test_freeze import LOGS, book, held, row, worked
from workers import upkeep


def peers(kit: Kit, asked: Asked) -> list[tuple[str, object]]:
    """Day and other party's address of each row of the answer."""
    with kit.database.transaction() as session:
        part = part_of(session, asked)
        haul = briefing.haul(session, part.id, planning.load(part.search_plan or ""))
        handle = briefing.key_for(session, part.request_id, briefing.KeyClass.EVIDENCE, vault=kit.vault, now=kit.now())
    rows = [cells for chunk in haul.sealed for cells in open_chunk(chunk, kit.store, handle).rows]
    assert haul.found[LOGS] == len(rows)
    masked = haul.masked[LOGS].fields.get("peer", {}) if LOGS in haul.masked else {}
    assert sum(masked.values()) == sum(cells[3] is None for cells in rows)
    return sorted((str(cells[1])[:10], cells[3]) for cells in rows)


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("shown", "shown", ["peer 1", "peer 2", "peer 3"]),
    ("shown", "masked", [None, None, None]),
    ("masked", "shown", [None, "peer 2", "peer 3"]),  # what is gone can only be what it was
    ("masked", "masked", [None, None, None])])
def test_a_purged_row_is_treated_as_the_policy_is_now(kit: Kit, before: str, after: str, expected: list[str | None]) -> None:
    shelf = MemoryShelf()
    held(shelf, [row(1), row(2)])
    own, by = replace(kit, sources=book(shelf)), alice(kit)
    version = 0
    for moment, word in (("before", before), ("after", after)):
        with own.database.transaction() as session:
            treatment = Treatment(word)
            if policies.current(session, "DK", Role.CONTROLLER).treatments[Party.NETWORK] is not treatment:
                policies.change(session, "DK", Role.CONTROLLER, {Party.NETWORK: treatment}, digits=3, since=version, reason="x", by=by, now=kit.now())
                version += 1
        if moment == "before":
            asked = ask(own)
            upkeep.hold(own)
            worked(own)
            held(shelf, [row(2), row(3)])
    with own.database.transaction() as session:
        collect.start(session, asked.part_id, by=by, now=own.now(), book=own.sources)
    worked(own)
    assert peers(own, asked) == [(f"2026-01-0{day}", peer) for day, peer in enumerate(expected, 1)]



def test_a_column_that_is_blanked_leaves_no_trace_of_what_was_in_it() -> None:
    batch = WireBatch(("said", "at"), (Kind.TEXT, Kind.TEXT), (("a", "b", None), ("1", "2", "3")), {1: [2]},
                      (Hidden(0, "caller", [1], [7]),), (Dialled(0, [0], [8], [45]),), {0: [0], 1: [1]})
    blank = freeze._blanked(batch, frozenset({"said"}))
    assert blank == WireBatch(("said", "at"), (Kind.TEXT, Kind.TEXT), ((None, None, None), ("1", "2", "3")), {0: [0, 1], 1: [2]}, removed={1: [1]})
    assert freeze._blanked(batch, frozenset()) is batch
