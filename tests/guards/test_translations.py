"""The Danish catalogue of the pages: whole, sure of itself, filled with the same facts, and compiled as it is written.

tests/web/test_words.py compares it with what the pages ask for; that only holds if every text stands where babel can find it, which is
looked at here.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from tests.guards.tree import ROOT, Module, below, files, offences, parsed

_CATALOGUES = sorted((ROOT / "dsr/translations").glob("*/LC_MESSAGES/messages.po"))
_HOLE = re.compile(r"%\((\w+)\)(.)|%(?!%)(?!\()(.)?")
_SAYS = {"_": 1, "_l": 1, "gettext": 1, "ngettext": 2}
_KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}


def holes(words: str) -> set[str]:
    """The facts of a sentence, with how each is written."""
    return {f"{name}:{how}" if name else f"bare:{bare}" for name, how, bare in _HOLE.findall(words.replace("%%", ""))}


def many(words: object) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words) if isinstance(words, list | tuple) else ()


def hidden_texts(module: Module) -> Iterator[int]:
    """Calls whose text babel cannot read, because it is put together when it is said."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SAYS:
            said = node.args[:_SAYS[node.func.id]]
            if not said or not all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in said):
                yield node.lineno


def hidden_in_template(source: str) -> list[int]:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    calls = ((getattr(call.node, "name", ""), call) for call in environment.parse(source).find_all(nodes.Call))
    return [call.lineno for name, call in calls if name in _SAYS and not all(isinstance(one, nodes.Const) for one in call.args[:_SAYS[name]])]


@pytest.fixture(params=_CATALOGUES, ids=lambda path: path.parts[-3])
def written(request: pytest.FixtureRequest) -> Path:
    path = request.param
    assert isinstance(path, Path)
    return path


@pytest.fixture
def catalogue(written: Path) -> Catalog:
    with written.open("rb") as file:
        return read_po(file, locale=written.parts[-3], abort_invalid=True)


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_there_is_a_catalogue() -> None:
    assert [path.parts[-3] for path in _CATALOGUES] == ["da"]  # English is what the texts are written in


def test_every_text_stands_where_it_can_be_found() -> None:
    assert offences(tuple(module for module in below("dsr/web") if module.path != "dsr/web/say.py"), hidden_texts) == []
    assert [f"{path}:{line}" for path in files("templates", ".html") for line in hidden_in_template((ROOT / path).read_text(encoding="utf-8"))] == []


def test_every_text_is_translated(catalogue: Catalog) -> None:
    known = {many(message.id)[0]: message for message in messages(catalogue)}
    asked = {many(text)[0] for path in (*files("dsr/web", ".py"), *files("templates", ".html")) for text in _extracted(path)}
    assert len(asked) > 100
    assert asked - known.keys() == set()


def test_no_translation_is_empty_or_unsure(catalogue: Catalog) -> None:
    assert [message.id for message in messages(catalogue) if not many(message.string) or not all(one.strip() for one in many(message.string))] == []
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []
    assert list(catalogue.obsolete) == []
    assert not catalogue.fuzzy


def test_plurals_have_as_many_forms_as_the_language(catalogue: Catalog) -> None:
    assert [message.id for message in messages(catalogue) if message.pluralizable and len(many(message.string)) != catalogue.num_plurals] == []


def test_the_same_facts_stand_in_both(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        asked = set().union(*(holes(one) for one in many(message.id)))
        told = [holes(one) for one in many(message.string)]
        assert all(one <= asked for one in told), message.id
        assert told[-1] == holes(many(message.id)[-1]), message.id  # a form for one thing may do without the number
        assert len({hole.startswith("bare:") for hole in asked}) <= 1, message.id  # a bare sign breaks the filling in of the others


def test_the_compiled_file_is_what_the_readable_one_compiles_to(written: Path, catalogue: Catalog) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, catalogue)
    fresh.seek(0)
    with written.with_suffix(".mo").open("rb") as file:
        assert _strings(read_mo(file)) == _strings(read_mo(fresh))


def test_a_text_that_cannot_be_found_is_seen() -> None:
    assert list(hidden_texts(parsed("x.py", "_('a')\n_(a)\n_(f'{a}')\nngettext('a', b, 3)\nngettext('a', 'b', n)\n_l('a' + b)"))) == [2, 3, 4, 6]
    assert hidden_in_template("{{ _('a') }}\n{{ _(a) }}\n{{ ngettext('a', 'b', n) }}\n{{ _('a' ~ b) }}") == [2, 4]
    assert holes("%(by_hand)s of %(all)d, 100%% and %s") == {"by_hand:s", "all:d", "bare:s"}


def _extracted(path: str) -> Iterator[object]:
    with (ROOT / path).open("rb") as file:
        for _line, text, _comments, _context in extract("python" if path.endswith(".py") else "jinja2", file, keywords=_KEYWORDS):
            yield text


def _strings(catalogue: Catalog) -> dict[object, object]:
    return {many(message.id): many(message.string) for message in catalogue if message.id}
