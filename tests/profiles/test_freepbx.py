"""FreePBX: two databases of one exchange, extensions within channels, agents known by name, settings that hold passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from tests.profiles.installed import Answered, access, database, source_file, unsaid
from tests.profiles.scripts import script
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.xdist_group("freepbx")
Ask = Callable[[str], Answered]

ONE_DATABASE = "adapt: {names: {cdr: cdr, cel: cel, queue_log: queue_log, voicemessages: voicemessages}}"
JULY = "2025-07-01T00:00:00+02:00"
PEOPLE = {
    "anna": ("extension=201@2024-01-01T00:00:00+01:00..", "phone_number=+4578770201@2024-01-01T00:00:00+01:00..", "phone_number=+4542110201",
             "email=anna@nord.example"),
    "mette": (f"extension=202@..{JULY}", f"phone_number=+4578770202@..{JULY}", f"extension=203@{JULY}.."),
    "jens": (f"extension=202@{JULY}..", f"phone_number=+4578770202@{JULY}.."),
    "other jens": ("extension=205",), "kim": ("extension=250",),
    "nobody": ("extension=299", "email=nobody@nord.example", "phone_number=+4678770201"), "mail only": ("email=anna@nord.example",),
    "customer": ("email=eva@vvs.example", "phone_number=+4528282828"),
    "clinic": ("phone_number=+4533661234",), "caller": ("phone_number=+4561718199",)}
EXPECTED: dict[str, dict[str, list[object]]] = {
    "anna": {"users": ["201"], "devices": ["201"], "pjsip": ["201", "201", "201"], "sip": ["201"], "incoming": ["78770201"], "userman_users": [1],
             "userman_users_settings": ["assigned", "password"], "contactmanager_group_entries": [11], "contactmanager_entry_numbers": [21, 23],
             "cdr": ["forwarded", "hidden", "in", "inner", "out", "queue"], "cel": [1, 2, 4], "queue_log": [2, 3], "voicemessages": [1]},
    "mette": {"users": ["203"], "userman_users": [2], "cdr": ["before", "inner", "swedish"], "queue_log": [5], "voicemessages": [2]},
    "jens": {"users": ["202"], "devices": ["202"], "pjsip": ["202"], "incoming": ["78770202"], "userman_users": [3],
             "userman_users_settings": ["assigned"], "cdr": ["after", "group"], "voicemessages": [3]},
    "other jens": {"users": ["205"], "userman_users": [7]},
    "kim": {}, "nobody": {},
    "mail only": {"userman_users": [1], "userman_users_settings": ["assigned", "password"], "contactmanager_group_entries": [11],
                  "contactmanager_entry_numbers": [21]},
    "customer": {"contactmanager_entry_emails": [31], "contactmanager_group_entries": [12], "contactmanager_entry_numbers": [22],
                 "contactmanager_entry_xmpps": [41], "contactmanager_entry_websites": [51]},
    "clinic": {"cdr": ["in", "out"], "cel": [1]},
    "caller": {"cdr": ["forwarded", "group", "queue", "shared"], "queue_log": [1]},
}
KEYS = {"cdr": "uniqueid", "userman_users_settings": "key", "incoming": "extension"}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    scripts = [script(f"freepbx_{part}.sql", request.param) for part in ("schema", "rows")]
    if request.param == "sqlite":
        return database(f"sqlite:///{tmp_path_factory.mktemp('freepbx') / 'pbx.sqlite'}", *scripts)
    made = cast(Postgres, request.getfixturevalue("postgres")).create_database("freepbx")
    return database(made, "CREATE SCHEMA asteriskcdrdb;\n", *scripts)


@pytest.fixture(scope="module")
def ask(url: str, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """The answer to one of the people; each is asked for once."""
    folder = tmp_path_factory.mktemp("asked")
    sources = source_file(folder / "sources", "freepbx", f"{{url: '{url}'}}", more=ONE_DATABASE if "sqlite" in url else "")
    asked: dict[str, Answered] = {}

    def of(who: str) -> Answered:
        if who not in asked:
            asked[who] = access(sources, folder / who, *PEOPLE[who])
        return asked[who]

    return of


def found(answered: Answered) -> dict[str, list[object]]:
    """The keys of all rows that are shown."""
    return {name: sorted(row[KEYS.get(name, next(iter(row)))] for row in rows) for name, rows in answered.rows.items() if rows}


def test_every_table_and_column_is_spoken_of(url: str) -> None:
    assert unsaid(url, "freepbx") == []


@pytest.mark.parametrize("who", EXPECTED)
def test_exactly_the_rows_of_the_person_are_found(who: str, ask: Ask) -> None:
    assert found(ask(who)) == EXPECTED[who]


@pytest.mark.parametrize("who", PEOPLE)
def test_no_secret_is_written_anywhere(who: str, ask: Ask) -> None:
    assert "hush" not in ask(who).text


@pytest.mark.parametrize("who", [who for who in PEOPLE if who not in ("clinic", "caller")])
def test_nothing_of_another_person_is_written_but_numbers(who: str, ask: Ask) -> None:
    assert "OTHER" not in ask(who).text


def call(answered: Answered, key: str) -> dict[str, object]:
    return next(row for row in answered.rows["cdr"] if row["uniqueid"] == key)


def test_of_the_other_end_only_the_number_is_shown(ask: Ask) -> None:
    out, came, within = (call(ask("anna"), key) for key in ("out", "in", "inner"))
    assert [out[name] for name in ("cnum", "cnam", "dst")] == ["201", "Anna Berg", "33661234"]
    assert [out[name] for name in ("dst_cnam", "dstchannel", "userfield")] == [None, None, None]
    assert [came[name] for name in ("src", "cnum", "dst_cnam")] == ["+4533661234", "+4533661234", "Anna"]
    assert [came[name] for name in ("cnam", "clid", "channel")] == [None, None, None]
    assert [within[name] for name in ("dst", "dst_cnam", "dstchannel")] == ["202", None, None]
    assert "CLINIC" not in ask("anna").text


def test_who_withheld_the_number_stays_unknown(ask: Ask) -> None:
    hidden = call(ask("anna"), "hidden")
    assert [hidden[name] for name in ("src", "cnum", "cnam", "clid", "recordingfile")] == ["anonymous", "anonymous", None, None, None]
    assert "20304050" not in ask("anna").text


def test_an_agent_is_known_by_a_name_that_only_one_person_has(ask: Ask) -> None:
    assert [row["agent"] for row in ask("anna").rows["queue_log"]] == ["Anna Berg", "Anna Berg"]
    for who in ("jens", "other jens"):
        (log,) = [one for one in ask(who).response["collections"] if one["address"] == "src.queue_log"]
        assert (log["found"], log["shown"], log["reasons"]) == (1, 0, ["shared_line"])


def test_the_second_value_is_a_caller_only_where_somebody_enters_the_queue(ask: Ask) -> None:
    assert [row["event"] for row in ask("caller").rows["queue_log"]] == ["ENTERQUEUE"]
    assert "201" in [row["data2"] for row in ask("anna").rows["queue_log"]]
    (passed,) = [row for row in ask("anna").rows["queue_log"] if row["event"] == "BLINDTRANSFER"]
    assert (passed["data1"], passed["data2"]) == (None, None)


def test_an_extension_of_two_accounts_is_a_line_of_several_people(ask: Ask) -> None:
    answered = ask("kim")
    assert {one["address"]: one["withheld"] for one in answered.response["collections"] if one["withheld"]}.keys() >= {"src.cdr", "src.userman_users"}
    assert "bo@nord.example" not in answered.text


def test_the_answer_is_complete(ask: Ask) -> None:
    assert (ask("anna").status, ask("anna").response["status"], ask("nobody").status) == (0, "complete", 0)
