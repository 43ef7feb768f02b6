"""A tenant behind a stand-in for Microsoft Graph: pages, 90 days at a time, numbers without their end, and times that are none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.profiles.installed import Answered, access, book, source_file
from tests.servers.http import Asked, HttpServer, Reply

Row = dict[str, object]
SECRET = "sesam"
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
PAGE = 2
CAROL, DAVE, OTHER = (f"0000000{number}-aaaa-4aaa-8aaa-000000000000" for number in (1, 2, 3))


def user(number: str, upn: str, name: str, **more: object) -> Row:
    known = ["givenName", "surname", "mobilePhone", "jobTitle", "passwordPolicies"]
    return {"id": number, "userPrincipalName": f"{upn}@nordlys.example", "displayName": name, "mail": f"{upn}@nordlys.example", "businessPhones": [],
            "proxyAddresses": [f"SMTP:{upn}@nordlys.example"], "passwordProfile": {"password": SECRET}, **dict.fromkeys(known), **more}


USERS = [
    user(CAROL, "carol", "Carol Holm", mail="Carol.Holm@nordlys.example", businessPhones=["+45 78 77 02 02"], createdDateTime="2020-01-02T10:00:00Z",
         proxyAddresses=["SMTP:Carol.Holm@nordlys.example", "smtp:ch@nordlys.example"], externalUserStateChangeDateTime="0001-01-01T00:00:00Z"),
    user(DAVE, "dave", "Dave Berg", businessPhones=["+4578770203", "+4578770000"], mobilePhone="26 12 34 56"),
    user(OTHER, "carol2", "Carol Holm", businessPhones=["+45 78 77 02 0", "+4578770000"], otherMails=["carol.holm@nordlys.example.com"])]


def pstn(row: str, whose: str | None, kind: str, caller: str | None, callee: str, at: str, **more: object) -> Row:
    one = next((one for one in USERS if one["id"] == whose), {"userPrincipalName": None, "displayName": None})
    return {"id": row, "callId": f"c{row}", "userId": whose, "userPrincipalName": one["userPrincipalName"], "userDisplayName": one["displayName"],
            "startDateTime": at, "endDateTime": at, "duration": 60, "charge": 0.25, "connectionCharge": 0.0, "callType": kind, "currency": "DKK",
            "callerNumber": caller, "calleeNumber": callee, "tenantCountryCode": "DK", "conferenceId": None,
            "clientPublicIpV4Address": "203.0.113.7", **more}


OUTSIDE, PREFIX = "+4522334455", "+452233445"
PSTN = [
    pstn("1", CAROL, "user_out", "+4578770202", OUTSIDE, "2025-06-30T21:59:59.9999999Z"), pstn("2", CAROL, "user_in", OUTSIDE, "+4578770202",
        "2025-06-30T22:00:00Z"),
    pstn("3", CAROL, "user_in", "anonymous", "+4578770202", "2025-12-01T10:00:00Z", charge=0.0),
    pstn("4", DAVE, "user_out", "+4578770203", OUTSIDE, "2025-12-02T10:00:00Z"), pstn("5", DAVE, "user_in", PREFIX, "+4578770203",
        "2025-12-03T10:00:00Z"),
    pstn("6", DAVE, "user_out_forwarding", OUTSIDE, "+4526123456", "2025-12-04T10:00:00Z"), pstn("7", None, "ucap_in", OUTSIDE, "+4578770000",
        "2025-12-05T10:00:00Z"),
    pstn("8", CAROL, "conf_in", "+4533445566", "+4578770099", "2026-01-14T10:00:00Z", conferenceId="77"),
    pstn("9", CAROL, "user_out", "+4578770202", OUTSIDE, "2024-06-01T10:00:00Z")]
ROUTED = [
    {**{name: one[name] for name in ("userId", "userPrincipalName", "userDisplayName", "duration", "startDateTime", "endDateTime")},
    "id": f"r{one['id']}",
     "callType": kind, "callerNumber": "+45223344***", "calleeNumber": "+45787702***", "successfulCall": False,
     "failureDateTime": "0001-01-01T00:00:00Z",
     "correlationId": "x", "trunkFullyQualifiedDomainName": "sbc.nordlys.example"}
    for one, kind in ((PSTN[2], "ByotIn"), (PSTN[3], "ByotOut"), (PSTN[6], "ByotInUcap"))]


def answer(asked: Asked) -> Reply:
    """As Graph does: pages by link, two ends in the path, no more than 90 days between them."""
    path = unquote(asked.path)
    if path == "/users":
        chosen = set((asked.get("$select") or "").split(","))
        rows = [{name: value for name, value in one.items() if name in chosen} for one in USERS]
    elif path.startswith("/communications/callRecords/get"):
        name, _, ends = path.rpartition("/")[2].partition("(")
        start, end = (date.fromisoformat(one.partition("=")[2]) for one in ends.rstrip(")").split(","))
        if (end - start).days > 90:
            return Reply(b'{"error": {"code": "BadRequest"}}', status=400)
        log = PSTN if name == "getPstnCalls" else ROUTED
        rows = [one for one in log if start.isoformat() <= str(one["startDateTime"])[:10] < (end + timedelta(days=1)).isoformat()]
    else:
        return Reply(b'{"error": {"code": "NotFound"}}', status=404)
    at = int(asked.get("$skip") or 0)
    more = {} if at + PAGE >= len(rows) else {"@odata.nextLink":
    f"http://{asked.headers['Host']}{asked.path}?$select={asked.get('$select')}&$skip={at + PAGE}"}
    return Reply(json.dumps({"value": rows[at:at + PAGE], **more}).encode())


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Path]:
    server = HttpServer(answer, now=NOW)
    yield source_file(tmp_path / "sources", "microsoft_teams", f"{{base_url: '{server.url}', auth: {{kind: bearer, token: t}}}}", key="teams",
                      connector="rest", more="tenant: nordlys.example")
    server.stop()


def found(sources: Path, *identities: str) -> tuple[Answered, dict[str, list[str]]]:
    answered = access(sources, sources.parent / "out", *identities, as_of=NOW)
    return answered, {name: answered.keys(name, "id") for name, rows in answered.rows.items() if rows}


OF_CAROL = {"users": [CAROL], "pstn_calls": ["1", "2", "3", "8"], "direct_routing_calls": ["r3"]}


@pytest.mark.parametrize(("identity", "entries"), [
    ("email=carol.holm@nordlys.example", OF_CAROL), ("email=CH@nordlys.example", OF_CAROL), ("username=CAROL@nordlys.example#nordlys.example",
        OF_CAROL),
    (f"entra_id={CAROL}", OF_CAROL), ("phone_number=+4578770202", OF_CAROL),
    ("phone_number=+4578770202@2025-07-01T00:00:00+02:00..", {**OF_CAROL, "pstn_calls": ["2", "3", "8"]}),
    ("phone_number=+4578770202@..2025-07-01T00:00:00+02:00", {"pstn_calls": ["1"]}),
    (f"phone_number={OUTSIDE}", {"pstn_calls": ["1", "2", "4", "7"]}), (f"phone_number={PREFIX}", {"pstn_calls": ["5"]}),
    ("phone_number=+4578770000", {"pstn_calls": []}),
    ("email=carol@nordlys.example", {}), ("email=carol.holm@nordlys.example.com", {}), ("username=carol@nordlys.example#sydkyst.example", {}),
    ("phone_number=+45223344", {})])
def test_each_has_their_calls_and_nobody_elses(sources: Path, identity: str, entries: dict[str, list[str]]) -> None:
    """A call at the instant of a change of hands, a number that begins another, a service's number, a mailbox of one's own elsewhere."""
    answered, got = found(sources, identity)
    assert got == {name: rows for name, rows in entries.items() if rows}
    assert answered.status == 0


def test_who_called_and_who_answered_are_told_apart(sources: Path) -> None:
    answered, _ = found(sources, f"phone_number={OUTSIDE}")
    calls = {row["id"]: row for row in answered.rows["pstn_calls"]}
    assert [(row["userDisplayName"], row["userPrincipalName"], row["clientPublicIpV4Address"]) for row in calls.values()] == [(None, None, None)] * 4
    assert (calls["1"]["callerNumber"], calls["2"]["calleeNumber"]) == ("+4578770202", "+4578770202")
    assert [word for word in ("Carol", "Dave", "carol@", "+4526123456", "203.0.113.7") if word in answered.text] == []


def test_ones_own_name_is_shown_and_a_forwarded_call_is_its_users(sources: Path) -> None:
    answered, got = found(sources, "email=dave@nordlys.example")
    calls = {row["id"]: row for row in answered.rows["pstn_calls"]}
    assert sorted(calls) == ["4", "5", "6"]
    assert (calls["4"]["userDisplayName"], calls["4"]["clientPublicIpV4Address"]) == ("Dave Berg", "203.0.113.7")
    assert (calls["6"]["callerNumber"], calls["6"]["calleeNumber"], calls["6"]["userDisplayName"]) == (OUTSIDE, "+4526123456", None)
    assert got["direct_routing_calls"] == ["r4"]


def test_times_that_are_none_and_numbers_without_an_end_are_no_more_than_that(sources: Path) -> None:
    answered, _ = found(sources, "email=ch@nordlys.example")
    (own,), (routed,) = answered.rows["users"], answered.rows["direct_routing_calls"]
    assert (own["createdDateTime"], own["externalUserStateChangeDateTime"]) == ("2020-01-02T10:00:00+00:00", None)
    assert (routed["failureDateTime"], routed["callerNumber"]) == (None, "+45223344***")
    assert answered.rows["pstn_calls"][0]["charge"] == "0.25"
    assert SECRET not in answered.text


def test_a_number_of_a_service_is_counted_and_nobodys(sources: Path) -> None:
    answered, _ = found(sources, "phone_number=+4578770000")
    assert {one["address"]: (one["found"], one["withheld"]) for one in answered.response["collections"] if one["found"]} == {
        "teams.users": (2, 2), "teams.pstn_calls": (1, 1)}


def test_all_that_is_selected_is_mapped_and_nothing_else_is_asked_for() -> None:
    (source,) = book("microsoft_teams").sources
    users = next(one for one in source.collections() if one.address.collection == "users")
    selected = users.location["params"]["$select"].split(",")  # type: ignore[index]
    assert selected == [field.name for field in users.fields if not field.secret]
