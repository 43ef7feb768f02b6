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
    assert plural(1, locale) == "one"
    assert [count for count in range(2, 1_300) if (plural(count, locale) == "few") != (rule(count) == "few")] == []
    assert [count for count in range(2, 1_300) if plural(count, locale) == "one"] == []


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
