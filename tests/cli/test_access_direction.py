"""Who called whom stands in the answer in words, and in the files for machines as a column of its own."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from dsr import chunks
from dsr.cli.access import run
from dsr.domain.values import Kind, WireBatch, joined

OWN, SECOND, OTHER = "+4578770202", "+4578770203", "+4533661234"
SOURCE = """\
source:
  key: pbx
  label: {en: Exchange, da: Central}
  connector: sql
  config: {url: "sqlite:///%s"}
  role: controller
  timezone: Europe/Copenhagen
  country: DK
  dataset:
    - fides_key: pbx
      collections:
        - name: calls
          dsr_meta: {label: {en: Calls, da: Opkald}, time: at}
          fields:
            - {name: at, data_categories: [user.behavior], dsr_meta: {label: {en: Time, da: Tid}}}
            - name: caller
              data_categories: [user.contact.phone_number]
              fides_meta: {identity: phone_number}
              dsr_meta: {label: {en: From, da: Fra}, side: caller, about: number}
            - name: called
              data_categories: [user.contact.phone_number]
              fides_meta: {identity: phone_number}
              dsr_meta: {label: {en: To, da: Til}, side: callee, about: number}
"""
CALLS = [("2026-03-04 10:00:00", OTHER, OWN), ("2026-03-02 10:00:00", OWN, OTHER), ("2026-03-03 10:00:00", OWN, SECOND),
         ("2026-03-05 10:00:00", OTHER, OTHER)]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "pbx.db") as base:
        base.execute("create table calls (at text, caller text, called text)")
        base.executemany("insert into calls values (?, ?, ?)", CALLS)
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "pbx.yml").write_text(SOURCE % (tmp_path / "pbx.db"), encoding="utf-8")
    return folder


def answer(sources: Path, out: Path, *more: str) -> tuple[list[dict[str, object]], str, str]:
    """Lines for machines, the sheet, and the text of the PDF."""
    assert run(["--sources", str(sources), "--identity", f"phone_number={OWN}", "--identity", f"phone_number={SECOND}", "--out", str(out),
                "--progress", "never", *more]) == 0
    lines = [json.loads(line) for line in (out / "data/pbx.calls.jsonl").read_text(encoding="utf-8").splitlines()]
    with pypdfium2.PdfDocument(out / "response.pdf") as pdf:
        text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pdf)
    return lines, (out / "data/pbx.calls.csv").read_text(encoding="utf-8-sig"), text


def test_rows_come_in_order_of_time_with_their_direction(sources: Path, tmp_path: Path) -> None:
    lines, sheet, text = answer(sources, tmp_path / "out")
    assert [(str(line["at"])[:10], line["dsr_direction"]) for line in lines] == [("2026-03-02", "out"), ("2026-03-03", "own"), ("2026-03-04", "in")]
    assert sheet.splitlines()[0] == "Time,From,To,Direction"
    assert [line.rpartition(",")[2] for line in sheet.splitlines()[1:]] == ["out", "own", "in"]
    for said in (text, (tmp_path / "out/response.html").read_text(encoding="utf-8")):
        assert said.index("From you") < said.index("Between your own numbers") or said is text
        assert all(words in said for words in ("From you", "To you", "Between your own numbers"))
    assert f"A-3 04 Mar 2026 10:00:00 {OTHER} {OWN} To you" in text
    told = json.loads((tmp_path / "out/response.json").read_text(encoding="utf-8"))["collections"][0]["fields"]
    assert [one["name"] for one in told] == ["at", "caller", "called", "dsr_direction"]
    assert told[-1]["category"] == "user.contact.phone_number"


def test_danish_has_its_own_words(sources: Path, tmp_path: Path) -> None:
    text = answer(sources, tmp_path / "out", "--locale", "da")[2]
    assert f"{OWN} {OTHER} Fra dig" in text


def test_where_no_number_is_asked_for_neither_is_who_called(sources: Path, tmp_path: Path) -> None:
    lines = answer(sources, tmp_path / "out", "--category", "user.behavior")[0]
    assert [sorted(line) for line in lines] == [["at"]] * 3


ROWS = WireBatch(("at",), (Kind.TEXT,), (("a", "b", "c"),), directions=("out", None, "in"))


def test_directions_stay_with_their_rows() -> None:
    assert chunks.decode(chunks.encode(ROWS)) == ROWS
    assert ROWS.picked([2, 0]).directions == ("in", "out")
    assert ROWS.directed("way").rows == [("a", "out"), ("b", None), ("c", "in")]
    assert WireBatch(("at",), (Kind.TEXT,), (("a",),)).directed("way").rows == [("a", None)]  # sealed before directions were
    assert WireBatch(("at", "b"), (Kind.TEXT, Kind.TEXT), (("a",), ("b",)), directions=("own",)).narrowed([1]).directed("way").rows == [("b", "own")]
    whole = joined([WireBatch(("at",), (Kind.TEXT,), (("z",),)), ROWS])
    assert whole is not None
    assert whole.directions == (None, "out", None, "in")
