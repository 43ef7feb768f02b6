"""What `dsr sources check` warns of: types, personal data that nobody mapped, slow look-ups, codes without words. On both databases."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from dsr.cli.sources import run
from dsr.text import ANSWERS
from tests.servers.postgres import Postgres

SCHEMA = """
CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(100), spare VARCHAR(40), born VARCHAR(20), secret_word VARCHAR(60), agent VARCHAR(12));
CREATE TABLE calls (id INTEGER PRIMARY KEY, person_id INTEGER, cause VARCHAR(12), agent VARCHAR(12), heard VARCHAR(20));
CREATE INDEX by_person ON calls (person_id);
CREATE TABLE qzx (wvu VARCHAR(80), tsr VARCHAR(40), plain VARCHAR(40));
CREATE TABLE tariffs (plan VARCHAR(40), worth INTEGER);
"""
SOURCE = """\
source:
  key: pbx
  label: {{en: PBX}}
  connector: sql
  config: {{url: "{url}"}}
  role: controller
  country: DK
  dataset:
    - fides_key: pbx
      collections:
        - name: people
          dsr_meta: {{label: {{en: You}}}}
          fields:
            - {{name: id, data_categories: [system.operations], fides_meta: {{primary_key: true, data_type: string}}}}
            - name: email
              data_categories: [user.contact.email]
              fides_meta: {{identity: email, data_type: string}}
              dsr_meta: {{label: {{en: Email}}}}
        - name: calls
          dsr_meta: {{label: {{en: Calls}}}}
          fields:
            - name: person_id
              data_categories: [system.operations]
              fides_meta: {{references: [{{dataset: pbx, field: people.id, direction: from}}]}}
            - name: cause
              data_categories: [user.behavior]
              dsr_meta: {{label: {{en: Ended}}, legend: {{"16": {{en: normally}}}}}}
            - {{name: agent, data_categories: [user.behavior], dsr_meta: {{label: {{en: Agent}}}}}}
  terms: {{purpose: {{en: Telephony, da: Telefoni}}, retention: {{ground: contract, period: P5Y}}, recipients: [Nobody A/S]}}
"""
AGENTS = ("CAROL", "BOB", "ALICE")
CAUSES = ("16", "17", "BUSY")


def make(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in SCHEMA.split(";\n"):
            if statement.strip():
                connection.execute(text(statement))
        connection.execute(text("INSERT INTO people VALUES (:i, :e, :s, '1980-01-02', 'x', 'CAROL')"), [
            {"i": number, "e": f"someone{number}@nordlys.example", "s": f"+45 31 22 {number:02} 11"} for number in range(20)])
        connection.execute(text("INSERT INTO calls VALUES (:i, :p, :c, :a, :h)"), [
            {"i": number, "p": number % 20, "c": CAUSES[number % 3], "a": AGENTS[number % 3], "h": "yes"} for number in range(10_001)])
        connection.execute(text("INSERT INTO qzx VALUES (:e, :t, 'x')"), [
            {"e": f"other{number}@havbris.example", "t": f"+45312210{number:02}"} for number in range(20)])
        if engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))
    engine.dispose()


@cache
def _in_postgres(server: Postgres) -> str:
    url = server.create_database("warned")
    make(url)
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    url = f"sqlite:///{tmp_path / 'pbx.sqlite'}"
    if request.param == "postgres":
        url = _in_postgres(request.getfixturevalue("postgres"))
    else:
        make(url)
    home = tmp_path / "sources"
    home.mkdir()
    (home / "pbx.yml").write_text(SOURCE.format(url=url), encoding="utf-8")
    return home


def edit(folder: Path, part: str, other: str) -> None:
    file = folder / "pbx.yml"
    given = file.read_text(encoding="utf-8")
    assert part in given
    file.write_text(given.replace(part, other), encoding="utf-8")


def check(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    capsys.readouterr()
    status = run(["check", *options, str(folder)])
    said = capsys.readouterr()
    return status, said.out + said.err


def test_warnings_are_grouped_placed_and_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = check(folder, capsys)
    lines = said.splitlines()
    assert status == 0
    assert lines[:4] == [
        "pbx: 2 collections, 5 fields, fits",
        "  types that do not fit (1)",
        "    pbx.yml:14: pbx.people.id: data_type string does not fit the column, which is INTEGER",
        "  seems to be personal data and is not searched (3)"]
    unmapped = "\n".join(lines[4:7])
    assert "pbx.yml:11: pbx.people.spare: no field maps this column: user.contact.phone_number, " in unmapped
    assert "pbx.yml:11: pbx.people.born: no field maps this column: user.date_of_birth, 88 % name" in unmapped
    assert "    qzx: no collection maps this table: wvu (user.contact.email, " in unmapped
    assert "tariffs" not in said
    assert lines[-1] == "0 faults, 6 warnings"


def test_warnings_count_only_if_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (check(folder, capsys)[0], check(folder, capsys, "--strict")[0]) == (0, 2)


def test_codes_are_shown_and_what_may_be_a_name_is_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, said = check(folder, capsys)
    assert "pbx.calls.cause: 2 without words in the first 2,000 rows: 17, BUSY" in said
    assert "pbx.calls.agent: 3 without words in the first 2,000 rows: not shown, for they may be something else" in said


def test_no_value_of_anybody_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, said = check(folder, capsys)
    assert not [one for one in (*AGENTS, "someone", "@nordlys", "havbris", "+45", "3122", "1980") if one in said]


def test_a_look_up_without_an_index_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "look-ups that read" not in check(folder, capsys)[1]
    edit(folder, "{name: agent, ", "{name: agent, fides_meta: {identity: extension}, ")
    _, said = check(folder, capsys)
    assert "  look-ups that read every row of a table with more than 10,000 (1)" in said
    assert "pbx.calls.agent: no index serves a look-up by agent as extension" in said


def test_what_is_left_out_on_purpose_is_still_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder, "field: people.id, direction: from}]}", "field: people.id, direction: from}]}  # gone")
    text = (folder / "pbx.yml").read_text(encoding="utf-8")
    (folder / "pbx.yml").write_text(text[:text.index("        - name: calls")] + """\
        - name: qzx
          fides_meta: {skip_processing: true}
          fields: [{name: wvu}]
