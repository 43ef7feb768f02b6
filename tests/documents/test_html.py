"""response.html opens anywhere, calls nobody, and escapes everything."""

from __future__ import annotations

import re

import pytest

from dsr.documents import html as module
from dsr.domain.answer import Gap
from dsr.domain.searched import Searched
from dsr.domain.values import Kind
from dsr.domain.words import NotReached, Role, Withheld
from tests.documents.answers import answer, batch, table, write


def test_text_is_escaped_everywhere() -> None:
    evil = "<script>alert(1)</script>\"'&"
    gap = Gap("s", evil, evil, NotReached.UNAVAILABLE)
    one = table(1, "note", label=evil, source_label=evil)
    sink, _ = write(answer(one, person_name=evil, gaps=(gap,), identities=(Searched("email", evil),), unknown_kinds=(evil,)), batch([[evil]]))
    page = sink.html()
    assert re.findall("<script[^>]*>", page) == ["<script>"]  # ours
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;") >= 8


def test_nothing_is_called() -> None:
    sink, _ = write(answer(table(1, "note")), batch([["http://x.example"]]))
    page = sink.html()
    assert "default-src 'none'" in page
    assert not re.search(r"<(script .*|link|img|iframe|form)\b|url\(|@import|\son\w+=|fetch|import\(|XMLHttp|innerHTML", page)
    assert set(re.findall(r"<a ([^>]*)>", page)) == {'href="#A"'}  # only to what stands in the same file
    assert '<html lang="en">' in page
    assert "width=device-width" in page


def test_rows_above_the_limit_are_said_to_be_in_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    first, second = table(5, "note", address="s.a"), table(2, "note", address="s.b")
    sink, written = write(answer(first, second), more={"s.a": [batch([["x"]] * 5)], "s.b": [batch([["y"]] * 2)]})
    page = sink.html()
    assert page.count("<td>x</td>") == 3
    assert "Not on this page: 2 records. They are in the files data/s.a.csv, data/s.a.jsonl." in page
    assert "Not on this page: 2 records. They are in the files data/s.b.csv, data/s.b.jsonl." in page
    assert written.counts["s.a"]["html"] == 5


def test_tags_are_balanced() -> None:
    held = table(0, "n", address="p.v", found=2, withheld={Withheld.PROCESSOR: 2}, role=Role.PROCESSOR)
    sink, _ = write(answer(table(2, "note", "n"), held), batch([["a", 1], [None, 2]], Kind.TEXT, Kind.INTEGER))
    page = sink.html()
    for tag in ("section", "table", "tr", "td", "th", "ul", "li", "dl", "dt", "dd", "div", "p", "h1", "h2", "main", "body", "html"):
        assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>"), tag


def test_a_long_value_is_cut_in_words() -> None:
    sink, _ = write(answer(table(1, "note")), batch([["x" * 1_000_000]]))
    assert len(sink.files["response.html"]) < 20_000
    assert "continued in the file data/crm.contact.jsonl" in sink.html()
