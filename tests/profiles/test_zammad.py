"""Zammad: kinds of things by number, agents who are users, who wrote for whom, calls that the help desk saw."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from tests.profiles.installed import HERE, Answered, access, database, source_file, unsaid
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.xdist_group("zammad")
Ask = Callable[..., Answered]
SCRIPTS = (HERE / "zammad_schema.sql", HERE / "zammad_rows.sql")
MORE = "timezone: UTC"

JULY = "2025-07-01T00:00:00+02:00"
PEOPLE = {
    "soren": ("email=Soren@nordlys.example", "phone_number=+4578770201"), "soren by mobile": ("phone_number=+4542110201",),
    "soren by login": ("username=SOREN",),
    "mette": ("email=mette@nordlys.example",), "mette by number": (f"phone_number=+4578770202@..{JULY}",),
    "jens by number": (f"phone_number=+4578770202@{JULY}..",), "namesake": ("phone_number=+4578880201",), "shorter": ("phone_number=+4681234567",),
    "main number": ("phone_number=+4578770000",), "agent": ("email=anders@telco.example",), "nobody": ("email=ærø@nordlys.example", "username=sor")}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "postgres":
        return database(cast(Postgres, request.getfixturevalue("postgres")).create_database("zammad"), *SCRIPTS)
    return database(f"sqlite:///{tmp_path_factory.mktemp('zammad') / 'desk.sqlite'}", *SCRIPTS)


@pytest.fixture(scope="module")
def ask(url: str, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """The answer to one of the people; each is asked for once."""
    folder = tmp_path_factory.mktemp("asked")
    sources = source_file(folder / "sources", "zammad", f"{{url: '{url}'}}", more=MORE)
    asked: dict[str, Answered] = {}

    def of(who: str) -> Answered:
        if who not in asked:
            asked[who] = access(sources, folder / who, *PEOPLE[who])
        return asked[who]

    return of


def found(answered: Answered) -> dict[str, list[str]]:
    """The keys of all rows that are shown."""
    return {name: sorted(str(row["id"]) for row in rows) for name, rows in answered.rows.items() if rows}


def test_every_column_is_mapped_secret_or_left_out(url: str) -> None:
    assert unsaid(url, "zammad") == []


SOREN = {
    "users": ["2"], "organizations": ["1", "3"], "authorizations": ["1"], "tokens": ["1"], "avatars": ["1"], "tickets": ["3"],
    "ticket_articles": ["1", "2", "3", "4", "5"], "stores": ["1"], "store_provider_dbs": ["1"], "user_histories": ["1"], "ticket_histories": ["2"],
    "history_types": ["2"], "history_attributes": ["1", "2"], "cti_caller_ids": ["1"], "chat_sessions": ["1"], "chat_messages": ["1", "2"]}
METTE = {
    "users": ["3"], "organizations": ["1"], "tokens": ["2"], "tickets": ["2", "4"], "ticket_articles": ["4", "5", "6"], "user_histories": ["4"],
    "ticket_histories": ["3"], "history_types": ["2"], "history_attributes": ["1", "2"], "cti_caller_ids": ["2"], "chat_sessions": ["2"],
    "chat_messages": ["3"]}
EXPECTED = {
    "soren": {**SOREN, "cti_logs": ["1", "4"]}, "soren by mobile": SOREN, "soren by login": SOREN, "mette": METTE,
    "mette by number": {**METTE, "tickets": ["2"], "ticket_articles": ["4", "5"], "cti_logs": ["2"]},
    "jens by number": {"cti_logs": ["3"]},   # a second after midnight the number is his; Mette's record, which still says it, is not
    "namesake": {"users": ["5"], "organizations": ["2"], "authorizations": ["2"], "tickets": ["5"], "ticket_articles": ["7"], "stores": ["3"],
                 "store_provider_dbs": ["2"]},
    "shorter": {"users": ["6"]}, "main number": {}, "agent": {"users": ["1"]}, "nobody": {}}


@pytest.mark.parametrize("who", EXPECTED)
def test_everybody_gets_exactly_their_rows(ask: Ask, who: str) -> None:
    assert found(ask(who)) == EXPECTED[who]


@pytest.mark.parametrize("who", PEOPLE)
def test_no_secret_is_written(ask: Ask, who: str) -> None:
    assert "SECRET" not in ask(who).text


def test_a_number_of_several_users_is_counted_and_not_followed(ask: Ask) -> None:
    assert {one["address"]: (one["found"], one["reasons"]) for one in ask("main number").response["collections"] if one["found"]} == {
        "src.numbers": (2, ["shared_line"])}


def test_what_others_wrote_is_content_and_who_they_are_stays_out(ask: Ask) -> None:
    rows = {row["id"]: row for row in ask("soren").rows["ticket_articles"]}
    assert [rows[id]["from"] for id in (1, 2, 3, 4, 5)] == ["Søren Ærø <soren@nordlys.example>", None, None, None, "Søren Ærø"]
    assert [rows[id]["body"] for id in (2, 3, 4)] == ["We send a technician", "Was angry", "Mine too"]
    assert {rows[id]["cc"] for id in rows} == {None}
    for somebody in ("Kjær", "Anders", "Harriet", "owes money", "agents_picture", "logo of"):
        assert somebody not in ask("soren").text


def test_of_a_call_the_other_end_has_a_number_and_no_name(ask: Ask) -> None:
    rows = {row["id"]: (row["from"], row["from_comment"], row["to"], row["to_comment"]) for row in ask("soren").rows["cti_logs"]}
    assert rows == {1: ("4578770201", "Søren Ærø", "4570101010", None), 4: ("anonymous", None, "4578770201", None)}
    (calls,) = [one for one in ask("soren").response["collections"] if one["address"] == "src.cti_logs"]
    assert {field["name"]: field["masked_why"] for field in calls["fields"] if "masked_why" in field}["from_comment"] == {"withheld": 1}


def test_a_number_that_was_only_seen_in_a_text_may_be_anybodys(ask: Ask) -> None:
    assert [row["caller_id"] for row in ask("soren").rows["cti_caller_ids"]] == ["4578770201"]
    assert [row["caller_id"] for row in ask("mette").rows["cti_caller_ids"]] == [None]


def test_an_agent_gets_no_words_about_customers(ask: Ask) -> None:
    for somebody in ("Søren", "Mette", "technician", "angry", "How can I help"):
        assert somebody not in ask("agent").text


def test_nobody_of_the_same_number_or_name_is_in_the_answer(ask: Ask) -> None:
    for who, others in (("soren", ("Jens", "Sydhavn")), ("namesake", ("Søren", "Mette", "Nordlys")), ("mette by number", ("Jens", "I move")),
                        ("jens by number", ("Kjær", "Sydhavn", "Nordlys"))):
        for somebody in others:
            assert somebody not in ask(who).text, (who, somebody)
