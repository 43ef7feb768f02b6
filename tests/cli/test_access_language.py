"""`dsr access` answers in every language that has words, and says so when the mapping has none in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsr.text import ANSWERS, translator
from tests.cli.test_access import CAROL, access, sources

__all__ = ["sources"]


@pytest.mark.parametrize("locale", ANSWERS)
def test_every_language_that_is_offered_is_written(sources: Path, locale: str) -> None:
    _, out = access(sources, "--identity", CAROL, "--locale", locale)
    page = (out / "response.html").read_text(encoding="utf-8")
    assert f'lang="{locale}"' in page
    assert translator(locale)("letter.subject") in page
    is_told = translator(locale)("letter.borrowed", languages="").rstrip(" .") in page
    assert is_told is (locale not in ("da", "en"))


def test_a_language_that_is_not_there_is_refused_with_those_that_are(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        access(sources, "--identity", CAROL, "--locale", "xx")
    assert ended.value.code == 2
    assert f"there are no answers in 'xx'; there are in {', '.join(ANSWERS)}" in capsys.readouterr().err
