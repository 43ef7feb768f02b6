"""A number and its noun agree in every language that an answer can have."""

from __future__ import annotations

import pytest
from babel import Locale

from dsr import text
from dsr.text.forms import FORMS
from dsr.text.plurals import counted, plural


@pytest.mark.parametrize("locale", FORMS)
def test_the_form_is_that_of_cldr(locale: str) -> None:
    rule = Locale.parse(locale).plural_form
    ours = {"one": "one", "few": "few", "many": "many", "other": "many"}  # of whole numbers, no language has both of the last two but for millions
    counts = [*range(1_300), 999_999, 1_000_000, 1_000_002, 1_000_012]
    assert [count for count in counts if plural(count, locale) != ours[rule(count)]] == []


def test_nothing_is_one_in_french_and_a_language_that_is_not_there_counts_as_english() -> None:
    assert [plural(count, "fr") for count in (0, 1, 2)] == ["one", "one", "many"]
    assert [plural(count, "xx") for count in (0, 1, 2)] == ["many", "one", "many"]


@pytest.mark.parametrize(("count", "form"), [(1, "one"), (2, "few"), (4, "few"), (5, "many"), (12, "many"), (14, "many"), (22, "few"), (112, "many"),
                                             (1_003, "few"), (0, "many")])
def test_polish_has_three(count: int, form: str) -> None:
    assert plural(count, "pl") == form


def test_a_number_is_written_as_the_language_writes_it() -> None:
    assert [counted("letter.rows", count, "en") for count in (0, 1, 2, 1_234)] == ["0 records", "1 record", "2 records", "1,234 records"]
    assert [counted("letter.files", count, "da") for count in (1, 3, 5_000)] == ["1 fil", "3 filer", "5.000 filer"]


@pytest.mark.parametrize("locale", sorted({path.suffixes[0][1:] for path in text._FOLDER.glob("*.toml")}))
def test_every_form_is_said(locale: str) -> None:
    keys = [f"letter.{what}_{form}" for what in ("rows", "files") for form in ("one", "few", "many")]
    assert [key for key in keys if key not in text.catalogue(locale)] == []
