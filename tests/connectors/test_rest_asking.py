"""What an interface is asked: exactly what the mapping says, encoded so that no value can say more, and never less than what is looked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from dsr.connectors.registry import connect
from dsr.domain.dataset import TimeColumn
from dsr.domain.errors import SourceMisconfigured
from dsr.domain.keys import Key, Lookup
from dsr.domain.window import Window
from tests.connectors.asking import by, collected
from tests.connectors.rest_scene import CARD, CAROL, Scene, rows, scene
from tests.connectors.shelves import Row
from tests.servers.http import Asked, Reply


@pytest.fixture
def crm() -> Iterator[Scene]:
    with scene() as made:
        yield made


def ask(crm: Scene, rest: dict[str, Any], *lookups: Lookup, columns: tuple[str, ...] = ("id",), **more: Any) -> list[Row]:
    names = ("id", "name", "email", "number", "at", "cost", "mails")
    collection = crm.collection(names=names, rest=rest, **more)
    return collected(crm.source(collection), collection, columns, *lookups)


@pytest.mark.parametrize(("how", "value", "path", "query"), [
    ({"as": "path", "name": "id"}, "a/../b?c#d%e é", "/users/a%2F..%2Fb%3Fc%23d%25e%20%C3%A9", []),
    ({"as": "query", "name": "q"}, "a&b=c d+e", "/rows", [("q", "a&b=c d+e")]),
    ({"name": "$filter", "template": "name eq '{}'"}, "x' or '1'='1", "/rows", [("$filter", "name eq 'x'' or ''1''=''1'")]),
    ({"name": "q", "template": 'name:"{}"'}, 'x" OR "\\', "/rows", [("q", 'name:"x\\" OR \\"\\\\"')]),
], ids=["path", "query", "single quotes", "double quotes"])
def test_a_value_stays_what_it_is(crm: Scene, how: dict[str, object], value: str, path: str, query: list[tuple[str, str]]) -> None:
    ask(crm, {"path": "/users/{id}" if how.get("as") == "path" else "/rows", "by": {"field": "name", **how}}, by("name", value))
    assert [(asked.path, asked.query) for asked in crm.asked] == [(path, query)]


@pytest.mark.parametrize("value", ["", ".", "..", "\ud800"])
def test_what_no_path_can_name_is_not_asked_for(crm: Scene, value: str) -> None:
    assert ask(crm, {"path": "/users/{id}", "by": {"field": "name", "as": "path", "name": "id"}}, by("name", value)) == []
    assert crm.asked == []


def test_a_body_holds_values_as_json_does(crm: Scene) -> None:
    rest = {"method": "POST", "body": {"filter": {"open": True}}, "by": {"field": "id", "as": "body", "name": "filter.ids", "batch": 2}}
    assert ask(crm, rest, by("id", 1, 2, 3, "x")) == [(1,)]
    assert [json.loads(asked.body) for asked in crm.asked] == [
        {"filter": {"open": True, "ids": [1, 2]}}, {"filter": {"open": True, "ids": [3, "x"]}}]


@pytest.mark.parametrize(("how", "queries"), [
    ({"name": "id", "batch": 2}, [[("id", "1"), ("id", "2")], [("id", "3")]]),
    ({"name": "ids", "batch": 2, "join": ","}, [[("ids", "1,2")], [("ids", "3")]]),
    ({"name": "f", "batch": 9, "join": " or ", "template": "id eq '{}'"}, [[("f", "id eq '1' or id eq '2' or id eq '3'")]]),
    ({"name": "id"}, [[("id", "1")], [("id", "2")], [("id", "3")]]),
])
def test_values_go_together_where_the_mapping_says_so(crm: Scene, how: dict[str, object], queries: list[list[tuple[str, str]]]) -> None:
    assert ask(crm, {"by": {"field": "id", **how}}, by("id", "1", "2", "3")) == [(1,)]
    assert [asked.query for asked in crm.asked] == queries


def test_a_value_that_would_be_read_as_two_is_an_error(crm: Scene) -> None:
    with pytest.raises(SourceMisconfigured, match="stands between values"):
        ask(crm, {"by": {"field": "name", "name": "names", "batch": 5, "join": ","}}, by("name", "Secret, Carol"))
    assert crm.asked == []


@pytest.mark.parametrize(("written", "number", "sent"), [
    ([], "+4578770202", ["+4578770202"]),
    (["digits"], "+4578770202", ["4578770202"]),
    (["national", "zero_zero"], "+4578770202", ["004578770202", "78770202"]),
    (["national"], "+46812345678", ["+46812345678"]),  # of another country: there is no national way
    (["digits"], "201", ["201"]),
])
def test_a_number_is_sent_as_the_interface_writes_it(crm: Scene, written: list[str], number: str, sent: list[str]) -> None:
    found = {**CARD, "number": "sip:78770202@pbx.example"}
    crm.answers(rows(found, {**found, "id": 2, "number": "78770203"}))
    own = ask(crm, {"by": {"field": "number", "name": "n", "written": written}}, by("number", number, kind="phone_number"))
    assert sorted(asked.get("n") or "" for asked in crm.asked) == sent
    assert own == ([(1,)] if number == "+4578770202" else []), "found in both spellings it comes once, and the neighbour's never"


def test_a_mac_address_is_sent_in_every_spelling(crm: Scene) -> None:
    crm.answers(rows({**CARD, "number": "00:1A:2B:3C:4D:5E"}))
    assert ask(crm, {"by": {"field": "number", "name": "n", "batch": 9}}, by("number", "001a2b3c4d5e", kind="mac")) == [(1,)]
    assert {"001a2b3c4d5e", "00:1A:2B:3C:4D:5E", "00-1a-2b-3c-4d-5e"} <= {asked.get("n") for asked in crm.asked}


def test_an_interface_without_by_is_read_whole(crm: Scene) -> None:
    assert ask(crm, {"by": []}, by("email", CAROL, kind="email"), by("name", "x")) == [(1,)]
    assert [asked.query for asked in crm.asked] == [[]]


def test_a_field_that_cannot_be_asked_for_is_told(crm: Scene) -> None:
    with pytest.raises(SourceMisconfigured, match="'name' is asked for"):
        ask(crm, {}, by("email", CAROL, kind="email"), by("name", "x"))
    assert crm.asked == []
    assert ask(crm, {"whole": True}, by("email", CAROL, kind="email"), by("name", "x")) == [(1,)]


def test_a_composite_key_is_asked_for_by_one_part_and_checked_by_both(crm: Scene) -> None:
    crm.answers(rows(CARD, {**CARD, "id": 2, "name": "Other"}))
    assert ask(crm, {}, Lookup(("name", "email"), frozenset({Key(("Carol Secret", CAROL)), Key(("Nobody", CAROL))}))) == [(1,)]
    assert [asked.get("email") for asked in crm.asked] == [CAROL]


def test_a_value_in_the_path_stands_for_the_one_that_rows_do_not_repeat(crm: Scene) -> None:
    crm.answers(lambda asked: rows({"id": 1 if asked.path == "/users/7/calls" else 2}))
    how = {"path": "/users/{user}/calls", "by": {"field": "name", "as": "path", "name": "user", "from_path": True}}
    assert sorted(ask(crm, how, by("name", "7", "8"), columns=("id", "name"))) == [(1, "7"), (2, "8")]


def test_a_row_that_comes_by_two_spellings_in_the_path_comes_once(crm: Scene) -> None:
    crm.answers(rows({"id": 1}))
    how = {"path": "/n/{n}/calls", "by": {"field": "number", "as": "path", "name": "n", "from_path": True, "written": ["e164", "national"]}}
    assert ask(crm, how, by("number", "+4578770202", kind="phone_number"), columns=("id", "number")) == [(1, "+4578770202")]
    assert sorted(asked.path for asked in crm.asked) == ["/n/%2B4578770202/calls", "/n/78770202/calls"]


@pytest.mark.parametrize(("reply", "is_told"), [
    (Reply(b'{"error": {"code": "ResourceNotFound"}}', status=404), False),
    (Reply(b'{"error": {"code": "BadRequest"}}', status=404), True),
])
def test_only_the_answer_that_means_nobody_is_taken_for_nobody(crm: Scene, reply: Reply, is_told: bool) -> None:
    crm.answers(reply)
    how = {"absent": {"when": "error.code == 'ResourceNotFound'"}}
    if is_told:
        crm.fails(SourceMisconfigured, "404", rest=how)
    else:
        assert crm.collect(how) == []


def test_numbers_keep_their_digits_and_rows_are_mapped(crm: Scene) -> None:
    crm.answers(Reply(b'{"d": [{"who": {"mail": "carol@secret.example"}, "n": 12345678901234567890123, "cost": {"amount": 0.10}, '
                      b'"x": [{"a": 1}, {"a": 2}]}]}'))
    rest = {"rows": "d", "fields": {"id": "n", "email": "who.mail", "cost": "cost.amount", "mails": "x[].a"}, "by": {"field": "email", "name": "q"}}
    found = ask(crm, rest, by("email", CAROL, kind="email"), columns=("id", "cost", "mails"))
    assert found == [(12345678901234567890123, Decimal("0.10"), [1, 2])]
    assert str(found[0][1]) == "0.10"


@pytest.mark.parametrize(("wrong", "match"), [
    ({"fields": {"email": "who.emial"}}, "did you mean 'who.email'"),
    ({"rows": "dta"}, "did you mean 'data'"),
])
def test_a_name_that_no_row_has_is_told_with_the_nearest(crm: Scene, wrong: dict[str, object], match: str) -> None:
    crm.answers(Reply(b'{"data": [{"id": 1, "who": {"email": "carol@secret.example"}}]}'))
    crm.fails(SourceMisconfigured, match, rest={"rows": "data", "fields": {"email": "who.email"}, **wrong})
    assert len(crm.asked) == 1


def test_a_name_that_an_interface_leaves_out_where_it_has_nothing_is_optional(crm: Scene) -> None:
    crm.answers(rows({"id": 1, "email": CAROL}))
    crm.fails(SourceMisconfigured, "no column 'name'", columns=("name",))
    assert crm.collect({"optional": ["name"]}, columns=("name",)) == [(None,)]


DAY = datetime(2026, 3, 1, tzinfo=UTC)
CALLS = ("id", "number", "at")


def calls(asked: Asked) -> Reply:
    """A call at each midnight of a hundred days, those between both ends, which count."""
    found = re.match(r"/calls\(from=(.*),to=(.*)\)", asked.path.replace("%3A", ":"))
    start, end = found.groups() if found else (asked.get("from") or "0", asked.get("to") or "9")
    stamps = [(number, (DAY + timedelta(days=number)).isoformat()) for number in range(100)]
    return rows(*({"id": number, "number": "+4578770202", "at": at} for number, at in stamps if start <= at[:10] <= end))


@pytest.mark.parametrize(("rest", "most"), [
    ({"window": {"from": "from", "to": "to", "written": "date"}}, 1),
    ({"path": "/calls(from={from},to={to})", "window": {"from": "from", "to": "to", "as": "path", "written": "date", "span_days": 10,
                                                         "since": "2026-01-01"}}, 7),
    ({"path": "/calls", "window": {"from": "from"}}, 1),
])
def test_a_window_is_sent_wide_and_cut_exactly(crm: Scene, rest: dict[str, Any], most: int) -> None:
    crm.answers(calls)
    window = Window(DAY + timedelta(days=10), DAY + timedelta(days=50))
    found = ask(crm, {"by": [], **rest}, by("number", "+4578770202", kind="phone_number", window=window), time=TimeColumn("at"))
    assert [row[0] for row in found] == list(range(10, 50)), "each once, the first instant counts and the last does not"
    assert len(crm.asked) <= most


def test_no_span_is_longer_than_the_interface_allows(crm: Scene) -> None:
    crm.answers(calls)
    rest = {"by": [], "window": {"from": "from", "to": "to", "written": "date", "span_days": 10, "since": "2026-01-01"}}
    window = Window(DAY + timedelta(days=10, hours=13), DAY + timedelta(days=50, hours=1))
    ask(crm, rest, by("number", "+4578770202", kind="phone_number", window=window), time=TimeColumn("at"))
    ends = [(datetime.fromisoformat(asked.get("from") or ""), datetime.fromisoformat(asked.get("to") or "")) for asked in crm.asked]
    assert max(end - start for start, end in ends) < timedelta(days=10)
    assert all(after[0] < before[1] for before, after in pairwise(ends))


def test_a_time_before_all_that_the_interface_keeps_is_not_asked_for(crm: Scene) -> None:
    rest = {"by": [], "window": {"from": "from", "to": "to", "since": "2026-01-01"}}
    window = Window(DAY - timedelta(days=900), DAY - timedelta(days=800))
    assert ask(crm, rest, by("number", "+4578770202", kind="phone_number", window=window), time=TimeColumn("at")) == []
    assert crm.asked == []


def test_an_open_window_ends_where_the_clock_of_the_source_is(crm: Scene) -> None:
    crm.answers(calls)
    rest = {"by": [], "window": {"from": "from", "to": "to", "written": "date", "span_days": 90, "keeps_days": 200}}
    ask(crm, rest, by("number", "+4578770202", kind="phone_number"), time=TimeColumn("at"))
    asked = [one for one in crm.asked if one.path == "/rows"]
    first, last = (datetime.fromisoformat(str(one)).replace(tzinfo=UTC) for one in (asked[0].get("from"), asked[-1].get("to")))
    today = datetime.now(UTC)
    assert timedelta(days=200) <= today - first <= timedelta(days=204)
    assert timedelta(0) < last - today < timedelta(days=3)


def test_two_holders_of_a_number_are_asked_for_each_in_their_own_time(crm: Scene) -> None:
    crm.answers(calls)
    rest = {"by": {"field": "number", "name": "n"}, "window": {"from": "from", "to": "to", "written": "date"}}
    keys = frozenset({Key("+4578770202", window=Window(DAY, DAY + timedelta(days=2))),
                      Key("+4578770202", window=Window(DAY + timedelta(days=2), DAY + timedelta(days=4)))})
    assert sorted(ask(crm, rest, Lookup(("number",), keys, "phone_number"), time=TimeColumn("at"))) == [(0,), (1,), (2,), (3,)]
    assert len(crm.asked) == 2


@pytest.mark.parametrize(("rest", "match"), [
    ({"rows": "data["}, "rows is no JMESPath from sign"),
    ({"rows": ""}, "is empty"),
    ({"rows": "@odata.value"}, "double quotes"),
    ({"fields": {"email": "lenght(x)"}}, "did you mean 'length'"),
    ({"fields": {"emial": "x"}}, "did you mean 'email'"),
    ({"optional": ["emial"]}, "did you mean 'email'"),
    ({"by": {"field": "emial", "name": "q"}}, "did you mean 'email'"),
    ({"path": "/users/{mail}", "by": {"field": "email", "as": "path", "name": "email"}}, "did you mean 'email'"),
    ({"path": "/users", "by": {"field": "email", "as": "path", "name": "email"}}, "no part of the path"),
    ({"path": "/u/{e}", "whole": True, "by": {"field": "email", "as": "path", "name": "e"}}, "one collection for each"),
    ({"by": {"field": "email", "as": "body", "name": "q"}}, "method: POST"),
    ({"by": {"field": "email", "name": "q", "from_path": True}}, "from_path"),
    ({"paging": {"kind": "cursor"}}, "needs next"),
    ({"paging": {"kind": "page", "size_param": "n"}}, "needs size"),
    ({"window": {"from": "a"}}, "time column"),
    ({"headers": {"X": "a\r\nY: b"}}, "headers cannot hold"),
    ({"paging": {"kind": "cursor", "param": "c", "next": "next)"}}, "paging: next is no JMESPath"),
])
def test_a_mapping_that_cannot_work_is_told_before_anything_is_asked(crm: Scene, rest: dict[str, Any], match: str) -> None:
    with pytest.raises(SourceMisconfigured, match=re.escape(match)):
        connect(crm.source(crm.collection(rest=rest)))


def test_a_window_that_must_have_two_ends_needs_to_know_how_far_back(crm: Scene) -> None:
    collection = crm.collection(rest={"window": {"from": "a", "to": "b", "span_days": 90}}, time=TimeColumn("id"))
    with pytest.raises(SourceMisconfigured, match="since or keeps_days"):
        connect(crm.source(collection))
