"""Charging of two companies with the same accounts and of a mobile network: who is charged, who was called, and what of it is whose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from tests.profiles.installed import HERE, Answered, access, database, source_file, unsaid
from tests.servers.postgres import Postgres

ACCOUNT = "account=1001#nordlys.example"
NUMBER = "phone_number=+4578880301"
BEFORE = "phone_number=+4520110302@2024-01-01T00:00:00+01:00..2025-07-01T00:00:00+02:00"
AFTER = "phone_number=+4520110302@2025-07-01T00:00:00+02:00.."
Ask = Callable[..., Answered]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Times and JSON as text are what MySQL's schema has, times with a zone and jsonb what that of Postgres has."""
    script = (HERE / "cgrates.sql").read_text(encoding="utf-8")
    if request.param == "sqlite":
        return database(f"sqlite:///{tmp_path_factory.mktemp('cgrates') / 'cgr.db'}", script.replace(" json", " text"))
    server: Postgres = request.getfixturevalue("postgres")
    name = f"cgrates_{uuid4().hex}"
    server.create_database(name)
    typed = script.replace(" timestamp", " timestamptz").replace(" json", " jsonb")
    return database(server.url(name), "set time zone 'Europe/Copenhagen';\n" + typed)


@pytest.fixture
def ask(url: str, tmp_path: Path) -> Ask:
    sources = source_file(tmp_path / "sources", "cgrates", f"{{url: '{url}'}}")
    return lambda *identities: access(sources, tmp_path / "out", *identities)


def found(answered: Answered) -> dict[str, list[int]]:
    """Numbers of the rows by collection."""
    return {name: sorted(row["id"] for row in rows) for name, rows in answered.rows.items() if rows}


def test_every_table_and_column_is_mapped_or_left_out(url: str) -> None:
    assert unsaid(url, "cgrates") == []


OWN = {"tp_account_actions": [1], "tp_rating_profiles": [1]}


@pytest.mark.parametrize(("identity", "expected"), [
    (ACCOUNT, {"cdrs": [1, 2, 6, 11], "session_costs": [1], **OWN}),
    ("extension=1001#nordlys.example", {"cdrs": [1, 2, 5, 6, 11], "session_costs": [1], **OWN}),
    ("account=1001#sydkyst.example", {"cdrs": [3], "session_costs": [2], "tp_account_actions": [2], "tp_rating_profiles": [3]}),
    ("account=100#nordlys.example", {}), ("account=1001#nowhere.example", {}), ("username=carol.holm", {}), ("phone_number=+457888030", {}),
    ("imsi=238990000000301", {"cdrs": [7]}), ("username=BO.friis#nordlys.example", {"cdrs": [4], "session_costs": [3]}), (NUMBER, {"cdrs": [4]}),
    (BEFORE, {"cdrs": [9], "session_costs": [4]}), (AFTER, {"cdrs": [10], "session_costs": [5]})])
def test_an_account_of_a_company_a_number_and_a_sim_card_each_find_their_own(ask: Ask, identity: str, expected: dict[str, list[int]]) -> None:
    given = ask(identity)
    assert (given.status, found(given)) == (0, expected)


def test_who_is_charged_sees_the_number_and_the_price_and_no_names(ask: Ask) -> None:
    given = ask(ACCOUNT)
    rows = {row["id"]: row for row in given.rows["cdrs"]}
    assert [rows[2][name] for name in ("account", "destination", "origin_id")] == ["1001", "4533661234", "c1@192.0.2.201"]
    assert float(rows[2]["cost"]) == 0.35
    assert "AccountSummary" in str(rows[2]["cost_details"])
    assert rows[6]["deleted_at"] is not None
    assert [word for word in ("Viggo", "33669999", "192.0.2.99", "sydkyst", "plan-b") if word in given.text] == []


@pytest.mark.parametrize(("identity", "row"), [(NUMBER, 4), ("extension=1001#nordlys.example", 5)])
def test_of_a_call_to_the_person_only_the_call_is_shown(ask: Ask, identity: str, row: int) -> None:
    given = ask(identity)
    (call,) = [one for one in given.rows["cdrs"] if one["id"] == row]
    hidden = ("account", "subject", "origin_id", "cost", "cost_details", "extra_info", "request_type", "extra_fields")
    assert {call[name] for name in hidden} <= {None, ""}
    assert call["usage"] == 60000000000
    assert [word for word in ("bo.friis", "4570707070", "1.23", "192.0.2.202", "bo-note") if word in given.text] == []
