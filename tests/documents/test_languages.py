"""What the languages of an answer ask of its pages: headings that are not torn, and the signs that each wants."""

from __future__ import annotations

from collections import Counter

import pytest

from dsr.documents import enclosing, overview, wording
from dsr.documents.bundle import write_response
from dsr.documents.grid import PAD, roomy
from dsr.documents.lines import Grid
from dsr.documents.wording_terms import roles, said
from dsr.domain.answer import Column, Gap, Why
from dsr.domain.searched import Searched
from dsr.domain.tally import Tally
from dsr.domain.values import Kind
from dsr.domain.words import NotReached
from dsr.text import ANSWERS, translator
from tests.documents.answers import MemorySink, answer, batch, table, write
from tests.documents.spoken import spoken
from tests.documents.test_enclosing import SOUND, enclosed
from tests.documents.test_overview import usage


@pytest.mark.parametrize(("heads", "widths", "expected"), [
    (["Why", "Found", "All"], [50, 59, 200], [50, 59, 200]),                       # all fits
    (["Why", "Gefunden", "All"], [50, 59, 200], [50, 89, 170]),                    # the last column gives
    (["Why", "not found", "All"], [50, 59, 200], [50, 59, 200]),                   # a heading of two words may take two lines
    (["Warumdenn", "Gefunden", "Alles"], [50, 59, 200], [99, 89, 121]),
    (["Gefunden", "Alleszusammen"], [50, 100], [50 + 39, 61]),                     # whatever the last is called
    (["Gefundenes", "Alle"], [50, 100], [50, 100]),                                # the last would be left too narrow to be read
])
def test_a_column_is_as_wide_as_the_longest_word_of_its_heading(heads: list[str], widths: list[float], expected: list[float]) -> None:
    assert PAD == 9
    assert roomy(heads, widths, lambda word: 10.0 * len(word)) == expected


@pytest.mark.parametrize("locale", ANSWERS)
def test_no_heading_of_the_front_is_torn(locale: str) -> None:
    sink = MemorySink()
    small = answer(table(2, "at", address="pbx.calls"), locale=locale, enclosed=(enclosed(1),))
    write_response(small, lambda _table: iter([batch([["x"]] * 2)]), sink, files=lambda _file: iter([SOUND]))
    heads = [one.text for one in spoken(sink.files["response.pdf"]).every("TH")]
    say = translator(locale)
    wanted = [*say("letter.searched_head").split("|"), *say("letter.files_head").split("|")]
    assert [head for head in wanted if head not in heads] == []


@pytest.mark.parametrize("locale", ANSWERS)
def test_no_heading_of_a_table_of_sums_is_torn(locale: str) -> None:
    months = {f"{year}-01": 2 for year in range(2019, 2027)} | {"": 2}
    kinds = {"O": {month[:4]: rows for month, rows in months.items()}}
    labels = ["Appels téléphoniques", *(f"Calls {place}" for place in range(6))]
    tables = [usage(months, kinds, label=label, address=f"s.{place}") for place, label in enumerate(labels)]
    cells = [[f"{month}-02T08:00:00+00:00" if month else None, "O"] for month in months for _ in range(2)]
    sink, _ = write(answer(*tables, locale=locale), batch(cells, Kind.TIME, Kind.TEXT))
    heads = [one.text for one in spoken(sink.files["response.pdf"]).every("TH")]
    say = translator(locale)
    assert [head for head in (*map(say, ("letter.earlier", "letter.no_time", "letter.others_column")), *labels[:5]) if head not in heads] == []


def test_signs_of_french_have_their_space() -> None:
    tally = Tally(codes={"way": frozenset({"1"})}, kind="way", kinds={"1": Counter({"2026": 12})})
    way = Column("way", "Sens", "user", legend={"1": "émis"}, note="Vide si inconnu.")
    calls = table(12, address="s.a", columns=(way,), tally=tally)
    one = answer(calls, locale="fr", gaps=(Gap("s", "Standard", "s.b", NotReached.REFUSED),), enclosed=(enclosed(1), enclosed(2)),
                 identities=(Searched("email", "a@b.dk"), Searched("username", "a")))
    assert wording.legends(calls, "fr") == ["Sens\u00a0: Vide si inconnu.", "Sens\u00a0: 1 = émis"]
    assert wording.searched(one)[-1][-1] == (
        "Recherche non faite\u00a0: le système a refusé de répondre. Suit au plus tard le 3 déc. 2026")
    assert "a@b.dk\u00a0; nom d’utilisateur a." in wording.searched_by(one)[0].words
    assert dict(said(Why(recipients=("A", "B"), transfers=("C", "D")), (), "fr"))["Qui les reçoit"] == "A\u00a0; B."
    assert dict(said(Why(recipients=("A", "B"), transfers=("C", "D")), (), "fr"))["Hors de l’UE et de l’EEE"] == "C\u00a0; D."
    both = answer(calls, table(1, address="s.b"), locale="fr")
    assert [line.words for line in roles(both) if line.style == "pair"] == ["A (S)\u00a0; B (S)"]
    assert "(enregistrement sonore\u00a0: 2)" in enclosing.total(one)


def test_kinds_of_french_records_are_told_apart_by_its_colon() -> None:
    tally = Tally(first=None, kind="way", kinds={"1": Counter({"2026": 12})})
    calls = table(12, address="s.a", columns=(Column("way", "Sens", "user", legend={"1": "émis"}),), tally=tally)
    grid = overview._kinds(answer(calls, locale="fr"), [(calls, tally)])
    assert isinstance(grid, Grid)
    assert [row[0] for row in grid.rows] == ["A\u00a0: émis", "Total"]
