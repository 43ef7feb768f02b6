"""A printed answer speaks of no file beside it: it says how the reader gets them."""

from __future__ import annotations

import pytest

from dsr.documents import wording
from dsr.documents.bundle import write_response
from dsr.documents.lines import Line
from dsr.domain.answer import Answer
from dsr.domain.values import Kind
from dsr.text import ANSWERS, catalogue, translator
from tests.documents.answers import ENTITY, MemorySink, answer, batch, columns, table
from tests.documents.test_enclosing import SOUND, enclosed

BESIDE = ("yes", "rights", "more", "entry", "missing_columns", "files", "section_all_in_files", "section_all_in_files_plain", "continued",
          "bytes_cell", "replaced", "read_entry", "read_volumes_words")  # words that speak of the files


def printed(locale: str) -> Answer:
    rows = table(3, columns=(*columns("name"), *columns("size", unit="bytes")), left_out=("rank",))
    return answer(rows, table(40, "at", address="pbx.calls"), locale=locale, is_on_paper=True, enclosed=(enclosed(1),), print_rows=10, tag_rows=5)


@pytest.mark.parametrize("locale", ANSWERS)
def test_what_is_said_of_files_has_other_words_on_paper(locale: str) -> None:
    words = catalogue(locale)
    assert {key for key in words if key.startswith("letter.") and key.endswith("_paper")} == {f"letter.{key}_paper" for key in BESIDE}
    said = "\n".join(block.words for block in wording.letter(printed(locale)) if isinstance(block, Line))
    say = translator(locale)
    assert say("letter.yes_paper") in said
    assert say("letter.rights_paper") in said
    assert [name for name in ("response.json", "response.html", say("letter.yes"), say("letter.rights")) if name in said] == []


@pytest.mark.parametrize("locale", ["da", "en", "de"])
def test_the_pages_lead_to_no_file_without_saying_how_it_is_got(locale: str) -> None:
    one = printed(locale)
    names = [[f"{'x' * 2_100} \u0fd5", 1], ["b", 2], ["c", 3]]
    rows = {"crm.contact": [batch(names, Kind.TEXT, Kind.INTEGER, names=("name", "size"))], "pbx.calls": [batch([["x"]] * 40)]}
    sink = MemorySink()
    write_response(one, lambda asked: iter(rows[str(asked.address)]), sink, files=lambda _file: iter([SOUND]))
    text, say = sink.text(), translator(locale)
    assert "response.html" not in text
    assert say("letter.more_paper", language=say("letter.language"), dpo=ENTITY.dpo_contact) in text
    assert say("letter.files_paper") in text
    assert say("letter.section_all_in_files_plain_paper", count="40", limit="10", files="data/pbx.calls.csv, data/pbx.calls.jsonl") in text
    assert say("letter.continued_paper", file="data/crm.contact.jsonl").split(";")[1] in text


def test_an_answer_by_link_has_the_words_of_before() -> None:
    said = str(wording.letter(answer(table(3, "n"))))
    assert "in the files beside this document" in said
    assert "electronically as you asked" in said
