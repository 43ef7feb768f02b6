"""The demo's answer in three languages, looked at by the tools that other people have: qpdf, poppler, and the checkers of tags and archives.

Needs the Debian package qpdf. Needs the Debian package poppler-utils.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
from pathlib import Path

import pikepdf
import pikepdf.pdfa
import pytest
from pdfua import validate

from dsr.text import translator
from tests.demo import answered
from tests.documents.test_tags import SAYS_SO

ENTRY = re.compile(r"(?<![A-Z0-9-])([A-H])-([0-9]+)(?![0-9-])")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> answered.Demo:
    return answered.build(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module", params=["fr", "da", "en"])
def out(request: pytest.FixtureRequest, demo: answered.Demo) -> tuple[str, Path]:
    """(language, folder of the answer)."""
    return request.param, demo.answer(request.param)


def told(*command: str | Path) -> str:
    """What a tool prints. A tool that complains, in its status or beside, fails the test."""
    ended = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def shown(out: Path) -> dict[str, int]:
    """Rows by the letter of their section."""
    collections = json.loads((out / "response.json").read_text(encoding="utf-8"))["collections"]
    counts = [one["shown"] for one in collections if one["shown"]]
    return {chr(65 + place): count for place, count in enumerate(counts)}


def numbers(text: str) -> dict[str, list[int]]:
    """The entry numbers in a text, by section."""
    found: dict[str, list[int]] = {}
    for letter, number in ENTRY.findall(text):
        found.setdefault(letter, []).append(int(number))
    return found


def test_qpdf_finds_nothing(out: tuple[str, Path]) -> None:
    assert "No syntax or stream encoding errors found" in told("qpdf", "--check", out[1] / "response.pdf")


def test_it_says_what_it_is(out: tuple[str, Path]) -> None:
    locale, folder = out
    facts = dict(line.split(":", 1) for line in told("pdfinfo", folder / "response.pdf").splitlines())
    asked = {name: facts[name].strip() for name in ("Title", "Author", "Tagged", "JavaScript", "Encrypted", "Form")}
    assert asked == {"Title": translator(locale)("letter.title"), "Author": "Fjordtel A/S", "Tagged": "yes", "JavaScript": "no", "Encrypted": "no",
                     "Form": "none"}
    with pikepdf.open(folder / "response.pdf") as pdf:
        assert str(pdf.Root.Lang) == locale


def test_the_structure_has_all_that_is_on_the_pages(out: tuple[str, Path]) -> None:
    locale, folder = out
    lines = told("pdfinfo", "-struct-text", folder / "response.pdf").splitlines()
    heads = [line.strip().strip('"') for before, line in itertools.pairwise(lines) if re.match(r" *H[1-6] ", before)]
    say = translator(locale)
    wanted = ("held_title", "missing_title", "entry_title", "who_title", "why_title", "rights_title", "object_title", "complain_title", "more_title",
              "contents_title", "searched_title")
    assert [name for name in wanted if say(f"letter.{name}") not in heads] == []
    rights = " ".join(say("letter.rights").split())  # poppler tells a blank that does not break as one that does
    assert rights in [line.strip().strip('"') for line in lines]  # words at the ends of lines are words
    heard = numbers("\n".join(line for before, line in itertools.pairwise(lines) if before.strip() == "/Scope /Row"))
    assert heard == {letter: list(range(1, count + 1)) for letter, count in shown(folder).items()}


def test_pdftotext_reads_every_entry_once(out: tuple[str, Path]) -> None:
    text = told("pdftotext", out[1] / "response.pdf", "-").replace("A-1", "", 1)  # the example in the letter
    found = {letter: sorted(found) for letter, found in numbers(text).items()}  # it guesses columns, and so the order
    assert found == {letter: list(range(1, count + 1)) for letter, count in shown(out[1]).items()}


def test_it_is_pdfua_clean(out: tuple[str, Path]) -> None:
    report = validate(out[1] / "response.pdf")
    assert (list(report.findings), list(report.skipped)) == ([], [])


def test_the_archive_checker_finds_nothing_but_that_the_file_says_it_is_accessible(out: tuple[str, Path]) -> None:
    with pikepdf.open(out[1] / "response.pdf") as pdf:
        found = [one.message for one in pikepdf.pdfa.check(pdf, "3b").findings]
    assert [one for one in found if not any(name in one for name in SAYS_SO)] == []
