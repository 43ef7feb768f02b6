"""The Privacy Shield is named nowhere as a ground for a transfer: it has been invalid since 16 July 2020 (CJEU C-311/18)."""

from __future__ import annotations

import re

from tests.guards.tree import ROOT

WORDS = [path for folder, names in (
    ("dsr/text/catalogue", "*.toml"), ("templates", "*.*"), ("dsr/mapping/profiles", "*.yml"), ("dsr/demo/sources", "*.yml"),
    ("dsr/translations", "*.po")) for path in (ROOT / folder).rglob(names)]


def names_it(text: str) -> bool:
    return "privacyshield" in re.sub("[^a-z]", "", text.lower())


def test_no_words_of_ours_name_it() -> None:
    assert len(WORDS) > 50
    assert [path.name for path in WORDS if names_it(path.read_text(encoding="utf-8"))] == []


def test_it_would_be_found_however_it_is_written() -> None:
    assert names_it("under the EU-U.S. Privacy\n  Shield")
    assert not names_it("under the EU-U.S. Data Privacy Framework")
