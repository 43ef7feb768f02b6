"""What is sealed of other people's data follows the table for whom the collection is; what staff uncovered is sealed as it is, and counted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.graph import plan
from dsr.domain.keys import Identity
from dsr.domain.parties import Choice, Party, Side
from dsr.domain.policy import STANDARD, Policies, Policy, Treatment, defaults
from dsr.domain.words import Role
from dsr.services.keyring import Keyring, spots
from dsr.services.perform import Collected, StageOrder, collect_stage, open_chunk
from dsr.store import Store
from dsr.vault import ephemeral_key
from tests.connectors.shelves import MemoryShelf

CALLS, KEY, ME = Address("pbx", "calls"), ephemeral_key(), "+4578770202"
COLUMNS = ("caller", "callee", "clir", "name")
FIELDS = (
    Field("caller", ("user.telecom",), identity="phone_number", kind="phone_number", side=Choice(Side.CALLER), about="number",
          withheld=Condition("clir", ("1",))),
    Field("callee", ("user.telecom",), identity="phone_number", kind="phone_number", side=Choice(Side.CALLEE), about="number"),
    Field("clir", ("user.telecom",)),
    Field("name", ("user.telecom",), side=Choice(Side.CALLER), about="name"))
ROWS = [(ME, "+4533661234", "0", "Me"), ("+4533661235", ME, "0", "Dr. Holm"), ("+4533661236", ME, "1", "Dr. Lund")]
Cells = list[tuple[object, ...]]


def collected(store: Store, policies: Policies, role: Role = Role.CONTROLLER, uncovered: frozenset[str] = frozenset()) -> tuple[Cells, Collected]:
    shelf = MemoryShelf()
    shelf.put("calls", dict.fromkeys(COLUMNS, "text"), ROWS)
    source = Source("pbx", "memory", shelf.config(), (Dataset("pbx", (Collection(CALLS, FIELDS, role=role),)),), country="DK")
    steps = plan((source,), frozenset({"phone_number"}), ("user",)).stages[0].steps
    order = StageOrder(steps, spots(steps), (Identity("phone_number", ME),), ("user",), "part/1", datetime(2026, 3, 2, tzinfo=UTC), policies,
                       {CALLS: uncovered} if uncovered else {})
    given = collect_stage(order, source, store=store, handle=KEY, upstream=Keyring(), beat=lambda _rows: None)
    return sorted((row for chunk in given.sealed for row in open_chunk(chunk, store, KEY).rows), key=lambda row: (row[2] or "", row[1] != ME)), given


@pytest.mark.parametrize(("country", "role", "caller", "callee", "why"), [
    ("DK", Role.CONTROLLER, "+4533661235", "+4533661234", {"caller": {"withheld": 1}}),
    ("DE", Role.CONTROLLER, None, None, {"caller": {"caller": 1, "withheld": 1}, "callee": {"dialled": 1}}),
    ("DK", Role.PROCESSOR, "+4533661xxx", "+4533661xxx", {"caller": {"caller": 1, "withheld": 1}, "callee": {"dialled": 1}})])
def test_the_table_is_that_of_the_country_and_the_role(store: Store, country: str, role: Role, caller: str | None, callee: str | None,
                                                       why: dict[str, dict[str, int]]) -> None:
    rows, given = collected(store, defaults(country), role)
    assert rows == [(caller, ME, "0", None), (ME, callee, "0", "Me"), (None, ME, "1", None)]
    assert {name: dict(counts) for name, counts in given.masked[CALLS].fields.items() if name != "name"} == why


def test_what_staff_uncovered_is_there_and_counted_and_who_withheld_the_number_is_not(store: Store) -> None:
    rows, given = collected(store, defaults("DE"), uncovered=frozenset({"caller", "name"}))
    assert rows == [("+4533661235", ME, "0", "Dr. Holm"), (ME, None, "0", "Me"), (None, ME, "1", None)]
    masked = given.masked[CALLS]
    assert {name: dict(counts) for name, counts in masked.uncovered.items()} == {"caller": {"caller": 1}, "name": {"name": 1}}
    assert {name: dict(counts) for name, counts in masked.fields.items()} == {
        "callee": {"dialled": 1}, "caller": {"withheld": 1}, "name": {"withheld": 1}}
    assert type(masked).load(*masked.dump()) == masked  # type: ignore[arg-type]


def test_a_cell_that_cannot_be_cut_is_one_that_is_not_shown(store: Store) -> None:
    """The word stands in its place; it does not look as if nothing had been there."""
    policies = Policies("DK", dict.fromkeys(Role, Policy({**STANDARD.treatments, Party.CALLER: Treatment.CUT})))
    ROWS.append(("33661234,33665678", ME, "2", ""))
    try:
        rows, given = collected(store, policies)
    finally:
        ROWS.pop()
    assert rows[-1] == (None, ME, "2", "")
    batches = [open_chunk(chunk, store, KEY) for chunk in given.sealed]
    assert sum(len(batch.masked[0]) for batch in batches) == 2  # and the one that withheld its number
