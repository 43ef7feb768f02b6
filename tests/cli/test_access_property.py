"""Whatever rows there are: the PDF has every printed row once and in order, and what is left out stands nowhere in any file of the answer."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.cli.access import run
from dsr.domain.choices import NOTHING, REASONS, Act, Choice, Target, cuts
from dsr.domain.parties import Party
from dsr.domain.policy import STANDARD, Policies, Policy, Treatment
from dsr.domain.words import Role
from dsr.services.search import search
from dsr.text import ANSWERS
from dsr.vault import Handle
from tests.cli.world import ME, Call, Ring, World, told

EXAMPLES = 60 if settings().max_examples <= 100 else 1_000
MARK = re.compile("zq[0-9]{5}qz")
TROUBLE = st.sampled_from([
    "", "", "plain ", "<b>", "&amp;", "\u202e", "\u200b", "\x07", "🙂", "ก", "שלום ", "Ελλ ", "日本 ", "word " * 60, "x" * 300, "(\\"])
TIMES = st.sampled_from(["2025-01-31 23:30:00", "2025-02-01 08:00:00", "2025-03-30 01:59:59", "2025-12-31 23:59:59", "2024-02-29 12:00:00"])
CALLS = st.lists(st.builds(Call, st.booleans(), TIMES, st.booleans(), st.none() | st.integers(-5, 2 ** 40), TROUBLE, TROUBLE), max_size=40)
TOKENS = Handle.tokens
ROWS = st.lists(st.booleans(), max_size=4)
SPELLINGS = st.sampled_from(["{}", "+45{}", "0045 {}"])
RINGS = st.lists(st.builds(Ring, st.booleans(), st.booleans(), st.integers(1, 5), st.booleans(), SPELLINGS), max_size=20)


LEFT = st.lists(st.builds(
    Choice, st.one_of(st.builds(Target, st.just("world.contacts"), st.just(""), st.integers(0, 3)),
                      st.builds(Target, st.just("world.calls"), st.sampled_from(["line", "note"])),
                      st.builds(Target, st.sampled_from(["world.contacts", "world.calls"]))),
    st.just(Act.LEAVE_OUT), st.sampled_from(REASONS[Act.LEAVE_OUT])), max_size=3)


def leave_out(world: World, choices: list[Choice]) -> None:
    """What staff leave out of the world's rows is not shown and stands nowhere."""
    for name, columns in (("contacts", ("name",)), ("calls", ("line", "note"))):
        own, rows = cuts(choices).get(f"world.{name}", NOTHING), world.shown[name]
        kept = [[column not in own.fields and own.place(number) is not None for column in columns] for number in range(len(rows))]
        world.left_out += [mark for row, stays in zip(rows, kept, strict=True) for mark, stay in zip(row, stays, strict=True) if not stay]
        world.shown[name] = [[mark for mark, stay in zip(row, stays, strict=True) if stay] for number, (row, stays) in enumerate(
            zip(rows, kept, strict=True)) if own.place(number) is not None]


@settings(max_examples=EXAMPLES)
@given(contacts=ROWS, calls=CALLS, voicemails=ROWS, printed=st.sampled_from(["all", "0", "7"]), locale=st.sampled_from(ANSWERS), left=LEFT)
def test_every_printed_row_is_there_once_and_nothing_that_is_left_out(
        contacts: list[bool], calls: list[Call], voicemails: list[bool], printed: str, locale: str, left: list[Choice]) -> None:
    decided = mock.patch("dsr.cli.access.search", lambda *given, **named: replace(search(*given, **named), choices=tuple(left)))
    with tempfile.TemporaryDirectory() as name, decided:
        world = World(Path(name))
        sources, out = world.build(contacts, calls, voicemails, []), world.folder / "out"
        leave_out(world, left)
        status = run(["--sources", str(sources), "--identity", f"email={ME}", "--out", str(out), "--progress", "never", "--print", printed,
                      "--locale", locale])
        assert status == 0
        held = everything(out)
        assert [mark for mark in world.left_out if mark in held] == []
        for collection, rows in world.shown.items():
            in_files(out, collection, rows)
            limit = len(rows) if printed == "all" else int(printed)
            on_pages(pages(out), rows, is_printed=len(rows) <= limit)


