"""Network access of two companies and a mobile operator: whose a session is under its many names, and what of a call is somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from tests.profiles.installed import HERE, Answered, access, database, source_file, unsaid
from tests.servers.postgres import Postgres

CAROL = ("phone_number=+4520110301", "imsi=238990000000301", "username=carol.holm@nordlys.example", "mac=02:00:00:00:03:01",
         "phone_number=+4578880301")
BEFORE = "phone_number=+4520110302@2024-01-01T00:00:00+01:00..2025-07-01T00:00:00+02:00"
AFTER = "phone_number=+4520110302@2025-07-01T00:00:00+02:00.."
SECRETS = ("secret-", "cui-77", "10.40.0.6", "100.65.0.7", "46878880301")
Ask = Callable[..., Answered]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Times and addresses as text are what MySQL's schema has, times with a zone and addresses with a type what that of Postgres has."""
    script = (HERE / "freeradius.sql").read_text(encoding="utf-8")
    if request.param == "sqlite":
        return database(f"sqlite:///{tmp_path_factory.mktemp('radius') / 'radius.db'}", script)
    server: Postgres = request.getfixturevalue("postgres")
    name = f"radius_{uuid4().hex}"
    server.create_database(name)
    typed = script.replace(" timestamp", " timestamptz").replace("varchar(45)", "inet")
    return database(server.url(name), "set time zone 'Europe/Copenhagen';\n" + typed)


@pytest.fixture
def ask(url: str, tmp_path: Path) -> Ask:
    sources = source_file(tmp_path / "sources", "freeradius", f"{{url: '{url}'}}")
    return lambda *identities: access(sources, tmp_path / "out", *identities)


def found(answered: Answered) -> dict[str, list[int]]:
    """Numbers of the rows by collection."""
    return {name: sorted(row.get("radacctid", row.get("id", 0)) for row in rows) for name, rows in answered.rows.items() if rows}


def test_every_table_and_column_is_mapped_or_left_out(url: str) -> None:
    assert unsaid(url, "freeradius") == []


def test_a_person_is_found_under_number_sim_card_name_and_device(ask: Ask) -> None:
    given = ask(*CAROL)
    assert given.status == 0
    assert found(given) == {
        "radacct": [1, 2, 3, 4, 5, 10, 11, 13, 14, 15], "radcheck": [1, 2, 3, 5], "radreply": [1, 2, 4], "radusergroup": [1, 2],
        "radpostauth": [1, 2], "cui": [0], "radippool": [1], "fr_ippool": [1, 2], "dhcpippool": [1]}
    assert [word for word in SECRETS if word in given.text] == []
    assert "Nordlys-Office" in given.text


@pytest.mark.parametrize(("identity", "expected"), [
    ("username=carol.holm@sydkyst.example", {"radacct": [6], "radcheck": [4], "radusergroup": [3], "radpostauth": [3], "cui": [0]}),
    ("username=Carol.HOLM@nordlys.example", {"radacct": [4, 5], "radcheck": [1, 3, 5], "radreply": [2, 4], "radusergroup": [1, 2],
                                            "radpostauth": [1, 2], "cui": [0], "radippool": [1], "fr_ippool": [1]}),
    ("username=carol.holm", {}), ("phone_number=+452011030", {}), ("phone_number=+46878880301", {"radacct": [12]}),
    ("imsi=238990000000301", {"radacct": [3]}), ("imsi=23899000000030", {}), ("mac=0200.0000.0301", {"radacct": [4, 5, 14], "radpostauth": [1, 2],
     "fr_ippool": [2], "dhcpippool": [1]}), ("username=nobody@nordlys.example", {}), ("ip=100.65.0.1", {})])
def test_only_the_whole_identifier_finds(ask: Ask, identity: str, expected: dict[str, list[int]]) -> None:
    assert found(ask(identity)) == expected


