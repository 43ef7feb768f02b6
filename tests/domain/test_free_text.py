"""Only what people wrote is looked through for national numbers: keys, numbers, times and codes look like them by chance."""

from __future__ import annotations

from typing import Any

import pytest

from dsr.domain.dataset import Address, Also, Collection, Field, Reference, TimeColumn
from dsr.domain.free_text import clean, is_free_text, marks, spelled
from dsr.domain.national_ids import MARK
from dsr.domain.parties import Choice, Party, Side
from dsr.domain.values import Wire

SAID = ("user.content",)
ELSEWHERE = Address("a", "b")


@pytest.mark.parametrize("facts", [
    {}, {"categories": ("user.content.private",)}, {"categories": ("user.behavior",), "party": Choice(Party.CONTENT)},
    {"categories": ("user",), "side": Choice(Side.CALLER), "about": "content"}, {"party": Choice(Party.SUBJECT, (), Party.CONTENT)},
    {"party": Choice(Party.MIXED)}, {"data_type": "string"}])
def test_texts_subjects_and_names_of_files_are_looked_through(facts: dict[str, Any]) -> None:
    assert is_free_text(Field("x", **{"categories": SAID, **facts}), Collection(ELSEWHERE, ()))


@pytest.mark.parametrize("facts", [
    {"categories": ("user.behavior",)}, {"categories": ("user.contents",)}, {"kind": "phone_number"}, {"identity": "email"}, {"unit": "bytes"},
    {"legend": {"1": {"en": "x"}}}, {"told": "epoch_s"}, {"references": (Reference(ELSEWHERE, "id"),)}, {"primary_key": True},
    {"data_type": "integer"}, {"about": "number"}, {"about": "account"}, {"also": (Also("login", "login"),)}, {"name": "at"}, {"name": "until"}])
def test_what_the_mapping_says_more_of_is_not(facts: dict[str, Any]) -> None:
    collection = Collection(ELSEWHERE, (), time=TimeColumn("at"), valid=(None, "until"))
    assert not is_free_text(Field(**{"name": "x", "categories": SAID, **facts}), collection)


def test_the_category_of_the_collection_is_that_of_a_field_without_one() -> None:
    notes = Collection(ELSEWHERE, (), categories=SAID)
    assert is_free_text(Field("x"), notes)
    assert not is_free_text(Field("x", ("user.behavior",)), notes)


@pytest.mark.parametrize(("cell", "made", "count"), [
    ("cpr 070761-4285, 880320-0016", f"cpr {MARK}, {MARK}", 2),
    ("nothing in it", "nothing in it", 0),
    (f"a {MARK} of their own", f"a {MARK} of their own", 0),
    (["ok", {"note": "cpr 070761-4285", "070761-4285": f"{MARK}", "n": 707614285}],
     ["ok", {"note": f"cpr {MARK}", MARK: "\ufffd", "n": 707614285}], 2),
    (707614285, 707614285, 0), (None, None, 0), (True, True, 0)])
def test_a_cell_is_cleaned_however_deep(cell: Wire, made: Wire, count: int) -> None:
    assert clean(cell) == (made, count)
    assert count == 0 or marks(made) == count
    assert MARK not in str(spelled(made, "gone"))
