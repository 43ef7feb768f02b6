"""Whatever companies, people and numbers there are, whoever states what of them, and whatever the register says: through the whole service layer,
from the form to the answer, everybody is given what is proven to be theirs, and no row outside a proven window."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from config import Settings
from dsr.domain.actor import SYSTEM
from dsr.domain.dataset import Collection, Dataset, Field, Source
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import Window
from dsr.domain.words import State
from dsr.domain.work import TaskKind
from dsr.jobs import RecordingDispatcher
from dsr.kit import Kit
from dsr.mail.sink import ListMailer
from dsr.mapping import SourceBook
from dsr.models import Part, Task
from dsr.services import answer as answering
from dsr.services import briefing, collect, drafts, ledger
from dsr.services.sealing import open_chunk
from dsr.store import Store
from dsr.vault import Vault
from tests.conftest import Opener
from tests.connectors.shelves import SqliteShelf
from tests.fakes import FrozenNow
from tests.services.carol import Asked, alice, ask
from tests.services.ledger_oracle import Said, proven_holdings
from tests.services.recognised import recognise
from tests.services.tenancy_oracle import COPENHAGEN, Call, Holding, calls_of, mailboxes_of, messages_of
from tests.services.test_tenancy_property import EXTENSIONS, HAND_OVERS, NAMES, NUMBERS, ROWS, a_source, fill, ledgers, opened, systems
from workers import tasks as working

EXAMPLES = 300 if settings().max_examples <= 100 else 10_000
NOW = datetime(2025, 7, 1, 12, 0, tzinfo=COPENHAGEN)
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class World:
    """None of it is written down for each history: it is large, and what its queue rang only grows."""

    kit: Kit = field(repr=False)
    shelf: SqliteShelf = field(repr=False)
    source: Source = field(repr=False)
    by: Any = field(repr=False)


def with_email(source: Source) -> Source:
    """Who confirms an address is found in the register of people by it."""
    (dataset,) = source.datasets

    def changed(one: Collection) -> Collection:
        return replace(one, fields=(Field("id"), Field("login", identity="email", kind="email"))) if one.address.collection == "people" else one

    return replace(source, datasets=(Dataset("pbx", tuple(changed(one) for one in dataset.collections), tenants=dataset.tenants),))


@contextmanager
def a_house(open_fresh: Opener, folder: Path, changed: Callable[[Source], Source]) -> Iterator[World]:
    """A house with one source, in which p1, p2 and p3 are found by their addresses."""
    shelf = SqliteShelf(folder)
    opened(shelf)
    shelf.put("people", {"id": "whole", "login": "text"}, [(person, f"p{person}@fjord.example") for person in (1, 2, 3)])
    source = changed(with_email(a_source(shelf)))
    own = Settings.model_validate({"secret_key": "s" * 40, "store_dir": folder / "store", "sources_dir": folder / "sources"})
    with open_fresh("sqlite") as database:
        kit = Kit(settings=own, now=FrozenNow(NOW.astimezone(UTC)), database=database, dispatcher=RecordingDispatcher(), mailer=ListMailer(),
                  store=Store(folder / "store"), vault=Vault({"m1": bytes(range(32))}, "m1", bytes(range(32, 64))), sources=SourceBook((source,)))
        yield World(kit, shelf, source, alice(kit))


@pytest.fixture(scope="module")
def world(open_fresh: Opener, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One house for all histories; each has a request of its own."""
    with a_house(open_fresh, tmp_path_factory.mktemp("ledger"), lambda source: source) as made:
        yield made


@st.composite
def statements(draw: st.DrawFn) -> list[Said]:
    """What companies confirm, codes prove and staff set; of the person, of somebody else, of several, of nobody."""
    result = []
    for _ in range(draw(st.integers(0, 4))):
        value = draw(st.sampled_from([*EXTENSIONS, *NUMBERS]))
        kind = "phone_number" if len(value) == 8 else "extension"
        company = draw(st.sampled_from((1, 2, None) if kind == "phone_number" else (1, 2)))
        ends = sorted(draw(st.lists(st.sampled_from(HAND_OVERS), min_size=2, max_size=2, unique=True)))
        start, end = draw(st.sampled_from([(None, None), (ends[0], None), (None, ends[1]), (ends[0], ends[1])]))
        how = draw(st.sampled_from([HowKnown.EMPLOYER, HowKnown.CODE, HowKnown.STAFF]))
        holder = draw(st.sampled_from([*[Holder.SUBJECT] * 4, Holder.OTHER, Holder.SHARED, Holder.NOBODY]))
        if how is HowKnown.CODE:
            holder, start, end = Holder.SUBJECT, NOW.replace(hour=0), NOW.replace(hour=0) + timedelta(days=1)
        result.append(Said(holder.value, how.value, kind, value, company, start, end))
    return result


