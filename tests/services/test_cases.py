"""What is typed is what is read: nothing in it turns the words around or hides between them."""

from __future__ import annotations

import pytest

from dsr.services import cases


@pytest.mark.parametrize("typed", ["Ann\u202egnp.exe", "\u2066Ann\u2069gnp.exe", "Ann\u200bgnp\u2060.exe", "\ufeffAnngnp.exe",
                                   "\u200eAnngnp.exe\u200f", "Anngnp\x00.exe"])
@pytest.mark.parametrize("field", ["name", "employer", "company"])
def test_what_turns_or_hides_words_is_dropped(field: str, typed: str) -> None:
    assert cases.clean(field, typed, one_line=True) == "Anngnp.exe"


def test_what_only_hides_is_nothing_typed() -> None:
    assert cases.clean("name", "\u200b\u202e \u2060", one_line=True) == ""


@pytest.mark.parametrize("name", ["Søren Ærø", "محمد علی", "می‌رود", "דוד", "O’Brien"])
def test_a_name_of_any_script_stays_as_it_is(name: str) -> None:
    assert cases.clean("name", name, one_line=True) == name
