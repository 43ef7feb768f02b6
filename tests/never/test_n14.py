"""N14: never miss records because of case, format or alias. SJ (IMY-2022-9442): the search minded case, and what was under another number was missed.

Whatever the ledger holds of a line, it is searched in every spelling, under its old number as under the new one.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dsr.domain.actor import SYSTEM
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import Window
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.services import ledger
from tests.connectors.shelves import SqliteShelf
from tests.services.carol import alice, ask
from tests.services.shared_lines import CAROL, call, held, put, sources
from tests.services.test_ledger_gate import Scene

SPELLINGS = ["78770202", "+4578770202", "004578770202", "4578770202", "+45 78 77 02 02", "78 77 02 02", "sip:+4578770202@sbc.example",
             "+45 7877 0202", "tel:+4578770202"]


@pytest.fixture
def shelf(tmp_path: Path) -> SqliteShelf:
    return SqliteShelf(tmp_path)


def scene_of(kit: Kit, shelf: SqliteShelf, email: str = "carol@nord.example") -> Scene:
    own = replace(kit, sources=SourceBook(sources(shelf)))
    return Scene(own, ask(own, email=email), alice(own))


@pytest.mark.parametrize("stated", ["78770202", "+45 78 77 02 02", "0045 78770202"])
def test_a_number_is_found_however_it_is_stated_and_however_it_is_written(kit: Kit, shelf: SqliteShelf, stated: str) -> None:
    put(shelf, calls=[call(number, "2026-04-01", line=line) for number, line in enumerate(SPELLINGS, 1)])
    scene = scene_of(kit, shelf)
    scene.state((Holder.SUBJECT, HowKnown.EMPLOYER, "2026-03-01", None, "nord"), value=stated)
    assert scene.searched()["calls"] == (list(range(1, len(SPELLINGS) + 1)), 0)


@pytest.mark.parametrize("written", SPELLINGS[:6])
def test_a_number_is_found_however_the_register_writes_it(kit: Kit, shelf: SqliteShelf, written: str) -> None:
    put(shelf, calls=[call(number, "2026-04-01", line=line) for number, line in enumerate(SPELLINGS, 1)],
        register=[held(1, CAROL, "2026-03-01", line=written)])
    assert scene_of(kit, shelf).searched()["calls"] == (list(range(1, len(SPELLINGS) + 1)), 0)


@pytest.mark.parametrize("email", ["CAROL@NORD.EXAMPLE", "Carol@Nord.Example", "carol@nord.example"])
def test_an_address_is_found_whatever_its_case(kit: Kit, shelf: SqliteShelf, email: str) -> None:
    put(shelf, users=[(CAROL, "cArol@nord.eXample")], register=[held(1, CAROL, "2026-03-01")], calls=[call(1, "2026-04-01")])
    assert set(scene_of(kit, shelf, email).searched()) == {"users", "register", "calls"}


def test_an_old_number_is_searched_for_its_time_as_the_new_one_is(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=[call(1, "2025-04-01", line="46787702"), call(2, "2026-04-01", line="46787702"), call(3, "2026-04-01")],
        register=[held(1, CAROL, "2025-01-01", "2026-01-01", line="46787702"), held(2, CAROL, "2026-01-01")])
    assert scene_of(kit, shelf).searched()["calls"] == ([1, 3], 0)


@pytest.mark.parametrize(("kind", "first", "second"), [("login", "Carol", "CAROL"), ("sip_uri", "sip:614@NORD.example", "614@nord.example"),
                                                       ("phone_number", "78 77 02 02", "+4578770202"), ("extension", " 614", "614 ")])
def test_two_spellings_of_a_line_are_one_line_of_the_ledger(kit: Kit, shelf: SqliteShelf, kind: str, first: str, second: str) -> None:
    put(shelf)
    scene = scene_of(kit, shelf)
    with scene.kit.database.transaction() as session:
        rows = [ledger.state(session, scene.asked.request_id, kind, value, tenant="nord", company_id=None, holder=Holder.SUBJECT, window=Window(),
                             how=HowKnown.EMPLOYER, by=SYSTEM, now=scene.kit.now(), vault=scene.kit.vault).id for value in (first, second)]
    assert len(set(rows)) == 1


@pytest.mark.parametrize(("asked", "written", "is_found"), [
    ("carol+bill@nord.example", "Carol+Bill@Nord.example", True), ("carol+bill@nord.example", "carol@nord.example", False),
    ("carol@nord.example", "carol+bill@nord.example", False), ("c.arol@nord.example", "carol@nord.example", False)])
def test_an_address_is_itself_and_no_other_of_its_mailbox(kit: Kit, shelf: SqliteShelf, asked: str, written: str, *, is_found: bool) -> None:
    """Whether what stands behind a plus or between dots counts only whoever runs the mailbox knows: where it does, `a+b` is another person's, and to
    give them what is of `a` is worse than to have the person ask from both. What our own records tie together is found by either."""
    put(shelf, users=[(CAROL, written)], register=[held(1, CAROL, "2026-03-01")], calls=[call(1, "2026-04-01")])
    assert set(scene_of(kit, shelf, asked).searched()) == ({"users", "register", "calls"} if is_found else set())
