"""A source that a person searches owes less than the others: it has no rows, so nothing of finding, values, spellings, scopes and streaming
applies to it, and it has no errors of its own. What is left of the obligations stands here."""

from __future__ import annotations

import pytest

from dsr.connectors.base import Query
from dsr.connectors.registry import BY_HAND, KINDS, connect
from dsr.domain.asking import AwaitsPerson
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.keys import Key, Lookup
from tests.connectors.asking import by, opened

LETTERS = Collection(Address("archive", "letters"), (Field("number", ("user.content",), "phone_number", "phone_number"),))
ARCHIVE = Source("archive", "manual", {}, (Dataset("archive", (LETTERS,)),))


def test_whoever_reads_it_learns_what_a_person_needs_to_know() -> None:
    lookups = (by("number", "+4578770202", kind="phone_number"), by("number", "x"))
    with opened(ARCHIVE) as connector, pytest.raises(AwaitsPerson) as asked:
        connector.collect(Query(LETTERS, ("number",), lookups))
    assert asked.value.lookups == lookups


def test_an_identifier_is_in_no_message() -> None:
    with pytest.raises(AwaitsPerson) as asked:
        connect(ARCHIVE).collect(Query(LETTERS, ("number",), (by("number", "+4578770202", kind="phone_number"),)))
    assert "4578770202" not in f"{asked.value}{asked.value!r}"


@pytest.mark.parametrize("lookups", [(), (Lookup(("number",), frozenset()),)])
def test_without_keys_nobody_is_asked(lookups: tuple[Lookup, ...]) -> None:
    assert list(connect(ARCHIVE).collect(Query(LETTERS, ("number",), lookups))) == []


def test_probing_writes_to_nobody_and_closing_twice_is_fine() -> None:
    connector = connect(ARCHIVE)
    connector.probe()
    connector.close()
    connector.close()


def test_one_key_among_empty_lookups_is_enough() -> None:
    lookups = (Lookup(("number",), frozenset()), Lookup(("number",), frozenset({Key("7")})))
    with pytest.raises(AwaitsPerson):
        connect(ARCHIVE).collect(Query(LETTERS, ("number",), lookups))


def test_it_is_the_only_kind_that_asks_a_person() -> None:
    assert {"manual"} == BY_HAND <= KINDS.keys()