def test_a_number_that_changed_hands_is_its_holders_to_the_second(ask: Ask) -> None:
    before, after = found(ask(BEFORE)), found(ask(AFTER))
    assert before == {"radacct": [8], "radpostauth": [4], "data_usage_by_period": [0]}
    assert after == {"radacct": [9], "radpostauth": [5], "data_usage_by_period": [0], "radcheck": [6], "radreply": [3], "radippool": [2]}


def test_of_a_call_to_the_person_only_the_number_is_shown(ask: Ask) -> None:
    given = ask("phone_number=+4578880301")
    rows = {row["radacctid"]: row for row in given.rows["radacct"]}
    assert sorted(rows) == [10, 11, 13, 15]
    assert (rows[11]["callingstationid"], rows[11]["calledstationid"]) == ("004533661234", "4578880301")
    assert {rows[11][name] for name in ("username", "groupname", "realm", "connectinfo_start", "framedipaddress", "class")} == {None}
    assert (rows[10]["calledstationid"], rows[10]["username"]) == ("33661234", "4578880301")
    assert rows[13]["callingstationid"] == "anonymous"
    assert (rows[15]["framedipaddress"], rows[15]["username"]) == (None, None)
    assert "anna.friis" not in given.text


def test_a_session_is_shown_whole_to_its_person(ask: Ask) -> None:
    (row,) = [row for row in ask(CAROL[0]).rows["radacct"] if row["radacctid"] == 1]
    assert {name: row[name] for name in ("username", "framedipaddress", "framedipv6prefix", "class", "calledstationid", "acctinputoctets")} == {
        "username": "4520110301@data.operator", "framedipaddress": "100.65.0.1", "framedipv6prefix": "2001:db8:1::/64",
        "class": "imsi=238990000000301", "calledstationid": "data.operator", "acctinputoctets": 100}


def test_passwords_and_keys_are_told_and_not_shown(ask: Ask) -> None:
    given = ask(CAROL[2])
    assert {row["attribute"]: row["value"] for name in ("radcheck", "radreply") for row in given.rows[name]} == {
        "Cleartext-Password": None, "TOTP-Secret": None, "Password-With-Header": None, "Tunnel-Password": None, "MS-MPPE-Send-Key": None}
    assert "pass" not in given.rows["radpostauth"][0]
    assert "secret-" not in given.text


def test_an_address_leads_on_for_the_time_of_the_session_only(tmp_path: Path) -> None:
    radius = database(f"sqlite:///{tmp_path / 'radius.db'}", HERE / "freeradius.sql")
    web = database(f"sqlite:///{tmp_path / 'web.db'}", """
        create table visits (id integer primary key, ip text, at timestamp);
        insert into visits values (1, '100.65.0.1', '2025-08-01 07:59:59'), (2, '100.65.0.1', '2025-08-01 08:00:00'),
          (3, '100.65.0.1', '2025-08-01 09:00:00'), (4, '100.65.0.3', '2025-12-01 00:00:00'),
          (5, '100.65.0.3', '2026-06-01 00:00:00'), (6, '203.0.113.12', '2025-03-05 11:02:20');
        """)
    sources = source_file(tmp_path / "sources", "freeradius", f"{{url: '{radius}'}}")
    (sources / "web.yml").write_text(f"""
source:
  key: web
  connector: sql
  config: {{url: '{web}'}}
  role: controller
  timezone: Europe/Copenhagen
  dataset:
    - fides_key: web
      collections:
        - name: visits
          dsr_meta: {{time: at}}
          fields:
            - {{name: id, data_categories: [user.unique_id]}}
            - {{name: at, data_categories: [user.behavior]}}
            - name: ip
              data_categories: [user.device.ip_address]
              fides_meta: {{references: [{{dataset: src, field: radacct.framedipaddress, direction: from}}]}}
              dsr_meta: {{kind: ip}}
""", encoding="utf-8")
    assert found(access(sources, tmp_path / "out", *CAROL))["visits"] == [2, 4]
