"""`dsr companies import --source`: companies out of the system that knows them, by the same rules as out of a file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from dsr.cli import companies
from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.models import Company, CompanyContact, CompanyDomain
from tests.services.carol import alice

STAFF = f"{StaffRole.CLERK.value}@fjordtel.example"
SOURCE = """
source:
  key: crm
  connector: sql
  config: {{url: "sqlite:///{path}"}}
  role: controller
  country: DK
  dataset:
    - fides_key: crm
      dsr_meta:
        companies: {{collection: firms, key: exchange, name: title, registration: cvr, domain: mail, contact_name: who, contact_email: their_mail}}
      collections:
        - name: firms
          fields: [{{name: id, fides_meta: {{identity: contact}}}}]
"""
ROWS = [("nordlys.fjordtel.example", "Nordlys A/S", 10203040, "nordlys.example", "Kirsten Dahl", "kirsten@nordlys.example"),
        ("nordlys.fjordtel.example", None, None, "nordlys.dk", None, None), ("havblik.fjordtel.example", "Havblik ApS", None, None, None, None)]


@pytest.fixture
def crm(kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register with two companies; the settings name it, and the test's database."""
    monkeypatch.setenv("DSR_DATABASE_URL", kit.database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("DSR_SOURCES_DIR", str(tmp_path / "sources"))
    alice(kit, StaffRole.CLERK)
    path = tmp_path / "crm.sqlite"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("create table firms (id integer primary key, exchange text, title text, cvr integer, mail text, who text, their_mail text)")
    fill(path, *ROWS)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "crm.yml").write_text(SOURCE.format(path=path), encoding="utf-8")
    return path


def fill(path: Path, *rows: tuple[object, ...]) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.executemany("insert into firms (exchange, title, cvr, mail, who, their_mail) values (?,?,?,?,?,?)", rows)


def carry(*more: str) -> int:
    return companies.run(["import", "--source", "crm", "--staff", STAFF, *more])


def known(kit: Kit) -> list[tuple[str, str, str, str]]:
    with kit.database.reading() as session:
        return [(row.key, row.name, row.country, row.registration) for row in session.execute(select(Company).order_by(Company.key)).scalars()]


def test_it_is_shown_then_imported_and_twice_is_once(kit: Kit, crm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = ("havblik.fjordtel.example: added\nnordlys.fjordtel.example: added\nnordlys.fjordtel.example: changed\n"
             "2 added, 1 changed, 0 same, 0 refused. ")
    assert carry() == 0
    assert capsys.readouterr().out == shown + "Nothing was changed: say --apply to import.\n"
    assert known(kit) == []
    assert carry("--apply") == 0
    assert capsys.readouterr().out == shown + "Imported.\n"
    assert known(kit) == [("havblik.fjordtel.example", "Havblik ApS", "DK", ""), ("nordlys.fjordtel.example", "Nordlys A/S", "DK", "10203040")]
    with kit.database.reading() as session:
        assert set(session.execute(select(CompanyDomain.name)).scalars()) == {"nordlys.example", "nordlys.dk"}
        assert session.execute(select(CompanyContact.email)).scalar_one() == "kirsten@nordlys.example"
    assert carry("--apply") == 0
    assert capsys.readouterr().out == "0 added, 0 changed, 3 same, 0 refused. Imported.\n"


def test_what_is_refused_is_named_by_its_key_and_stops_all(kit: Kit, crm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(crm, ("skagen.fjordtel.example", None, None, None, None, None), (None, "Nobody A/S", None, None, None, None))
    assert carry("--apply") == companies.REFUSED
    told = capsys.readouterr()
    assert "skagen.fjordtel.example: refused: name: " in told.out
    assert "a row without a key: refused: key: " in told.out
    assert "2 refused. Nothing was imported" in told.err
    assert "Nobody" not in told.out + told.err
    assert known(kit) == []


def test_more_than_one_go_can_hold_is_refused_and_not_cut(kit: Kit, crm: Path, monkeypatch: pytest.MonkeyPatch,
                                                          capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("dsr.services.company_import.MOST_LINES", 2)
    assert carry("--apply") == companies.USAGE
    assert "dsr companies: " in capsys.readouterr().err
    assert known(kit) == []


@pytest.mark.parametrize(("before", "after", "said"), [
    ("exchange,", "exchang,", "did you mean 'exchange'?"), ("sqlite:///", "sqlite:////nowhere", "crm"), ("firms,", "firm,", "did you mean 'firms'?"),
    ("connector: sql", "connector: memory", "crm cannot list its companies"),
    ("        companies: {", "        tenants: {collection: firms, key: id, name: id}  # {", "crm does not say which collection lists companies")])
def test_what_cannot_be_read_says_why(crm: Path, before: str, after: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = crm.parent / "sources" / "crm.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    assert carry("--apply") == companies.USAGE
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--source", "gone"], [], ["FILE.csv", "--source", "crm"]])
def test_it_is_one_file_or_one_source_that_is_there(crm: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert companies.run(["import", *arguments, "--staff", STAFF]) == companies.USAGE
    assert capsys.readouterr().err.startswith("dsr companies: ")
