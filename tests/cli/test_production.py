"""On the production database a search by a command stands in the trail of a request, or it does not happen."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from dsr.cli.access import run
from dsr.db import Database, open_database
from dsr.domain.capability import StaffRole
from dsr.migrations import upgrade
from dsr.services import audit
from tests.cli import shop
from tests.factories import a_request, a_staff

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with a request, a clerk and a reader, and the settings of production."""
    url = f"sqlite:///{tmp_path / 'dsr.sqlite'}"
    upgrade(url)
    for name, value in {"MODE": "production", "DATABASE_URL": url, "SECRET_KEY": "s" * 40, "MASTER_KEY": KEY, "SEARCH_KEY": KEY}.items():
        monkeypatch.setenv(f"DSR_{name}", value)
    database = open_database(url)
    with database.transaction() as session:
        a_request(session, reference="DSR-7")
        a_staff(session, email="clerk@fjordtel.example", role=StaffRole.CLERK)
        a_staff(session, email="reader@fjordtel.example", role=StaffRole.READER)
    return database


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    url = f"sqlite:///{tmp_path / 'shop.sqlite'}"
    shop.make(url)
    return shop.write_source(tmp_path / "sources", url)


def access(sources: Path, *more: str) -> tuple[int, Path]:
    out = sources.parent / "out"
    return run(["--sources", str(sources), "--out", str(out), "--progress", "never", "--identity", "email=carol.holm@nordlys.example", *more]), out


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return [event.name for event in audit.trail(session, 1)]


def test_an_address_is_searched_by_as_staff_say_and_is_on_record(production: Database, sources: Path) -> None:
    """Nobody proves to be who they are by it: the event says so."""
    access(sources, "--identity", "ip=192.0.2.7", "--staff", "clerk@fjordtel.example", "--request", "DSR-7")
    with production.reading() as session:
        (event,) = audit.trail(session, 1)
    assert [(one["kind"], one["is_proven"]) for one in json.loads(event.facts)["identities"]] == [("email", False), ("ip", False)]
    assert "192.0.2.7" not in str(event.facts)


def test_with_staff_and_request_it_is_done_and_on_record(production: Database, sources: Path) -> None:
    status, out = access(sources, "--staff", "clerk@fjordtel.example", "--request", "DSR-7", "--reason", "a line was missing")
    assert status == 0
    assert (out / "response.pdf").is_file()
    assert names(production) == ["records_viewed"]
    with production.reading() as session:
        assert audit.verify(session) == []


def test_with_staff_and_a_reason_it_is_on_record_in_a_chain_of_its_own(production: Database, sources: Path) -> None:
    for _ in range(2):
        status, out = access(sources, "--staff", "clerk@fjordtel.example", "--reason", "Carol says that a line is missing")
        assert status == 0
    assert (out / "response.pdf").is_file()
    with production.reading() as session:
        links = audit.trail(session, None)
        assert [(link.name, link.seq) for link in links] == [("records_viewed", 1), ("records_viewed", 2)]
        assert not any(word in link.facts for link in links for word in ("Carol", "carol.holm@nordlys.example"))
        assert audit.verify(session) == []
    assert names(production) == []


@pytest.mark.parametrize(("more", "said"), [
    ([], "give --staff EMAIL, and --request REF"), (["--request", "DSR-7"], "give --staff EMAIL, and --request REF"),
    (["--staff", "clerk@fjordtel.example"], "give --staff EMAIL, and --request REF"),
    (["--reason", "support"], "give --staff EMAIL, and --request REF"), (["--staff", "reader@fjordtel.example", "--reason", "support"], ""),
    (["--staff", "clerk@fjordtel.example", "--reason", " "], "fill this in"),
    (["--staff", "reader@fjordtel.example", "--request", "DSR-7"], ""), (["--staff", "nobody@fjordtel.example", "--request", "DSR-7"], ""),
    (["--staff", "clerk@fjordtel.example", "--request", "DSR-8"], ""),
])
def test_without_leave_nothing_is_searched(production: Database, sources: Path, capsys: pytest.CaptureFixture[str], more: list[str],
                                           said: str) -> None:
    status, out = access(sources, *more)
    assert (status, out.exists(), names(production)) == (2 if said == "fill this in" else 4, False, [])
    shown = capsys.readouterr().err
    assert said in shown
    assert shown.strip()


def test_a_database_without_tables(tmp_path: Path, production: Database, sources: Path, monkeypatch: pytest.MonkeyPatch,
                                   capsys: pytest.CaptureFixture[str]) -> None:
    for url in (f"sqlite:///{tmp_path / 'empty.sqlite'}", "postgresql://dsr:hunter2@127.0.0.1:1/dsr"):
        monkeypatch.setenv("DSR_DATABASE_URL", url)
        status, out = access(sources, "--staff", "clerk@fjordtel.example", "--request", "DSR-7")
        shown = capsys.readouterr().err
        assert (status, out.exists()) == (2, False)
        assert "run 'dsr db upgrade' first" in shown
        assert "hunter2" not in shown
