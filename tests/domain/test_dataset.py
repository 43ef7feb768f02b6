"""What a source holds: which columns belong to what is asked."""

from __future__ import annotations

import pytest

from dsr.domain.dataset import Address, Collection, Dataset, Field, Source, is_within


@pytest.mark.parametrize(("category", "targets", "is_in"), [
    ("user.contact.email", ("user",), True), ("user.contact.email", ("user.contact",), True), ("user.contact.email", ("user.contact.email",), True),
    ("user.contact", ("user.contact.email",), False), ("user.contacts", ("user.contact",), False), ("user", ("user",), True),
    ("system.operations", ("user",), False), ("username", ("user",), False), ("user.name", ("user.contact", "user.name"), True),
    ("user.name", (), False)])
def test_a_category_is_within_itself_and_what_is_above_it(category: str, targets: tuple[str, ...], is_in: bool) -> None:
    assert is_within(category, targets) is is_in


@pytest.mark.parametrize(("of_collection", "asked", "columns"), [
    ((), ("user",), ["email", "name"]), ((), ("user.name",), ["name"]), ((), ("system",), ["id"]), ((), ("user.contact", "system"), ["id", "email"]),
    (("user.behavior",), ("user",), ["id", "email", "name", "plain"]), (("user.behavior",), ("user.name",), ["name"]),
    (("user.behavior",), ("user.behavior",), ["id", "email", "name", "plain"])])
def test_the_columns_of_what_is_asked(of_collection: tuple[str, ...], asked: tuple[str, ...], columns: list[str]) -> None:
    fields = (Field("id", ("system.operations",), primary_key=True), Field("email", ("user.contact.email", "user.account")),
              Field("name", ("user.name",)), Field("plain"))
    collection = Collection(Address("crm", "people"), fields, categories=of_collection)
    assert [field.name for field in collection.columns_in(asked)] == columns


def test_parts_are_found_by_name() -> None:
    people = Collection(Address("crm", "people"), (Field("id", primary_key=True), Field("no", primary_key=True), Field("name")))
    lines = Collection(Address("crm.old", "lines"), ())
    source = Source("crm", "memory", {}, (Dataset("crm", (people,)), Dataset("crm.old", (lines,))))
    assert (people.field("name"), people.key_fields) == (Field("name"), ("id", "no"))
    with pytest.raises(KeyError):
        people.field("gone")
    assert [str(one.address) for one in source.collections()] == ["crm.people", "crm.old.lines"]
