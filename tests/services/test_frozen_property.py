"""What was kept before its source would forget it is held against what the register says by now: a line that turns out to have been another
person's gives nothing of what was kept of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dsr.domain.dataset import Dataset, Source
from dsr.services import freeze
from tests.conftest import Opener
from tests.fakes import FrozenNow
from tests.services.carol import ask
from tests.services.ledger_oracle import proven_holdings
from tests.services.recognised import recognise
from tests.services.tenancy_oracle import Call, Holding, Mailbox, calls_of, mailboxes_of, messages_of
from tests.services.test_ledger_property import NOW, World, _numbers, a_house, answered, collected
from tests.services.test_tenancy_property import EXTENSIONS, HAND_OVERS, fill, ledgers, systems
from workers import tasks as working

EXAMPLES = 10 if settings().max_examples <= 100 else 1_000


def forgetful(source: Source) -> Source:
    (dataset,) = source.datasets
    kept = tuple(replace(one, forgets="P30D") if one.address.collection in ("calls", "messages") else one for one in dataset.collections)
    return replace(source, datasets=(Dataset("pbx", kept, tenants=dataset.tenants),))


@pytest.fixture(scope="module")
def world(open_fresh: Opener, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_house(open_fresh, tmp_path_factory.mktemp("frozen"), forgetful) as made:
        yield made


def frozen(world: World, part_id: int) -> None:
    with world.kit.database.transaction() as session:
        assert freeze.begin(session, part_id, categories=("user",), now=world.kit.now(), book=world.kit.sources)
    while working.work_next(world.kit):
        pass


def later(world: World) -> None:
    assert isinstance(world.kit.now, FrozenNow)
    world.kit.now.forward(seconds=1)


ALL_YEAR = [Call(number, 1, EXTENSIONS[0], "33661234", "", when.replace(tzinfo=None), None) for number, when in enumerate(HAND_OVERS)]


@given(before=ledgers(), after=ledgers(), system=systems(), purged=st.sets(st.integers(0, 12)), person=st.integers(1, 3))
@example(before=[Holding(1, 1, "extension", EXTENSIONS[0], None, None)],
         after=[Holding(1, 1, "extension", EXTENSIONS[0], None, HAND_OVERS[1]), Holding(2, 1, "extension", EXTENSIONS[0], HAND_OVERS[1], None)],
         system=(ALL_YEAR, [], []), purged={0, 2, 3}, person=1)
@example(before=[Holding(3, 2, "extension", EXTENSIONS[2], None, HAND_OVERS[3])],  # a mailbox that was found leads to its messages
         after=[Holding(2, 2, "extension", EXTENSIONS[2], None, None)],
         system=([], [Mailbox(105, 2, EXTENSIONS[2])], [(0, 105, HAND_OVERS[0].replace(tzinfo=None))]), purged=set(), person=3)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_that_was_kept_ahead_is_given_outside_a_window_proven_now(world: World, before: list[Holding], after: list[Holding], system: Any,
                                                                          purged: set[int], person: int) -> None:
    calls, boxes, messages = system
    fill(world.shelf, before, system)
    asked = ask(world.kit, key=f"form:{next(_numbers)}", email=f"P{person}@Fjord.example")
    with world.kit.database.transaction() as session:
        recognise(session, asked.request_id)
    frozen(world, asked.part_id)
    left = [one for one in calls if one.id not in purged], boxes, [one for one in messages if one[0] not in purged]
    fill(world.shelf, after, left)
    later(world)
    collected(world, asked)
    given = answered(world, asked)
    quiet = proven_holdings(person, after, [], NOW)
    there = {"calls": calls_of(person, quiet, left[0]), "boxes": mailboxes_of(person, quiet, boxes, NOW),
             "messages": messages_of(person, quiet, boxes, left[2])}
    own = {**there, "calls": calls_of(person, quiet, calls), "messages": messages_of(person, quiet, boxes, messages)}
    for name, ids in given.items():
        assert set(there[name]) <= set(ids) <= set(own[name]), name
    if before == after:
        assert given == own
