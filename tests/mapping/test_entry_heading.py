"""No column that ships is headed like the entry numbers beside it: two of one name in one table tell nobody which to quote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dsr.text import ANSWERS, translator

ROOT = Path(__file__).resolve().parents[2] / "dsr"
FILES = sorted([*(ROOT / "demo" / "sources").glob("*.yml"), *(ROOT / "mapping" / "profiles").rglob("*.yml")])


@pytest.mark.parametrize("locale", ANSWERS)
def test_no_column_is_headed_like_the_entry_numbers(locale: str) -> None:
    head = re.escape(translator(locale)("letter.entry_number"))
    same = re.compile(rf"name: \w+,[^\n]*?(?:\n\s+dsr_meta: [^\n]*?)?label: {{[^}}\n]*\b{locale}: {head}\s*[,}}]")
    assert len(FILES) > 3
    assert [file.name for file in FILES for _ in same.finditer(file.read_text(encoding="utf-8"))] == []
