"""Several people in one scan of an archive: what goes wrong for one of them is theirs, what goes wrong for the source is everybody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dsr.domain.dataset import Address, Collection, Field, Source
from dsr.domain.errors import SourceUnavailable
from dsr.domain.graph import Seed, Step
from dsr.domain.keys import Identity
from dsr.domain.words import NotReached
from dsr.services.keyring import Keyring
from dsr.services.perform import Collected, Seeker, StageOrder, collect_together, open_chunk
from dsr.store import Store
from dsr.vault import ephemeral_key
from tests.connectors.archive import archive

CALLS = Address("d", "calls")
PEOPLE = ("alice", "bob", "carol")
KEYS = {name: ephemeral_key() for name in PEOPLE}
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
COLLECTION = Collection(CALLS, (Field("id", ("user",)), Field("mail", (), "email", "email")), location={"path": "*.csv*"})


class Gone(Exception):
    """A fault that nobody knows."""


def quiet(_rows: int) -> None:
    return


def broken(_rows: int) -> None:
    raise Gone


def seeker(name: str, *, beat: Callable[[int], None] = quiet, tenant: str | None = None) -> Seeker:
    steps = (Step(CALLS, (Seed("mail", "email"),)),)
    order = StageOrder(steps, frozenset(), (Identity("email", f"{name}@x.example", tenant),), ("user",), name, NOW)
    return Seeker(order, KEYS[name], Keyring(), beat)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    (tmp_path / "files").mkdir()
    for part in (1, 2):
        rows = "".join(f"{number},{PEOPLE[number % 3]}@x.example\n" for number in range(part * 3000, part * 3000 + 3000))
        (tmp_path / "files" / f"{part}.csv").write_text("id,mail\n" + rows, encoding="utf-8")
    return archive(tmp_path / "files", COLLECTION)


def ids(given: Collected | Exception, store: Store, name: str) -> list[int]:
    assert isinstance(given, Collected)
    return [int(str(row[0])) for chunk in given.sealed for row in open_chunk(chunk, store, KEYS[name]).rows]


def own(name: str) -> list[int]:
    return [number for number in range(3000, 9000) if PEOPLE[number % 3] == name]


def test_everybody_is_given_their_own_rows_in_their_order_under_their_key(source: Source, store: Store) -> None:
    given = collect_together([seeker(name) for name in PEOPLE], source, store=store)
    assert [ids(one, store, name) for one, name in zip(given, PEOPLE, strict=True)] == [own(name) for name in PEOPLE]


def test_a_fault_with_the_rows_of_one_is_theirs_alone(source: Source, store: Store) -> None:
    alice, bob, carol = collect_together([seeker("alice"), seeker("bob", beat=broken), seeker("carol")], source, store=store)
    assert isinstance(bob, Gone)
    assert (ids(alice, store, "alice"), ids(carol, store, "carol")) == (own("alice"), own("carol"))


def test_what_the_source_lacks_for_one_is_missing_for_them_alone(source: Source, store: Store) -> None:
    """Only who is bound to a company needs the column that names it."""
    (dataset,) = source.datasets
    bound = replace(source, datasets=(replace(dataset, collections=(replace(COLLECTION, tenant="company"),)),))
    alice, bob = collect_together([seeker("alice"), seeker("bob", tenant="nord.example")], bound, store=store)
    assert ids(alice, store, "alice") == own("alice")
    assert isinstance(bob, Collected)
    assert [(one.address, one.why) for one in bob.shortfalls] == [(CALLS, NotReached.MISCONFIGURED)]
    assert (bob.found, bob.sealed) == ({}, [])


def test_a_source_that_is_away_is_away_for_all(source: Source, store: Store) -> None:
    late = Path(str(source.config["root"])) / "3.csv.gz"
    late.write_bytes(b"\x1f\x8b cut off")
    given = collect_together([seeker(name) for name in PEOPLE], source, store=store)
    assert [type(one) for one in given] == [SourceUnavailable] * 3
