"""Every text of the pages has Danish words, and the compiled catalogue is the one that can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask

from tests.web.browser import Browser, words

_ROOT = Path(__file__).resolve().parents[2]
_DANISH = _ROOT / "dsr/translations/da/LC_MESSAGES"
_KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
_PLACES = re.compile(r"%\(([a-z]+)\)[sd]")


def _wanted() -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = set()
    for folder, methods in (("dsr/web", [("**.py", "python")]), ("templates", [("**.html", "jinja2")])):
        for _file, _line, text, _comments, _context in extract_from_dir(_ROOT / folder, methods, keywords=_KEYWORDS):
            found.add(text)
    return found


@pytest.fixture(scope="module")
def danish() -> Catalog:
    with (_DANISH / "messages.po").open("rb") as file:
        return read_po(file, locale="da")


def test_every_text_has_danish_words_and_no_word_is_left_over(danish: Catalog) -> None:
    there = {message.id for message in danish if message.id and all(_both(message.string))}
    assert _wanted() - there == set()
    assert there - _wanted() == set()


def test_the_compiled_catalogue_is_the_readable_one(danish: Catalog) -> None:
    with (_DANISH / "messages.mo").open("rb") as file:
        compiled = {_both(message.id): _both(message.string) for message in read_mo(file) if message.id}
    assert compiled == {_both(message.id): _both(message.string) for message in danish if message.id}


def test_placeholders_are_the_same_in_both_languages(danish: Catalog) -> None:
    for message in danish:
        for text in _both(message.string):
            assert set(_PLACES.findall(text)) == set(_PLACES.findall(_both(message.id)[-1])), message.id


def test_the_language_is_the_wish_then_the_browser_then_ours(app: Flask) -> None:
    assert "What does" in words(Browser(app, language="en").get("/"))
    assert "Hvad har" in words(Browser(app, language="da").get("/"))
    assert "Hvad har" in words(Browser(app, language="fi").get("/"))  # the entity's own
    wish = Browser(app, language="da")
    assert 'lang="en"' in wish.get("/?lang=en").get_data(as_text=True)
    assert "What does" in words(wish.get("/"))  # remembered
    assert "What does" in words(wish.get("/?lang=xx"))


def _both(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())
