"""`dsr companies import`: shown first, imported when told to, and nothing half."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from dsr.cli import companies
from dsr.domain.capability import StaffRole
from dsr.kit import Kit
from dsr.models import Company
from tests.services.carol import alice

STAFF = f"{StaffRole.CLERK.value}@fjordtel.example"


@pytest.fixture
def file(kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of one company; the settings name the test's database."""
    monkeypatch.setenv("DSR_DATABASE_URL", kit.database.engine.url.render_as_string(hide_password=False))
    alice(kit, StaffRole.CLERK)
    path = tmp_path / "companies.csv"
    path.write_text("key,name,country,contact_email,contact_name\nnordlys,Nordlys A/S,DK,kirsten@nordlys.example,Kirsten Dahl\n", encoding="utf-8")
    return path


def names(kit: Kit) -> list[str]:
    with kit.database.reading() as session:
        return list(session.execute(select(Company.name)).scalars())


def test_it_is_shown_and_then_imported(kit: Kit, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert companies.run(["import", str(file), "--staff", STAFF]) == 0
    assert capsys.readouterr().out == ("line 2: nordlys: added\n1 added, 0 changed, 0 same, 0 refused. "
                                       "Nothing was changed: say --apply to import.\n")
    assert names(kit) == []
    assert companies.run(["import", str(file), "--staff", STAFF, "--apply"]) == 0
    assert names(kit) == ["Nordlys A/S"]
    assert "kirsten" not in capsys.readouterr().out.lower()


def test_one_line_that_is_refused_stops_all(kit: Kit, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with file.open("a", encoding="utf-8") as more:
        more.write("havblik,Havblik ApS,Denmark,,\n")
    assert companies.run(["import", str(file), "--staff", STAFF, "--apply"]) == companies.REFUSED
    told = capsys.readouterr()
    assert "line 3: havblik: refused: country: Write the country as two letters" in told.out
    assert "Nothing was imported" in told.err
    assert names(kit) == []


@pytest.mark.parametrize(("arguments", "said"), [
    (["FILE", "--staff", "nobody@fjordtel.example"], "Nobody works here under this address."), (["gone.csv", "--staff", STAFF], "cannot be read")])
def test_what_cannot_be_done_says_why(file: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert companies.run(["import", *[one.replace("FILE", str(file)) for one in arguments]]) == companies.USAGE
    assert said in capsys.readouterr().err
