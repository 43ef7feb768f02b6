"""Whoever is looked for together with others is given what they would be given alone, to the byte: rows, counts, and the keys that lead on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsr.connectors.files import FilesConnector
from dsr.domain.dataset import Source
from dsr.domain.graph import plan
from dsr.domain.keys import Identity, Key
from dsr.services.keyring import Keyring, Spot, spots
from dsr.services.perform import Collected, Seeker, StageOrder, collect_stage, collect_together, open_chunk
from dsr.store import Store
from dsr.vault import Handle, ephemeral_key
from tests.connectors.shelves import ParquetShelf, Shelf
from tests.services.tenancy_oracle import Call, Holding, Mailbox
from tests.services.test_tenancy_property import NOW, Message, a_source, fill, identities, ledgers, opened, systems

PEOPLE = (1, 2, 3)
EXAMPLES = 40 if settings().max_examples <= 100 else 2000
HANDLES = {person: ephemeral_key() for person in PEOPLE}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return opened(ParquetShelf(tmp_path_factory.mktemp("together")))


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("together-store")


def told(given: Collected, store: Store, handle: Handle) -> tuple[object, ...]:
    """All that a person is given by a stage, opened with their key."""
    keys: dict[Spot, frozenset[Key]] = dict(given.keys.own())
    return ([(chunk, open_chunk(chunk, store, handle)) for chunk in given.sealed], given.found, given.masked, given.shortfalls, keys)


@given(ledger=ledgers(), system=systems(), known_by_name=st.sets(st.sampled_from(PEOPLE)), keys_a_scan=st.sampled_from((2000, 20, 5)))
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_together_everybody_is_given_what_they_are_given_alone(
        shelf: Shelf, rooms: Path, ledger: list[Holding], system: tuple[list[Call], list[Mailbox], list[Message]], known_by_name: set[int],
        keys_a_scan: int) -> None:
    fill(shelf, ledger, system)
    alone, together = Store(rooms / "alone"), Store(rooms / "together")
    source, rings = a_source(shelf), {person: Keyring() for person in PEOPLE}
    made = plan([source], frozenset({"extension", "phone_number", "login"}), ("user",))
    wanted = spots(step for stage in made.stages for step in stage.steps)
    for stage in made.stages:
        seekers = [Seeker(StageOrder(stage.steps, wanted, known(person, ledger, known_by_name), ("user",), f"p{person}", NOW), HANDLES[person],
                          rings[person], lambda _rows: None) for person in PEOPLE]
        found = with_room_for(keys_a_scan, seekers, source, together)
        for person, one, other in zip(PEOPLE, seekers, found, strict=True):
            own = collect_stage(one.order, source, store=alone, handle=one.handle, upstream=one.upstream, beat=one.beat)
            assert isinstance(other, Collected)
            assert told(other, together, one.handle) == told(own, alone, one.handle)
            assert own.shortfalls == []
            rings[person].load(own.keys.dump())


def known(person: int, ledger: list[Holding], by_name: set[int]) -> tuple[Identity, ...]:
    return (Identity("login", f"p{person}"),) if person in by_name else identities(person, ledger, are_numbers_bound=True)


def with_room_for(keys: int, seekers: Sequence[Seeker], source: Source, store: Store) -> list[Collected | Exception]:
    """As if one scan answered no more keys than these."""
    usual = FilesConnector.keys_a_scan
    FilesConnector.keys_a_scan = keys
    try:
        return collect_together(seekers, source, store=store)
    finally:
        FilesConnector.keys_a_scan = usual
