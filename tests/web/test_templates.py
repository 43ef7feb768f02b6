"""Every template compiles, and none switches the escaping off or holds what the content policy forbids."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

_FOLDER = Path(__file__).resolve().parents[2] / "templates"
_PAGES = sorted(str(path.relative_to(_FOLDER)) for path in _FOLDER.rglob("*.html") if "letters" not in path.parts)
_FORBIDDEN = re.compile(r"<script|\son[a-z]+=|\sstyle=|javascript:|autoescape|<meta http-equiv", re.IGNORECASE)


@pytest.mark.parametrize("name", _PAGES)
def test_it_compiles_and_keeps_the_rules(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)
    text = (_FOLDER / name).read_text(encoding="utf-8")
    assert not _FORBIDDEN.search(text)
    for use in re.findall(r"[^{%]*\|\s*safe\b", text):
        assert use.rstrip().endswith("'|safe"), "only a text that stands in the template is safe"


@pytest.mark.parametrize("name", _PAGES)
def test_every_form_that_posts_carries_its_token(name: str) -> None:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.DOTALL):
        assert "token()" in form
