"""A SIP server of two companies with the same extensions: what an account, a number and a call lead to, and what of a call is somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from tests.profiles.installed import HERE, Answered, access, database, source_file, unsaid
from tests.servers.postgres import Postgres

CAROL = "sip_uri=201@nordlys.example"
NUMBER = "phone_number=+4578880301"
BEFORE = "phone_number=+4578880302@2024-01-01T00:00:00+01:00..2025-07-01T00:00:00+02:00"
AFTER = "phone_number=+4578880302@2025-07-01T00:00:00+02:00.."
OTHERS = ("secret-", "4570707070", "198.51.100.8", "call-3", "Viggo", "viggo@", "not for Carol", "33669999", "192.0.2.99", "45788803011",
          "P-Asserted")
Ask = Callable[..., Answered]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        return database(f"sqlite:///{tmp_path_factory.mktemp('kamailio') / 'sip.db'}", HERE / "kamailio.sql")
    server: Postgres = request.getfixturevalue("postgres")
    name = f"kamailio_{uuid4().hex}"
    server.create_database(name)
    return database(server.url(name), HERE / "kamailio.sql")


@pytest.fixture
def ask(url: str, tmp_path: Path) -> Ask:
    sources = source_file(tmp_path / "sources", "kamailio", f"{{url: '{url}'}}")
    return lambda *identities: access(sources, tmp_path / "out", *identities)


def found(answered: Answered) -> dict[str, list[int]]:
    """Numbers of the rows by collection."""
    return {name: sorted(row["id"] for row in rows) for name, rows in answered.rows.items() if rows}


EVERYTHING = {
    "subscriber": [1], "dbaliases": [1, 2], "usr_preferences": [1, 2], "uri": [1], "grp": [1], "userblocklist": [1], "speed_dial": [1], "cpl": [1],
    "location": [1], "aliases": [1], "location_attrs": [1, 2], "presentity": [1], "watchers": [1, 2], "xcap": [1], "imc_members": [1],
    "purplemap": [1], "uacreg": [1], "acc": [1, 2, 3, 4, 5, 11], "missed_calls": [1, 3], "acc_cdrs": [1], "dialog": [1], "silo": [1, 2],
    "sip_trace": [1]}


def test_every_table_and_column_is_mapped_or_left_out(url: str) -> None:
    assert unsaid(url, "kamailio") == []


@pytest.mark.parametrize("identity", [CAROL, "extension=201#nordlys.example", "username=201#nordlys.example"])
def test_an_account_is_a_user_at_a_domain(ask: Ask, identity: str) -> None:
    given = ask(identity)
    assert (given.status, found(given)) == (0, EVERYTHING)
    assert [word for word in OTHERS if word in given.text] == []


@pytest.mark.parametrize(("identity", "expected"), [
    (NUMBER, {"dbaliases": [1], "acc": [3, 4, 5, 10], "missed_calls": [3]}),
    ("phone_number=+457888030", {}), ("sip_uri=20@nordlys.example", {}), ("sip_uri=201@nordlys.example.org", {}),
    ("phone_number=+4578880305", {"subscriber": [5]}), ("extension=201#nowhere.example", {}),
    ("sip_uri=carol.holm@nordlys.example", {"dbaliases": [2]})])
def test_only_the_whole_identifier_finds(ask: Ask, identity: str, expected: dict[str, list[int]]) -> None:
    assert found(ask(identity)) == expected


def test_a_number_that_changed_hands_is_its_holders_to_the_second(ask: Ask) -> None:
    assert found(ask(BEFORE)) == {"acc": [8]}
    assert found(ask(AFTER)) == {"acc": [9], "dbaliases": [4]}


def test_who_had_the_account_before_gets_the_calls_of_then_and_nothing_of_today(ask: Ask) -> None:
    former = ask(f"{CAROL}@2025-03-03T00:00:00+01:00..2025-03-04T00:00:00+01:00")
    assert found(former) == {"acc": [1, 2, 3, 4, 5], "acc_cdrs": [1], "silo": [1, 2], "sip_trace": [1]}


def test_the_other_end_of_a_call_is_its_number_and_nothing_else(ask: Ask) -> None:
    rows = {row["id"]: row for row in ask(CAROL, NUMBER).rows["acc"]}
    assert [rows[1][name] for name in ("src_user", "src_ip", "dst_ouser", "dst_user")] == ["201", "192.0.2.201", "33661234", "9014#4533661234"]
    assert [rows[2][name] for name in ("src_user", "src_ip", "dst_user", "dst_domain")] == ["33661234", None, None, None]
    assert [rows[5][name] for name in ("src_user", "src_domain", "src_ip", "dst_user")] == ["201", "sydkyst.example", None, "201"]
    assert [rows[10][name] for name in ("src_user", "src_ip", "dst_user")] == ["4533661234", None, "4520110301"]


def test_who_withheld_the_number_stays_unknown(ask: Ask) -> None:
    given = ask(CAROL, NUMBER)
    rows = {row["id"]: row for row in given.rows["acc"]}
    assert [rows[3][name] for name in ("src_user", "src_ip", "dst_user")] == ["anonymous", None, "201"]
    ended = [rows[4][name] for name in ("src_user", "src_ip", "dst_ouser", "dst_user", "dst_domain")]
    assert ended == ["201", "192.0.2.201", "anonymous", None, None]
    assert {row["src_ip"] for row in given.rows["missed_calls"]} == {None}
    assert [word for word in ("4570707070", "198.51.100.8") if word in given.text] == []


def test_a_message_is_its_receivers_and_its_senders(ask: Ask) -> None:
    rows = {row["id"]: row for row in ask(CAROL).rows["silo"]}
    received = [rows[1][name] for name in ("src_addr", "body", "extra_hdrs", "callid")]
    assert received == ["sip:bo.friis@sydkyst.example", "Call me, please", None, None]
    assert [rows[2][name] for name in ("dst_addr", "body", "callid")] == ["sip:bo.friis@sydkyst.example", "I will", "m-2@192.0.2.201"]


def test_columns_that_the_operator_named_otherwise(tmp_path: Path) -> None:
    """The extra columns of acc are the configuration's own, and often whole addresses."""
    url = database(f"sqlite:///{tmp_path / 'own.db'}", """
        create table subscriber (id integer primary key, username text, domain text, password text, ha1 text, ha1b text);
        create table acc (id integer primary key, method text, from_tag text, to_tag text, callid text, sip_code text, sip_reason text,
                          time timestamp, caller text, callee text);
        insert into acc (id, method, callid, sip_code, time, caller, callee) values
          (1, 'INVITE', 'a', '200', '2025-03-03 09:00:00', 'sip:201@nordlys.example', 'sip:202@nordlys.example'),
          (2, 'INVITE', 'b', '200', '2025-03-03 09:00:00', 'sip:201@sydkyst.example', 'sip:+4578880301@nordlys.example'),
          (3, 'INVITE', 'c', '200', '2025-03-03 09:00:00', 'sip:201@sydkyst.example', 'sip:2@sydkyst.example');
        """)
    absent = "acc.src_domain, acc.src_ip, acc.dst_user, acc.dst_domain, missed_calls, acc_cdrs"
    sources = source_file(tmp_path / "sources", "kamailio", f"{{url: '{url}'}}",
                          more=f"adapt: {{names: {{acc.src_user: caller, acc.dst_ouser: callee}}, absent: [{absent}]}}")
    assert found(access(sources, tmp_path / "out", CAROL, NUMBER)) == {"acc": [1, 2]}


