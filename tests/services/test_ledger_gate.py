"""What of a line is searched by the worker: only windows that are proven, in their company, whatever the systems hold beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from dsr.domain.actor import SYSTEM, Actor
from dsr.domain.dataset import Collection, Field, Source
from dsr.domain.errors import Outdated
from dsr.domain.proof import Method
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import Window
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Part, Tenancy
from dsr.models import Proof as Proved
from dsr.services import briefing, collect, ledger, planning, proofs, scope
from dsr.services.keys import key_of
from dsr.services.sealing import open_chunk
from dsr.vault import KeyClass
from tests.connectors.shelves import SqliteShelf
from tests.fakes import FrozenNow
from tests.services.archive import work
from tests.services.carol import Asked, alice, ask, called_back
from tests.services.recognised import recognise
from tests.services.shared_lines import BOB, CAROL, COPENHAGEN, NUMBER, Told, call, day, held, put, refers, sources
from workers import upkeep

Proof = tuple[Holder, HowKnown, str | None, str | None, str | None]  # holder, how, from, to, company


def span(start: str | None, end: str | None) -> Window:
    ends = (None if text is None else day(text) for text in (start, end))
    return Window(*(one.replace(tzinfo=COPENHAGEN) if one else None for one in ends))


@pytest.fixture
def shelf(tmp_path: Path) -> SqliteShelf:
    return SqliteShelf(tmp_path)


def told(kit: Kit, asked: Asked) -> Told:
    """By collection: the ids that are sealed, and how many rows only a line found that names nobody."""
    with kit.database.reading() as session:
        part = session.execute(select(Part).where(Part.id == asked.part_id)).scalar_one()
        haul = briefing.haul(session, asked.part_id, planning.load(part.search_plan or ""))
        evidence = key_of(session, asked.request_id, KeyClass.EVIDENCE, vault=kit.vault)
    assert haul.missed == {}
    result: Told = {}
    for address, counts in ((address, haul.masked.get(address)) for address in haul.found):
        ids = [int(str(row[0])) for chunk in haul.sealed if chunk.address == address for row in open_chunk(chunk, kit.store, evidence).rows]
        assert haul.found[address] == len(ids) + (counts.not_kept if counts else 0)
        if haul.found[address]:
            result[address.collection] = sorted(ids), counts.not_kept if counts else 0
    return result


@dataclass(frozen=True, slots=True)
class Scene:
    """Carol's request, and where her systems lie."""

    kit: Kit
    asked: Asked
    by: Actor

    def searched(self, move: str = "collect") -> Told:
        with self.kit.database.transaction() as session:
            collect.start(session, self.asked.part_id, move=move, by=self.by, now=self.kit.now(), book=self.kit.sources)
        work(self.kit)
        return told(self.kit, self.asked)

    def state(self, *said: Proof, value: str = NUMBER) -> None:
        with self.kit.database.transaction() as session:
            for holder, how, start, end, company in said:
                ledger.state(session, self.asked.request_id, "phone_number", value, tenant=company, company_id=None, holder=holder,
                             window=span(start, end), how=how, by=SYSTEM, now=self.kit.now(), vault=self.kit.vault, reason="Seen on the contract.")
            recognise(session, self.asked.request_id)

    def standing(self) -> list[Tenancy]:
        with self.kit.database.reading() as session:
            return list(session.execute(select(Tenancy).where(Tenancy.revoked_at.is_(None)).order_by(Tenancy.starts_at)).scalars())


def carols(kit: Kit, shelf: SqliteShelf, *, book: tuple[Source, ...] = (), **register: Any) -> Scene:
    own = replace(kit, sources=SourceBook(book or sources(shelf, **register)))
    return Scene(own, ask(own, email="carol@nord.example"), alice(own))


CALLS = [call(1, "2026-02-01"), call(2, "2026-04-01"), call(3, "2026-07-01"), call(4, "2026-10-01")]


def test_a_number_handed_over_at_an_instant_ends_there_for_one_and_begins_for_the_other(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=[call(1, "2026-06-30 23:59:59"), call(2, "2026-07-01 00:00:00")],
        register=[held(1, CAROL, "2026-03-01", "2026-07-01"), held(2, BOB, "2026-07-01")])
    scene = carols(kit, shelf)
    assert scene.searched() == {"users": ([CAROL], 0), "register": ([1], 0), "calls": ([1], 0)}
    assert [(row.holder, row.how, row.source_key, row.collection, row.tenant) for row in scene.standing()] == [
        (Holder.SUBJECT, HowKnown.SOURCE, "pbx", "pbx.register", "nord"), (Holder.OTHER, HowKnown.SOURCE, "pbx", "pbx.register", "nord")]
    with scene.kit.database.reading() as session:
        assert ledger.companies(session, scene.asked.request_id) == (("nord", None),)


def test_what_was_ported_away_and_came_back_is_the_persons_on_both_sides(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=CALLS, register=[held(1, CAROL, "2026-01-01", "2026-03-01"), held(2, CAROL, "2026-09-01")])
    scene = carols(kit, shelf)
    assert scene.searched()["calls"] == ([1, 4], 0)


