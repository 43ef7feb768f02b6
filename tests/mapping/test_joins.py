"""What follows from the neighbours of a field or dataset, though nobody wrote it there."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsr.domain.dataset import Address
from dsr.mapping import SourceBook
from tests.mapping.folder import load, source


def kinds(book: SourceBook) -> dict[str, str | None]:
    return {f"{one.address.collection}.{field.name}": field.kind for one in book.sources[0].collections() for field in one.fields}


REFERS = "references: [{{dataset: shop, field: {to}, direction: {way}}}]"


@pytest.mark.parametrize("way", ["from", "to"])
def test_joined_fields_are_read_alike(tmp_path: Path, way: str) -> None:
    refers = REFERS.format(to="line.number", way=way)
    further = REFERS.format(to="call.number", way=way)
    book = load(tmp_path, shop=source(f"""
        - {{name: line, fields: [{{name: number, dsr_meta: {{kind: phone_number}}}}, {{name: other}}]}}
        - {{name: call, fields: [{{name: number, fides_meta: {{{refers}}}}}]}}
        - {{name: fault, fields: [{{name: number, fides_meta: {{{further}}}}}]}}
        """))
    assert kinds(book) == {"line.number": "phone_number", "line.other": None, "call.number": "phone_number", "fault.number": "phone_number"}


def test_where_neighbours_disagree_nothing_is_taken(tmp_path: Path) -> None:
    first, second = REFERS.format(to="a.x", way="from"), REFERS.format(to="b.x", way="from")
    book = load(tmp_path, shop=source(f"""
        - {{name: a, fields: [{{name: x, fides_meta: {{identity: email}}}}]}}
        - {{name: b, fields: [{{name: x, fides_meta: {{identity: username}}}}]}}
        - {{name: c, fields: [{{name: x, fides_meta: {{{first}}}}}]}}
        - {{name: d, fields: [{{name: x, fides_meta: {{{first}}}}}, {{name: y}}]}}
        - {{name: e, fields: [{{name: x, fides_meta: {{{second}}}}}]}}
        - {{name: f, fields: [{{name: x, fides_meta: {{references: [{{dataset: shop, field: c.x}}, {{dataset: shop, field: e.x}}]}}}}]}}
        """))
    assert kinds(book) == {"a.x": "email", "b.x": "username", "c.x": None, "d.x": None, "d.y": None, "e.x": None, "f.x": None}


def test_a_dataset_that_waits_waits_with_all_its_collections(tmp_path: Path) -> None:
    first = source("- {name: a, fields: [{name: id}]}\n- {name: b, fields: [{name: id}]}", "first")
    second = source("- {name: c, fields: [{name: id}]}\n- {name: d, fides_meta: {after: [second.c]}, fields: [{name: id}]}", "second")
    book = load(tmp_path, first=first, second=second.replace("- fides_key: second\n", "- fides_key: second\n      fides_meta: {after: [first]}\n"))
    both = (Address("first", "a"), Address("first", "b"))
    assert [one.after for one in book.sources[1].collections()] == [both, (Address("second", "c"), *both)]
    assert [one.after for one in book.sources[0].collections()] == [(), ()]