def test_a_call_that_was_put_through_is_found_by_the_domain_of_to(tmp_path: Path) -> None:
    """After the look-up of the telephone the domain put through to is an address of a device."""
    url = database(f"sqlite:///{tmp_path / 'to.db'}", """
        create table subscriber (id integer primary key, username text, domain text, password text, ha1 text, ha1b text);
        create table acc (id integer primary key, method text, from_tag text, to_tag text, callid text, sip_code text, sip_reason text,
                          time timestamp, src_user text, src_domain text, src_ip text, dst_ouser text, dst_odomain text,
                          dst_user text, dst_domain text);
        insert into acc (id, method, callid, time, src_user, src_domain, src_ip, dst_ouser, dst_odomain, dst_user, dst_domain) values
          (1, 'INVITE', 'a', '2025-03-03 09:00:00', '202', 'nordlys.example', '192.0.2.202', '201', 'nordlys.example', '201', '192.0.2.201'),
          (2, 'INVITE', 'b', '2025-03-03 09:00:00', '202', 'nordlys.example', '192.0.2.202', '201', 'sydkyst.example', '201', '192.0.2.99'),
          (3, 'INVITE', 'c', '2025-03-03 09:00:00', '201', 'nordlys.example', '192.0.2.201', '202', 'nordlys.example', '202', '192.0.2.202');
        """)
    assert unsaid(url, "kamailio") == []
    given = access(source_file(tmp_path / "sources", "kamailio", f"{{url: '{url}'}}"), tmp_path / "out", CAROL)
    assert {row["id"]: (row["dst_ouser"], row["dst_domain"]) for row in given.rows["acc"]} == {1: ("201", "192.0.2.201"), 3: ("202", None)}
    assert "192.0.2.202" not in given.text


def test_opensips_is_another_form_of_it(tmp_path: Path) -> None:
    url = database(f"sqlite:///{tmp_path / 'opensips.db'}", HERE / "opensips.sql")
    assert unsaid(url, "kamailio") == []
    sources = source_file(tmp_path / "sources", "kamailio", f"{{url: '{url}'}}", more="adapt: {absent: [acc_cdrs]}")
    given = access(sources, tmp_path / "out", CAROL, NUMBER)
    assert {name: len(rows) for name, rows in given.rows.items() if rows} == {
        "subscriber": 1, "userblacklist": 1, "location": 1, "acc": 1, "missed_calls": 1, "sip_trace": 1, "registrant": 1, "cc_agents": 1,
        "cc_cdrs": 2}
    calls = {row["id"]: row for row in given.rows["cc_cdrs"]}
    assert {number: (row["caller"], row["agent_id"]) for number, row in calls.items()} == {1: ("4533661234", "agent-7"), 3: ("4578880301", None)}
    assert [word for word in ("secret-", "other@", "192.0.2.99", "agent-9") if word in given.text] == []