def test_a_number_at_two_companies_one_after_the_other_is_searched_in_each_for_its_time(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=[*CALLS, call(5, "2026-02-01", company="syd"), call(6, "2026-10-01", company="syd")],
        register=[held(1, CAROL, "2026-01-01", "2026-05-01"), held(2, CAROL, "2026-05-01", company="syd")])
    scene = carols(kit, shelf)
    assert scene.searched()["calls"] == ([1, 2, 6], 0)


def test_a_number_that_only_an_undated_source_names_is_not_searched(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=CALLS, register=[held(1, CAROL)])
    scene = carols(kit, shelf, valid=None)
    assert "calls" not in scene.searched()


def test_who_holds_it_now_by_a_source_without_dates_has_it_today_and_no_longer_ago(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=[*CALLS, call(9, "2026-11-24 08:00:00")], register=[held(1, CAROL)])
    scene = carols(kit, shelf, valid=None, holds="now")
    assert scene.searched()["calls"] == ([9], 0)


@pytest.mark.parametrize(("said", "calls"), [
    ([], None),
    ([(Holder.SUBJECT, HowKnown.EMPLOYER, "2026-03-01", "2026-08-01", "nord")], [2, 3]),
    ([(Holder.SUBJECT, HowKnown.EMPLOYER, "2026-03-01", None, "syd")], None),
    ([(Holder.SUBJECT, HowKnown.STAFF, "2026-03-01", None, None), (Holder.OTHER, HowKnown.EMPLOYER, "2026-06-01", "2026-09-01", "nord")], [2, 4, 9]),
    ([(Holder.SUBJECT, HowKnown.STAFF, None, None, None), (Holder.SHARED, HowKnown.STAFF, "2026-03-01", "2026-09-01", None)], [1, 4, 9]),
    ([(Holder.SUBJECT, HowKnown.CODE, None, None, None)], [9]),
    ([(Holder.OTHER, HowKnown.STAFF, None, None, None)], None),
])
def test_only_what_is_proven_and_undisputed_is_searched(kit: Kit, shelf: SqliteShelf, said: list[Proof], calls: list[int] | None) -> None:
    put(shelf, calls=[*CALLS, call(9, "2026-11-24 08:00:00")], register=[])
    scene = carols(kit, shelf)
    scene.state(*said)
    found = scene.searched().get("calls")
    assert (found[0] if found else None) == calls


def test_a_row_without_a_time_is_nobodys_by_a_line_that_was_not_always_the_persons(kit: Kit, shelf: SqliteShelf) -> None:
    contacts = [(1, "+4578770202", CAROL), (2, "+4578770202", BOB)]
    put(shelf, contacts=contacts, register=[])
    scene = carols(kit, shelf)
    scene.state((Holder.SUBJECT, HowKnown.EMPLOYER, "2026-03-01", None, None))
    assert scene.searched()["contacts"] == ([], 2)


def test_a_row_without_a_time_is_the_persons_by_a_line_that_always_was(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, contacts=[(1, "+4578770202", CAROL)], register=[])
    scene = carols(kit, shelf)
    scene.state((Holder.SUBJECT, HowKnown.EMPLOYER, None, None, None))
    assert scene.searched()["contacts"] == ([1], 0)


def test_what_the_employer_confirms_of_a_colleagues_number_opens_nothing(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=CALLS, register=[held(1, BOB, "2026-01-01")])
    scene = carols(kit, shelf)
    scene.state((Holder.SUBJECT, HowKnown.EMPLOYER, "2026-01-01", None, "nord"))
    assert set(scene.searched()) == {"users"}


def test_a_statement_that_the_source_makes_no_more_is_taken_back(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=CALLS, register=[held(1, CAROL, "2026-01-01")])
    scene = carols(kit, shelf)
    assert scene.searched()["calls"] == ([1, 2, 3, 4], 0)
    put(shelf, calls=CALLS, register=[held(1, CAROL, "2026-01-01", "2026-06-01"), held(2, BOB, "2026-06-01")])
    assert scene.searched("recollect")["calls"] == ([1, 2], 0)
    assert [row.holder for row in scene.standing()] == [Holder.SUBJECT, Holder.OTHER]


def test_what_staff_took_back_no_import_states_again(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=CALLS, register=[held(1, CAROL, "2026-01-01")])
    scene = carols(kit, shelf)
    scene.searched()
    (row,) = scene.standing()
    with scene.kit.database.transaction() as session:
        ledger.revoke(session, row.id, by=scene.by, now=scene.kit.now())
    assert set(scene.searched("recollect")) == {"users", "register"}
    assert scene.standing() == []


