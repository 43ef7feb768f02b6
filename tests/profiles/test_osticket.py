"""osTicket: numbers typed into forms, numbers that are several things, tickets that several people write in, copies and mail headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from tests.profiles.installed import HERE, Answered, access, database, source_file, unsaid
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.xdist_group("osticket")
Ask = Callable[..., Answered]
SCRIPTS = (HERE / "osticket_schema.sql", HERE / "osticket_rows.sql")

JULY = "2025-07-01T00:00:00+02:00"
SOREN = ("email=soren.obrien@nordlys.example", "phone_number=+4578770201")
PEOPLE = {
    "soren": SOREN, "soren by number": ("phone_number=+4578770201@2024-01-01T00:00:00+01:00..",), "soren by login": ("username=SOREN.obrien",),
    "mette and jens": (f"phone_number=+4578770202@..{JULY}",), "main number": ("phone_number=+4578770000",),
    "mail and main number": ("email=bo@nordlys.example", "phone_number=+4578770000"),
    "before pia": (f"phone_number=+4578770204@..{JULY}",), "pia by number": (f"phone_number=+4578770204@{JULY}..",),
    "while karl's form was kept": ("phone_number=+4578770205@2024-01-01T00:00:00+01:00..2025-10-02T00:00:00+02:00",),
    "before karl's form was changed": (f"phone_number=+4578770205@..{JULY}",), "after karl's form was made": (f"phone_number=+4578770205@{JULY}..",),
    "mette": ("email=Mette@nordlys.example",), "jens": ("email=jens@nordlys.example",), "namesake": ("phone_number=+4578880201",),
    "shorter": ("phone_number=+4681234567",), "agent": ("email=anders@telco.example",), "banned": ("email=soren@home.example",),
    "nobody": ("email=soren@nordlys.example", "phone_number=+4578770299", "username=obrien")}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "postgres":
        return database(cast(Postgres, request.getfixturevalue("postgres")).create_database("osticket"), *SCRIPTS)
    return database(f"sqlite:///{tmp_path_factory.mktemp('osticket') / 'desk.sqlite'}", *SCRIPTS)


@pytest.fixture(scope="module")
def ask(url: str, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """The answer to one of the people; each is asked for once."""
    folder = tmp_path_factory.mktemp("asked")
    sources = source_file(folder / "sources", "osticket", f"{{url: '{url}'}}")
    asked: dict[str, Answered] = {}

    def of(who: str) -> Answered:
        if who not in asked:
            asked[who] = access(sources, folder / who, *PEOPLE[who])
        return asked[who]

    return of


def found(answered: Answered) -> dict[str, list[str]]:
    """The first cells that hold something of all rows that are shown."""
    return {name: sorted((str(next(cell for cell in row.values() if cell is not None)) for row in rows), key=lambda cell: (len(cell), cell))
            for name, rows in answered.rows.items() if rows}


def test_every_column_is_mapped_secret_or_left_out(url: str) -> None:
    assert unsaid(url, "osticket") == []


MEMBER = {"ost_organization": ["1"], "ost_help_topic": ["11"]}
WHOLE = {
    "ost_user": ["1"], "ost_user_email": ["1", "2"], "ost_user_account": ["1"], "ost_user__cdata": ["78770201X201"], "ost_organization": ["1"],
    "ost_note": ["1"], "ost_ticket": ["1", "2"], "ost_ticket__cdata": ["No dial tone"], "ost_help_topic": ["10"], "ost_task": ["3"],
    "ost_form_entry_values": ["3", "20", "40", "50"], "ost_form_field": ["3", "20", "40", "50"], "ost_thread_collaborator": ["2"],
    "ost_thread_entry": ["1001", "1002", "1003", "1004", "1005", "1007"], "ost_thread_entry_email": ["1"], "ost_thread_entry_merge": ["1"],
    "ost_thread_event": ["1", "2", "4", "5", "6"], "ost_event": ["1", "4", "12"], "ost_draft": ["1", "3"], "ost_attachment": ["1"], "ost_file": ["7"],
    "ost_file_chunk": ["0"], "search_users": ["Søren O'Brien"], "search_tickets": ["100001 No dial tone"], "search_entries": ["No dial tone"]}
ANSWERED = {"ost_organization": ["1"], "ost_form_entry_values": ["3"], "ost_form_field": ["3"]}
BO = {**ANSWERED, "ost_user": ["8"], "ost_user_email": ["9"], "ost_user__cdata": ["78770000X301"]}
PIA = {**ANSWERED, "ost_user": ["10"], "ost_user_email": ["11"], "ost_user__cdata": ["78770204"]}
KARL = {**ANSWERED, "ost_user": ["7"], "ost_user_email": ["8"], "ost_user__cdata": ["78770205"]}
EXPECTED = {
    "soren": WHOLE, "soren by number": WHOLE, "soren by login": WHOLE, "banned": {**WHOLE, "ost_filter_rule": ["1"]},
    "mette": {
        **MEMBER, "ost_user": ["2"], "ost_user_email": ["3"], "ost_user__cdata": ["4578770202X202"], "ost_ticket": ["3", "4"],
        "ost_form_entry_values": ["3", "20"],
        "ost_form_field": ["3", "20"],
        "ost_thread_collaborator": ["1"], "ost_thread_entry": ["1004", "1005", "1006", "1008"], "ost_thread_entry_email": ["1", "2"],
        "ost_thread_event": ["4"], "ost_event": ["12"], "search_users": ["Mette Kjær"], "search_tickets": ["100003 New phone"],
        "search_entries": ["New phone"]},
    "jens": {
        **MEMBER, "ost_user": ["3"], "ost_user_email": ["4"], "ost_ticket": ["5"], "ost_form_entry_values": ["3"], "ost_form_field": ["3"],
        "ost_user__cdata": ["78770202X202"], "ost_thread_entry": ["1009"]},
    "mette and jens": {}, "main number": {}, "mail and main number": BO, "before pia": {}, "pia by number": PIA, "while karl's form was kept": KARL,
    "before karl's form was changed": {}, "after karl's form was made": {},
    "namesake": {
        **MEMBER, "ost_organization": ["2"], "ost_user": ["4"], "ost_user_email": ["5"], "ost_user_account": ["2"],
        "ost_user__cdata": ["78880201X201"],
        "ost_ticket": ["6"], "ost_ticket__cdata": ["Sydhavn moves"], "ost_form_entry_values": ["3", "20", "30", "31"],
        "ost_form_field": ["3", "20", "30", "31"], "ost_thread_entry": ["1010"], "ost_thread_entry_merge": ["2"], "ost_thread_event": ["3"],
        "ost_event": ["4"], "ost_attachment": ["3"], "ost_file": ["9"], "ost_file_chunk": ["0"]},
    "shorter": {"ost_user": ["5"], "ost_user_email": ["6"], "ost_form_entry_values": ["3"], "ost_form_field": ["3"]},
    "agent": {"ost_staff": ["1"], "agent_entries": ["1002", "1003", "1007", "1011"], "agent_events": ["2", "3", "6"]},
    "nobody": {}}


@pytest.mark.parametrize("who", EXPECTED)
def test_everybody_gets_exactly_their_rows(ask: Ask, who: str) -> None:
    assert found(ask(who)) == EXPECTED[who]


@pytest.mark.parametrize(("who", "users"), [("mette and jens", 1), ("main number", 2), ("mail and main number", 1)])
def test_a_number_of_several_users_is_counted_and_not_followed(ask: Ask, who: str, users: int) -> None:
    assert {one["address"]: one["withheld"] for one in ask(who).response["collections"] if "shared_line" in one["reasons"]} == {"src.ost_user": users}


@pytest.mark.parametrize("who", PEOPLE)
def test_no_secret_is_written(ask: Ask, who: str) -> None:
    assert "SECRET" not in ask(who).text


def test_what_others_wrote_is_content_and_who_they_are_stays_out(ask: Ask) -> None:
    rows = {row["id"]: row for row in ask("soren").rows["ost_thread_entry"]}
    assert [rows[id]["poster"] for id in (1001, 1005, 1002, 1003, 1004, 1007)] == ["Søren O&#039;Brien"] * 2 + [None] * 4
    assert [rows[id]["ip_address"] for id in (1001, 1005, 1002, 1004)] == ["198.51.100.11", "198.51.100.11", None, None]
    assert [rows[id]["body"] for id in (1002, 1004)] == ["<p>We send a technician.</p>", "Mine is dead too"]
    assert [row["ip_address"] for row in ask("soren").rows["ost_ticket"]] == ["198.51.100.11", None]  # the second was opened by an agent
    for somebody in ("Mette", "Anders", "anders", "mettes_photo", "203.0.113.9", "198.51.100.22", "192.0.2.200"):
        assert somebody not in ask("soren").text


def test_who_did_it_is_told_by_number_and_kind(ask: Ask) -> None:
    names = {row["id"]: row["username"] for row in ask("soren").rows["ost_thread_event"]}
    assert names == {1: "Søren O'Brien", 2: None, 4: "Søren O'Brien", 5: "SYSTEM", 6: None}


def test_an_agent_gets_no_words_about_customers(ask: Ask) -> None:
    assert {row["body"] for row in ask("agent").rows["agent_entries"]} == {None}
    for somebody in ("Søren", "Mette", "technician", "angry"):
        assert somebody not in ask("agent").text


def test_nobody_of_the_same_number_or_name_is_in_the_answer(ask: Ask) -> None:
    for who, others in (("soren", ("Jens", "sydhavn")), ("namesake", ("Søren", "mette", "nordlys")), ("jens", ("Mette", "Karl", "sydhavn")),
                        ("mette", ("Jens", "Karl", "new here"))):
        for somebody in others:
            assert somebody not in ask(who).text
