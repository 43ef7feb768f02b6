"""Pages keep to what the content policy allows, speak through the catalogue, and no form that changes something goes without its token.

Templates are read as text, so that what no test renders is looked at too. Letters are apart: mail programs know no style sheet,
so a letter has its style with it, and it is written in its language from the start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser

import pytest

from tests.guards.tree import ROOT, files

TEMPLATES = files("templates", ".html")
PAGES = tuple(path for path in TEMPLATES if not path.startswith("templates/letters/"))
STYLES = files("dsr/static", ".css")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
_NO_WORDS = re.compile(r"\{% block (?:page_class|area) %\}.*?\{% endblock %\}", re.DOTALL)  # names of classes
_ATTRIBUTES = re.compile(r"[a-z-]*=\"[^\"]*\"|\b(?:required|checked|selected)\b")  # of a tag that a macro puts together
_WORDS = re.compile(r"[^\W\d_]{2,}")
_SPOKEN = {"title", "alt", "placeholder", "aria-label", "aria-description"}
_LOADED = {"src", "srcset", "data", "poster", "background", "formaction", "action", "manifest", "ping", "cite"}


class Found(HTMLParser):
    """Tags with their attributes, and the words between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self.words += [value for name, value in given.items() if name in _SPOKEN]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def faults(text: str, *, is_letter: bool = False) -> list[str]:
    """What the content policy would stop, or a mail program would fetch."""
    said = []
    for tag, given in Found(_without_jinja(text)).tags:
        if tag in {"script", "iframe", "object", "embed", "base"} or (tag == "style" and not is_letter) or (tag == "img" and is_letter):
            said.append(f"<{tag}>")
        said += [f"{tag} {name}" for name in given if name.startswith("on") or (name == "style" and not is_letter)]
        loaded = {name: value for name, value in given.items() if name in _LOADED or (name == "href" and tag in {"link", "use", "image"})}
        said += [f"{tag} {name}={value}" for name, value in loaded.items() if re.match(r"(https?:)?//|data:", value.strip(), re.IGNORECASE)]
        said += [f"{tag} {name}={value}" for name, value in given.items() if value.strip().lower().startswith("javascript:")]
        if tag == "meta" and "http-equiv" in given:
            said.append("<meta http-equiv>")
    return said


def forms_without_token(text: str) -> list[str]:
    """Forms that post and carry no token, and forms of which one cannot say whether they post."""
    bare = _COMMENT.sub("", text)
    said = []
    for tag, inside in re.findall(r"(<form\b[^>]*>)(.*?)(?=</form>|<form\b|\Z)", bare, re.DOTALL | re.IGNORECASE):
        method = re.search(r"\bmethod=\"(get|post)\"", tag)
        if method is None or (method[1] == "post" and not re.search(r"\{\{-?\s*(?:\w+\.)?token\(\)\s*-?\}\}", inside)):
            said.append(tag)
    return said


def untranslated(text: str) -> list[str]:
    """Words that stand in a template as they are."""
    bare = _without_jinja(_NO_WORDS.sub("", text))
    return [words.strip() for words in Found(bare).words if _WORDS.search(_ATTRIBUTES.sub("", words))]


def test_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert _found(TEMPLATES, lambda path, text: faults(text, is_letter=path not in PAGES)) == {}


def test_styles_fetch_nothing() -> None:
    assert _found(STYLES, lambda _path, text: re.findall(r"@import|url\(|expression\(", text)) == {}


def test_every_form_that_posts_carries_its_token() -> None:
    assert _found(TEMPLATES, lambda _path, text: forms_without_token(text)) == {}


def test_every_text_goes_through_the_catalogue() -> None:
    assert _found(PAGES, lambda _path, text: untranslated(text)) == {}


@pytest.mark.parametrize(("text", "expected"), [
    ("<script>x</script>", 1), ('<p style="color:red">', 1), ("<style>p{}</style>", 1), ('<a onclick="x">', 1), ('<a href="javascript:x">', 1),
    ('<link href="https://cdn.example/x.css">', 1), ('<img src="//cdn.example/x.png">', 1), ('<form action="http://x.example">', 1),
    ('<meta http-equiv="refresh">', 1), ('<a href="https://{{ authority }}">', 0), ("<link href=\"{{ asset('x.css') }}\">", 0),
    ("{# <script> #}<p>", 0)])
def test_what_is_forbidden_is_seen(text: str, expected: int) -> None:
    assert len(faults(text)) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ('<form method="post"><button></form>', 1), ('<form method="post">{{ token() }}</form>', 0), ('<form method="get"><input></form>', 0),
    ("<form><input></form>", 1), ("<form method='post'>{{ token() }}</form>", 1), ('<form method="post">{# {{ token() }} #}</form>', 1),
    ('<form method="post">{{ token() }}</form><form method="post"></form>', 1), ('<form method="{{ how }}">{{ token() }}</form>', 1)])
def test_a_form_without_a_token_is_seen(text: str, expected: int) -> None:
    assert len(forms_without_token(text)) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("<p>Hello</p>", ["Hello"]), ('<p>{{ _("Hello") }}</p>', []), ("{% trans %}Hello{% endtrans %}", []), ('<a title="Hello">', ["Hello"]),
    ("<p>{{ x }}, 1 – 2</p>", []), ("<p>{% if x %}Æble{% endif %}</p>", ["Æble"]), ("{% block page_class %}narrow{% endblock %}", [])])
def test_words_outside_the_catalogue_are_seen(text: str, expected: list[str]) -> None:
    assert untranslated(text) == expected


def _without_jinja(text: str) -> str:
    bare = _TRANSLATED.sub("", _COMMENT.sub("", text))
    return re.sub(r"\{%.*?%\}", " ", re.sub(r"\{\{.*?\}\}", "", bare, flags=re.DOTALL), flags=re.DOTALL)


def _found(paths: Iterable[str], look: Callable[[str, str], list[str]]) -> dict[str, list[str]]:
    """What is wrong, by file."""
    texts = {path: (ROOT / path).read_text(encoding="utf-8") for path in paths}
    assert texts
    return {path: said for path, text in texts.items() if (said := look(path, text))}