def state(world: World, asked: Asked, said: list[Said]) -> None:
    with world.kit.database.transaction() as session:
        for one in said:
            ledger.state(session, asked.request_id, one.kind, "+45" + one.value if one.kind == "phone_number" else one.value,
                         tenant=NAMES[one.company] if one.company else None, company_id=None, holder=Holder(one.holder), how=HowKnown(one.how),
                         window=Window(one.start, one.end), by=SYSTEM, now=world.kit.now(), vault=world.kit.vault, reason="Seen.")
        recognise(session, asked.request_id)


def collected(world: World, asked: Asked) -> None:
    """By the worker, to the end of its search."""
    with world.kit.database.transaction() as session:
        collect.start(session, asked.part_id, by=world.by, now=world.kit.now(), book=world.kit.sources)
    while is_searching(world, asked):
        assert working.work_next(world.kit)


def is_searching(world: World, asked: Asked) -> bool:
    with world.kit.database.reading() as session:
        return session.execute(select(Part.state).where(Part.id == asked.part_id)).scalar_one() is State.COLLECTING


def answered(world: World, asked: Asked) -> dict[str, list[int]]:
    """The rows of the answer, by collection; as many as it says are shown."""
    kit = world.kit
    with kit.database.transaction() as session:
        draft = drafts.newest(session, asked.part_id)
        assert draft is not None
        brief = briefing.writing(session, draft, sources=kit.sources.sources, settings=kit.settings, now=kit.now(), vault=kit.vault)
        session.execute(delete(Task).where(Task.kind == TaskKind.WRITE_ANSWER))  # what its rows look like on paper is told elsewhere
    answer = answering.assemble(brief.occasion, brief.plan, kit.sources.sources, brief.haul)
    assert answer.is_searched
    found: dict[str, list[int]] = {name: [] for name in ROWS}
    for chunk in brief.haul.sealed:
        found[chunk.address.collection] += [int(str(row[0])) for row in open_chunk(chunk, kit.store, brief.evidence).rows]
    assert {table.address.collection: table.shown for table in answer.tables if table.shown} == {name: len(ids) for name, ids in found.items() if ids}
    return {name: sorted(ids) for name, ids in found.items()}


# What companies state of a number counts nowhere while another company's register has it as somebody else's.
ELSEWHERE = {"register": [Holding(1, 1, "phone_number", NUMBERS[0], None, None)],
             "said": [Said("subject", "staff", "phone_number", NUMBERS[0], 2, None, None)],
             "system": ([Call(0, 2, "201", "0045" + NUMBERS[0], "", datetime(2025, 6, 30, 8), None)], [], []), "person": 3}


# The same extension at two companies: what is asked of hers at one says nothing of the other's, and the search comes to an end.
TWICE = {"register": [Holding(3, 1, "extension", EXTENSIONS[0], None, None), Holding(1, 2, "extension", EXTENSIONS[0], None, None)],
         "said": [Said("subject", "employer", "extension", EXTENSIONS[0], 2, None, None)],
         "system": ([Call(one, one, "201", "33661234", "", datetime(2025, 6, 30, 8), None) for one in (1, 2)], [], []), "person": 3}


# Two times of hers that touch are one: a record that came of a call before the one is hers where it was written after the other.
TOUCHING = {"register": [Holding(1, 1, "extension", EXTENSIONS[1], None, HAND_OVERS[0]),
                         Holding(1, 1, "extension", EXTENSIONS[1], HAND_OVERS[0], HAND_OVERS[1])],
            "said": [], "system": ([Call(0, 1, "201", EXTENSIONS[1], "", HAND_OVERS[0].replace(tzinfo=None) - timedelta(hours=2), None),
                                    Call(1, 1, "201", "201", "", HAND_OVERS[0].replace(tzinfo=None), 0)], [], []), "person": 1}


@example(**TOUCHING)
@example(**TWICE)
@example(**ELSEWHERE)
@given(register=ledgers(), said=statements(), system=systems(), person=st.integers(1, 3))
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
def test_no_row_outside_a_proven_window_is_ever_in_an_answer(world: World, register: list[Holding], said: list[Said], system: Any,
                                                            person: int) -> None:
    calls, boxes, messages = system
    fill(world.shelf, register, system)
    asked = ask(world.kit, key=f"form:{next(_numbers)}", email=f"P{person}@Fjord.example")
    state(world, asked, said)
    collected(world, asked)
    quiet = proven_holdings(person, register, said, NOW)
    assert answered(world, asked) == {
        "calls": calls_of(person, quiet, calls), "boxes": mailboxes_of(person, quiet, boxes, NOW),
        "messages": messages_of(person, quiet, boxes, messages)}