@settings(max_examples=EXAMPLES)
@given(rings=RINGS, printed=st.sampled_from(["all", "0"]), locale=st.sampled_from(["en", "da"]))
def test_a_hidden_number_stands_nowhere_and_neither_does_what_it_is_known_by(rings: list[Ring], printed: str, locale: str) -> None:
    tokens: list[int] = []

    def watched(handle: Handle, purpose: str) -> Callable[[str], int]:
        made = TOKENS(handle, purpose)
        return lambda text: tokens.append(made(text)) or tokens[-1]  # type: ignore[func-returns-value]  # nothing is what append gives

    table = Policy({**STANDARD.treatments, Party.CALLER: Treatment.CUT})
    cut = mock.patch("dsr.cli.access.defaults", lambda country: Policies(country, dict.fromkeys(Role, table)))
    with tempfile.TemporaryDirectory() as name, cut, mock.patch.object(Handle, "tokens", watched):
        world = World(Path(name))
        sources, out, said = world.build([], [], [], rings), world.folder / "out", io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            assert run(["--sources", str(sources), "--identity", f"email={ME}", "--out", str(out), "--progress", "never", "--print", printed,
                        "--locale", locale]) == 0
        held = everything(out) + said.getvalue()
        assert [mark for mark in world.left_out if mark in held] == []
        mine = [ring for ring in rings if ring.is_mine]
        shown = {ring.number for ring in mine if ring.is_outgoing}
        assert [ring.number for ring in rings if ring.number not in shown and ring.number in held] == []
        assert [token for token in set(tokens) if str(token) in held or f"{token:x}" in held.lower()] == []
        assert len(set(tokens)) == len({ring.number for ring in mine if ring.is_outgoing or not ring.is_hidden})
        in_files(out, "numbers", world.shown["numbers"])
        word = {"en": "Contact", "da": "Kontakt"}[locale]
        lines = (out / "data" / "world.numbers.jsonl").read_text(encoding="utf-8").splitlines()
        cells = [json.loads(line)["caller"] for line in lines]
        assert cells == told(rings, word)
        sheet = list(csv.reader(io.StringIO((out / "data" / "world.numbers.csv").read_text(encoding="utf-8-sig"))))[1:]
        assert [row[2].removeprefix("'") or None for row in sheet] == cells
        named = re.compile(rf"{word} ?([0-9]{{2,}})\)")
        in_rows = [found for cell in cells if cell for found in named.findall(cell)]
        assert named.findall((out / "response.html").read_text(encoding="utf-8")) == in_rows
        assert named.findall(pages(out)) == (in_rows if printed == "all" or not mine else [])


def in_files(out: Path, collection: str, rows: list[list[str]]) -> None:
    """Every row stands once in JSON lines and CSV, in one order, and is counted."""
    lines = (out / "data" / f"world.{collection}.jsonl").read_text(encoding="utf-8")
    sheet = (out / "data" / f"world.{collection}.csv").read_text(encoding="utf-8-sig")
    assert sorted(MARK.findall(lines)) == sorted(MARK.findall(sheet)) == sorted(mark for row in rows for mark in row)
    assert MARK.findall(lines) == MARK.findall(sheet)
    told = next(one for one in json.loads((out / "response.json").read_text(encoding="utf-8"))["collections"]
                if one["address"] == f"world.{collection}")
    assert told["shown"] == len(rows)


def on_pages(text: str, rows: list[list[str]], *, is_printed: bool) -> None:
    """Each mark of a printed row stands once; of rows that are not printed none stands at all."""
    wanted = [mark for row in rows for mark in row]
    found = [mark for mark in MARK.findall(text) if mark in set(wanted)]
    assert sorted(found) == (sorted(wanted) if is_printed else [])


def pages(out: Path) -> str:
    """The text of the PDF, line breaks taken out: a mark may be folded."""
    with pypdfium2.PdfDocument(out / "response.pdf") as pdf:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)


def everything(out: Path) -> str:
    """All files as they are, and of the PDF also every object opened: metadata, attachments, tags, names."""
    texts = [path.read_bytes().decode("utf-8", "replace") for path in sorted(out.rglob("*")) if path.is_file()]
    with pikepdf.open(out / "response.pdf") as pdf:
        opened = [text for one in pdf.objects for text in within(one)]
    return "".join([*texts, *opened, pages(out)])


def within(one: Any) -> Iterator[str]:
    """Every text in an object of a PDF, however deep, and what its stream holds."""
    match one:
        case pikepdf.String() | pikepdf.Name():
            yield str(one)
        case pikepdf.Stream():
            yield one.read_bytes().decode("latin-1")
            for _, inner in one.items():
                yield from within(inner)
        case pikepdf.Dictionary():
            for inner in one.values():
                yield from within(inner) if not (isinstance(inner, pikepdf.Object) and inner.is_indirect) else ()
        case pikepdf.Array():
            for inner in one:
                yield from within(inner) if not (isinstance(inner, pikepdf.Object) and inner.is_indirect) else ()
