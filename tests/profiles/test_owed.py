"""What every profile that ships owes: words in both languages for all it shows, a reason for all it does not, and a way to each of its tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsr.domain.graph import plan
from dsr.mapping import shipped
from dsr.services.wording import without_words
from dsr.text import PAGES
from tests.profiles.installed import book

MOST_LINES = 300
PROFILES = shipped.names()


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("locale", PAGES)
def test_everything_it_shows_has_words(name: str, locale: str) -> None:
    silent = []
    for source in book(name).sources:
        for one in source.collections():
            fields = one.columns_in(("user",))
            if fields:
                worded = [field for field in fields if locale in field.label]
                silent += [f"{one.address}.{field.name}" for field in fields if field not in worded]
                silent += [str(one.address)] if locale not in one.label else []
                silent += [f"{one.address}.{field.name}={code}" for field in fields for code, words in field.legend.items() if locale not in words]
                silent += without_words(one, fields, locale)
    assert silent == []


@pytest.mark.parametrize("name", PROFILES)
def test_every_column_it_names_is_shown_secret_or_left_out_with_a_reason(name: str) -> None:
    unsaid = [f"{one.address}.{field.name}" for source in book(name).sources for one in source.collections() for field in one.fields
              if not one.columns_in(("user",)) or field not in one.columns_in(("user",))
              if not field.secret and field.inside is None and field.name not in one.left_out
              if one.terms.content is None or field.name != one.terms.content.column]
    assert unsaid == []


@pytest.mark.parametrize("name", PROFILES)
def test_something_leads_to_each_of_its_tables(name: str) -> None:
    sources = book(name).sources
    kinds = frozenset(kind for source in sources for one in source.collections() for field in one.fields for kind, _ in field.seeds)
    made = plan(sources, kinds, ("user",))
    directories = {f"{dataset.key}.{dataset.tenants.collection}" for source in sources for dataset in source.datasets if dataset.tenants}
    assert {str(gap.address) for gap in made.gaps} - directories == set()


@pytest.mark.parametrize("name", PROFILES)
def test_it_says_why_data_is_held_and_for_how_long(name: str) -> None:
    silent = [f"{one.address}" for source in book(name).sources for one in source.collections() if one.columns_in(("user",))
              if one.terms.purpose is None or {*PAGES} - {*one.terms.purpose} or one.terms.retention is None]
    assert silent == []


@pytest.mark.parametrize("name", PROFILES)
def test_its_reasons_are_words(name: str) -> None:
    for dataset, _ in shipped.profile(name, name).parts:
        metas = [dataset.dsr_meta, *(one.dsr_meta for one in dataset.collections)]
        reasons = [reason for meta in metas if meta is not None for reason in meta.left_out]
        assert [reason for reason in reasons if len(reason) < 8] == []


@pytest.mark.parametrize("name", PROFILES)
def test_its_files_are_small_rooms(name: str) -> None:
    files = [path for path in shipped.FOLDER.rglob("*.yml") if path.stem == name or path.parent.name == name]
    assert files
    assert {path.name: lines for path in files if (lines := len(Path(path).read_text(encoding="utf-8").splitlines())) > MOST_LINES} == {}