""", encoding="utf-8")
    status, said = check(folder, capsys)
    assert status == 0
    assert "pbx.qzx: left out by skip_processing: wvu (user.contact.email, " in said


def test_each_category_says_which_languages_have_words_for_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder, "- {name: agent, data_categories: [user.behavior]", "- {name: agent, data_categories: [user.behavior.nightly]")
    _, said = check(folder, capsys)
    every = ", ".join(ANSWERS)
    assert f"words for them: user.behavior ({every}), user.behavior.nightly (none), user.contact.email ({every})" in said
    assert said.splitlines()[-1] == "0 faults, 7 warnings"


def test_a_table_that_is_several_collections(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "pbx.yml"
    text = file.read_text(encoding="utf-8")
    head, terms, end = text.partition("  terms:")
    file.write_text(head + """\
        - name: mails
          dsr_meta: {label: {en: Mails}, table: qzx, where: [{column: plain, in: [x]}]}
          fields: [{name: wvu, data_categories: [user.contact.email], fides_meta: {identity: email}, dsr_meta: {label: {en: Mail}}}]
        - name: numbers
          dsr_meta: {label: {en: Numbers}, table: qzx, where: [{column: plain, in: [y]}]}
          fields:
            - {name: wvu, dsr_meta: {secret: true}}
            - {name: tsr, data_categories: [user.contact.phone_number], fides_meta: {identity: phone_number}, dsr_meta: {label: {en: Number}}}
""" + terms + end, encoding="utf-8")
    status, said = check(folder, capsys)
    assert status == 0
    assert "qzx" not in said
    assert "pbx.mails" not in said
    edit(folder, "column: plain, in: [y]", "column: gone, in: [y]")
    status, said = check(folder, capsys)
    assert (status, "pbx.numbers" in said, "'gone'" in said) == (2, True, True)


def test_a_number_in_several_columns_is_looked_up_by_the_last(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder, "- {name: agent, data_categories: [user.behavior], dsr_meta: {label: {en: Agent}}}", """\
- {name: heard}
            - name: agent
              data_categories: [user.behavior]
              fides_meta: {identity: phone_number}
              dsr_meta: {label: {en: Agent}, parts: [heard, agent]}""")
    _, said = check(folder, capsys)
    assert "pbx.calls.agent: no index serves a look-up by agent as phone_number" in said


def test_a_step_that_no_answer_lists_needs_no_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "pbx.yml"
    head, terms, end = file.read_text(encoding="utf-8").partition("  terms:")
    step = "        - {name: steps, dsr_meta: {table: qzx%s}, fields: [{name: wvu, fides_meta: {identity: email}}]}\n"
    silent = []
    for mark in ("", ", only_leads: true"):
        file.write_text(head + step % mark + terms + end, encoding="utf-8")
        _, said = check(folder, capsys)
        silent.append([line for line in said.splitlines() if line.startswith("without words") and "pbx.steps" in line])
    assert [len(lines) for lines in silent] == [1, 0]
