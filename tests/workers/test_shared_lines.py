"""A worker asks the register of another source who else has a number, as the command does; what it withheld stands in its row."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from dsr.domain.dataset import Address
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import IdentityRow, Task
from dsr.services import briefing, collect, planning
from dsr.services.keys import key_for
from dsr.vault import KeyClass
from tests.connectors.shelves import MemoryShelf
from tests.services.carol import alice, ask, part_of
from tests.services.shared_lines import BOB, CAROL, NUMBER, call, held, put, sources
from workers.tasks import work_next


def test_rows_of_a_shared_line_are_counted_in_the_row_of_the_work(kit: Kit) -> None:
    shelf = MemoryShelf()
    put(shelf, register=[held(1, CAROL, "2026-01-01"), held(2, BOB, "2026-03-01")], calls=[
        call(1, "2026-02-01"), call(2, "2026-03-01"), call(3, "2026-03-01", agent=CAROL)])
    own = replace(kit, sources=SourceBook(sources(shelf)))
    asked, by = ask(own, email="carol@nord.example"), alice(own)
    with own.database.transaction() as session:  # a number that no register gave, as staff's own proof may bring one
        case = key_for(session, asked.request_id, KeyClass.CASE, vault=own.vault, now=own.now())
        number = IdentityRow(request_id=asked.request_id, kind="phone_number", value=b"", token="t", claimed_how="form", proven_how="statement")
        number.value = case.seal(NUMBER.encode(), briefing.identity_context(number))
        session.add(number)
        collect.start(session, asked.part_id, by=by, now=own.now(), book=own.sources)
    while work_next(own):
        pass
    with own.database.reading() as session:
        given = briefing.haul(session, asked.part_id, planning.load(part_of(session, asked).search_plan or ""))
        outcomes = [row.outcome or "" for row in session.execute(select(Task)).scalars()]
    assert given.missed == {}
    calls = Address("cdr", "calls")
    assert (given.found[calls], given.masked[calls].shared, sum(chunk.rows for chunk in given.sealed if chunk.address == calls)) == (3, 1, 2)
    assert not any("78770202" in text or "bob" in text for text in outcomes)