@pytest.mark.parametrize(("said", "calls"), [([], [9]), ([(Holder.SUBJECT, HowKnown.EMPLOYER, "2026-03-01", "2026-08-01", "nord")], [2, 3, 9])])
def test_a_row_of_who_holds_a_line_today_leads_to_no_earlier_holders_rows(kit: Kit, shelf: SqliteShelf, said: list[Proof], calls: list[int]) -> None:
    """A telephone that is today's, found by who has it, and calls that name the telephone only."""
    def changed(one: Collection) -> Collection:
        if one.address.collection == "devices":
            return replace(one, fields=(Field("id", ("user",), references=refers("pbx.users.id")), Field("number", kind="phone_number")), holds="now")
        if one.address.collection == "calls":
            return replace(one, fields=(Field("id", ("user",)), Field("agent", references=refers("pbx.devices.id"))))
        return one

    put(shelf, devices=[(CAROL, "78770202")], calls=[
        call(number, at, agent=CAROL, line="11111111")
        for number, at in ((1, "2026-02-01"), (2, "2026-04-01"), (3, "2026-07-01"), (4, "2026-10-01"), (9, "2026-11-24 08:00:00"))])
    own = tuple(replace(source, datasets=tuple(replace(each, collections=tuple(map(changed, each.collections))) for each in source.datasets))
                for source in sources(shelf))
    scene = carols(kit, shelf, book=own)
    scene.state(*said)
    assert scene.searched()["calls"] == (calls, 0)


def test_what_was_searched_before_a_statement_was_taken_back_is_not_approved(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=CALLS)
    scene = carols(kit, shelf)
    scene.state((Holder.SUBJECT, HowKnown.EMPLOYER, "2026-01-01", None, "nord"))
    assert scene.searched()["calls"] == ([1, 2, 3, 4], 0)
    (row,) = scene.standing()
    with scene.kit.database.transaction() as session:
        part = session.get_one(Part, scene.asked.part_id)
        own = scope.sources_of(session, part, scene.kit.sources.sources)
        scope.check(session, part, own)
        ledger.revoke(session, row.id, by=scene.by, now=scene.kit.now() + timedelta(hours=1))
        with pytest.raises(Outdated):
            scope.check(session, part, own)


@pytest.mark.parametrize("holder", [Holder.OTHER, Holder.SHARED])
def test_what_was_searched_before_a_source_told_otherwise_is_not_approved(kit: Kit, shelf: SqliteShelf, holder: Holder) -> None:
    """The search of another part hears that the line was somebody else's; what this search itself heard is part of it."""
    put(shelf, calls=CALLS, register=[held(1, CAROL, "2026-01-01", "2026-09-01"), held(2, BOB, "2026-09-01")])
    scene = carols(kit, shelf)
    scene.searched()
    with scene.kit.database.transaction() as session:
        part = session.get_one(Part, scene.asked.part_id)
        own = scope.sources_of(session, part, scene.kit.sources.sources)
        scope.check(session, part, own)
        ledger.state(session, part.request_id, "phone_number", NUMBER, tenant="nord", company_id=None, holder=holder, source_key="pbx",
                     window=span("2026-06-01", None), how=HowKnown.SOURCE, by=SYSTEM, now=scene.kit.now() + timedelta(hours=1), vault=scene.kit.vault)
        with pytest.raises(Outdated):
            scope.check(session, part, own)


def kept_in_time(kit: Kit, shelf: SqliteShelf) -> Scene:
    """Calls that would be forgotten were collected ahead, and are forgotten by now."""
    def forgetful(one: Collection) -> Collection:
        return replace(one, forgets="P30D") if one.address.collection == "calls" else one

    own = tuple(replace(source, datasets=tuple(replace(each, collections=tuple(map(forgetful, each.collections))) for each in source.datasets))
                for source in sources(shelf))
    put(shelf, calls=CALLS, register=[held(1, CAROL, "2026-01-01")])
    scene = carols(kit, shelf, book=own)
    upkeep.hold(scene.kit)
    work(scene.kit)
    put(shelf, register=[held(1, CAROL, "2026-01-01")])
    return scene


def test_what_was_kept_in_time_is_in_the_answer(kit: Kit, shelf: SqliteShelf, now: FrozenNow) -> None:
    scene = kept_in_time(kit, shelf)
    now.forward(days=1)
    assert scene.searched()["calls"] == ([1, 2, 3, 4], 0)


def test_what_was_kept_in_time_by_a_line_that_a_source_gives_to_somebody_else_by_now_is_left_out(kit: Kit, shelf: SqliteShelf,
                                                                                               now: FrozenNow) -> None:
    scene = kept_in_time(kit, shelf)
    now.forward(days=1)
    put(shelf, register=[held(1, CAROL, "2026-01-01", "2026-06-01"), held(2, BOB, "2026-06-01")])
    assert "calls" not in scene.searched()


def test_what_was_kept_in_time_by_a_proof_that_ended_is_left_out(kit: Kit, shelf: SqliteShelf, now: FrozenNow) -> None:
    scene = kept_in_time(kit, shelf)
    now.forward(days=1)
    with scene.kit.database.transaction() as session:
        row = session.execute(select(Proved).where(Proved.method == Method.CALL_BACK)).scalar_one()
        proofs.revoke(session, row.id, reason="It was the switchboard.", by=scene.by, now=now(), vault=kit.vault)
        called_back(session, scene.kit, scene.asked.request_id)
    assert "calls" not in scene.searched()
