"""`dsr sources check` says what a search would stumble over, before somebody's request does; `publish` keeps what the folder said."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dsr.cli.sources import run
from dsr.db import open_database
from dsr.mapping import shipped
from dsr.migrations import upgrade
from dsr.models import MappingRevision
from dsr.text import ANSWERS
from tests.cli import shop
from tests.servers.postgres import Postgres

OTHERS = [locale for locale in ANSWERS if locale != "da"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    url = f"sqlite:///{tmp_path / 'shop.sqlite'}"
    shop.make(url)
    return shop.write_source(tmp_path / "sources", url)


@pytest.fixture(params=["sqlite", "postgres"])
def each_folder(request: pytest.FixtureRequest, folder: Path) -> Path:
    if request.param == "postgres":
        shop.write_source(folder, _in_postgres(request.getfixturevalue("postgres")))
    return folder


@cache
def _in_postgres(server: Postgres) -> str:
    url = server.create_database("checked")
    shop.make(url)
    return url


def edit(folder: Path, *changes: tuple[str, str]) -> None:
    file = folder / "shop.yml"
    text = file.read_text(encoding="utf-8")
    for part, other in changes:
        assert part in text
        text = text.replace(part, other)
    file.write_text(text, encoding="utf-8")


def check(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[str]]:
    """Status and lines but for the one about categories, which has a test of its own."""
    capsys.readouterr()
    status = run(["check", *options, str(folder)])
    return status, [line for line in capsys.readouterr().out.splitlines() if not line.startswith("categories ")]


def test_a_mapping_that_fits(each_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(each_folder, capsys) == (0, ["shop: 5 collections, 19 fields, fits", "0 faults, 0 warnings"])


def test_a_source_that_a_person_searches_is_read_and_nobody_is_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop.write_archive(folder)
    assert check(folder, capsys) == (0, [
        "archive: 1 collections, 1 fields, searched by hand, not asked", "shop: 5 collections, 19 fields, fits", "0 faults, 0 warnings"])


def test_every_column_that_is_not_there_is_told(each_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(each_folder, ("name: credit,", "name: credits,"), ("name: photo,", "name: picture,"), ("time: started", "time: begun"),
         ("tenant: domain", "tenant: domaine"), ("until}", "till}"))
    assert check(each_folder, capsys) == (2, [
        "shop: 5 collections, 19 fields, 5 faults",
        "  shop.yml:12: shop.people: no column 'credits'; did you mean 'credit'? (misconfigured)",
        "  shop.yml:12: shop.people: no column 'picture' (misconfigured)",
        "  shop.yml:24: shop.lines: no column 'till'; did you mean 'until'? (misconfigured)",
        "  shop.yml:32: shop.calls: no column 'begun' (misconfigured)",
        "  shop.yml:48: shop.voicemail: no column 'domaine'; did you mean 'domain'? (misconfigured)",
        "  seems to be personal data and is not searched (1)",
        "    shop.yml:12: shop.people.photo: no field maps this column: user.content, 55 % name",
        "5 faults, 1 warning"])


def test_a_column_that_is_looked_up_and_not_there(each_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(each_folder, ("name: caller", "name: kaller"))
    status, said = check(each_folder, capsys)
    assert (status, said[1:2]) == (2, ["  shop.yml:32: shop.calls: no column 'kaller'; did you mean 'caller'? (misconfigured)"])


def test_a_table_that_is_not_there(each_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(each_folder, ("name: voicemail", "name: voicemails"))
    status, said = check(each_folder, capsys)
    assert (status, said[1]) == (2, "  shop.yml:48: shop.voicemails: no table 'voicemails'; did you mean 'voicemail'? (misconfigured)")


def test_what_nothing_leads_to(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder, ("fides_meta: {references: [{dataset: shop, field: people.id, direction: from}]}", "fides_meta: {}"))
    status, said = check(folder, capsys)
    assert (status, said[1:]) == (2, ["  shop.yml:24: shop.lines: no identity and no join leads to it (no_path)", "1 fault, 0 warnings"])


def test_a_source_that_does_not_answer(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = shop.SOURCE.format(url="postgresql://dsr:hunter2@127.0.0.1:1/gone").replace("key: shop", "key: gone")
    (folder / "gone.yml").write_text(text.replace("dataset: shop,", "dataset: gone,"), encoding="utf-8")
    status, said = check(folder, capsys)
    assert (status, said[0], said[-2]) == (3, "gone: 5 collections, 19 fields, 1 faults", "shop: 5 collections, 19 fields, fits")
    assert said[1].startswith("  gone: ")
    assert said[1].endswith("(unavailable)")
    assert "hunter2" not in "".join(said)
    edit(folder, ("name: credit,", "name: credits,"))
    assert check(folder, capsys)[0] == 2


def test_a_circle_of_joins_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder, ("- {name: id, data_categories: [user.unique_id], dsr_meta: {label: {en: Number",
                  "- {name: id, fides_meta: {references: [{dataset: shop, field: lines.person_id, direction: from}]}, "
                  "data_categories: [user.unique_id], dsr_meta: {label: {en: Number"),
         ("number, data_categories: [user.contact.phone_number], dsr_meta: {label: {en: Telephone, da: Telefon}, kind: phone_number}",
          "number, data_categories: [user.contact.phone_number], dsr_meta: {label: {en: Telephone, da: Telefon}, kind: phone_number}, "
          "fides_meta: {references: [{dataset: shop, field: people.tag, direction: to}]}"))
    status, said = check(folder, capsys)
    assert status == 0
    assert "joins in a circle are followed once: shop.lines.number does not lead to shop.people.tag" in said


def test_names_without_words_are_listed_and_are_no_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder, ("label: {en: Calls, da: Opkald}", "label: {da: Opkald}"), ("dsr_meta: {label: {en: Credit, da: Saldo}}", "dsr_meta: {}"),
         ('"17": {en: busy, da: optaget}', '"17": {}'))
    assert check(folder, capsys) == (0, [
        "shop: 5 collections, 19 fields, fits", "without words in da (2): shop.people.credit, shop.calls.cause=17",
        f"without words in {', '.join(OTHERS)} (3): shop.people.credit, shop.calls, shop.calls.cause=17",
        "0 faults, 5 warnings"])


def test_a_folder_with_faults(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder, ("connector: sql", "conector: sql"))
    assert run(["check", str(folder)]) == 2
    assert "shop.yml:4: the key 'conector' is not known here; did you mean 'connector'?" in capsys.readouterr().err
    assert run(["check", str(folder / "gone")]) == 2


def test_what_the_letter_owes_and_nothing_says_is_listed_by_language(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder, ("purpose: {en: Selling, da: Salg}", "purpose: {da: Salg}"))
    status, said = check(folder, capsys)
    assert (status, said[1:]) == (0, [
        f"owed to the person and not said in {', '.join(OTHERS)} (4): shop.people (purpose), shop.lines (purpose), shop.calls (purpose), "
        "shop.odd name/é (purpose)", "0 faults, 4 warnings"])


def test_what_ships_is_listed_with_its_connectors(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["profiles"]) == 0
    heads = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert [line.partition(" (")[0] for line in heads] == shipped.names()
    assert all(re.fullmatch(r"[a-z0-9_]+ \((sql|files|rest|ldap)(, (sql|files|rest|ldap))*\): .+", line) for line in heads)


def test_a_folder_is_published_once(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'dsr.sqlite'}"
    monkeypatch.setenv("DSR_DATABASE_URL", url)
    monkeypatch.setenv("DSR_SOURCES_DIR", str(folder))
    assert run(["publish"]) == 2
    assert "run 'dsr db upgrade' first" in capsys.readouterr().err
    upgrade(url)
    assert [run(["publish"]), run(["publish", str(folder)])] == [0, 0]
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    edit(folder, ("da: Opkald", "da: Samtaler"))
    assert run(["publish"]) == 0
    assert capsys.readouterr().out.splitlines() != [first]
    database = open_database(url)
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(MappingRevision)).scalar() == 2
    database.engine.dispose()
