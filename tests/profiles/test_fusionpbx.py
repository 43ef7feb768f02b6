"""FusionPBX: two companies on one exchange, numbers that change hands, legs, queues, copies with both parties in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from tests.profiles.installed import Answered, access, database, source_file, unsaid
from tests.profiles.scripts import script, shorts
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.xdist_group("fusionpbx")
Ask = Callable[..., Answered]

JULY = "2025-07-01T00:00:00+02:00"
ANNA = ("extension=201@2024-01-01T00:00:00+01:00..#nord.example", "phone_number=+4578770201@2024-01-01T00:00:00+01:00..", "phone_number=+4542110201",
        "email=anna@nord.example")
METTE = (f"extension=202@..{JULY}#nord.example", f"phone_number=+4578770202@..{JULY}", f"extension=203@{JULY}..#nord.example",
         f"phone_number=+4578770203@{JULY}..")
JENS = (f"extension=202@{JULY}..#nord.example", f"phone_number=+4578770202@{JULY}..")
NAMESAKE = ("extension=201#syd.example", "phone_number=+4578880201")
PEOPLE = {"anna": ANNA, "mette": METTE, "jens": JENS, "namesake": NAMESAKE, "nobody": ("extension=299#nord.example", "email=nobody@nord.example"),
          "kim": ("extension=250#nord.example",), "mail only": ("email=anna@nord.example",), "customer": ("email=jens@vvs.example",),
          "clinic": ("phone_number=+4533661234",), "fax": ("extension=901#nord.example",), "stranger": ("email=anna@nord.example.org",),
          "user name": ("username=JENS#syd.example",)}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "postgres":
        made = cast(Postgres, request.getfixturevalue("postgres")).create_database("fusionpbx")
    else:
        made = f"sqlite:///{tmp_path_factory.mktemp('fusionpbx') / 'pbx.sqlite'}"
    return database(made, script("fusionpbx_schema.sql", request.param), script("fusionpbx_rows.sql", request.param))


@pytest.fixture(scope="module")
def ask(url: str, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """The answer to one of the people; each is asked for once."""
    folder = tmp_path_factory.mktemp("asked")
    sources = source_file(folder / "sources", "fusionpbx", f"{{url: '{url}'}}")
    asked: dict[str, Answered] = {}

    def of(who: str) -> Answered:
        if who not in asked:
            asked[who] = access(sources, folder / who, *PEOPLE[who])
        return asked[who]

    return of


def found(answered: Answered) -> dict[str, list[str]]:
    """The keys of all rows that are shown, as the script writes them."""
    return {name: sorted(shorts([next(str(cell) for column, cell in row.items() if column == KEYS.get(name, next(iter(row)))) for row in rows]))
            for name, rows in answered.rows.items() if rows}


KEYS = {"v_follow_me_destinations": "follow_me_destination_uuid"}
EXPECTED = {
    "anna": {
        "v_extensions": ["e201"], "v_extension_users": ["c1"], "v_users": ["a01"], "v_user_groups": ["91"], "v_user_settings": ["81", "82"],
        "v_contacts": ["b1"], "v_contact_emails": ["b11"], "v_contact_phones": ["b21", "b26"], "v_contact_addresses": ["b31"],
        "v_contact_notes": ["b41"],
        "v_destinations": ["d01"], "v_follow_me": ["ff1"], "v_follow_me_destinations": ["ff2"], "v_ring_group_destinations": ["601", "603"],
        "v_devices": ["d1"], "v_device_lines": ["d11", "d22"], "v_call_block": ["cb1"],
        "v_xml_cdr": ["f001", "f002", "f003", "f007", "f008", "f009", "f00c", "f00d", "f011"],
        "v_xml_cdr_flow": ["1f1"], "v_xml_cdr_json": ["1e1"], "v_xml_cdr_logs": ["1d1"], "v_xml_cdr_transcripts": ["1c1"],
        "v_voicemails": ["c201"], "v_voicemail_messages": ["51"], "v_email_queue": ["71"], "v_user_logs": ["31"],
        "v_database_transactions": ["41", "43"], "user_transactions": ["45"], "own_transactions": ["46"]},
    "mette": {
        "v_extensions": ["e203"], "v_extension_users": ["c3"], "v_users": ["a02"], "v_contacts": ["b2"],
        "v_xml_cdr": ["f005", "f007", "f00f", "f010"], "v_voicemails": ["c203"], "v_voicemail_messages": ["52"], "v_voicemail_greetings": ["61"]},
    "jens": {
        "v_extensions": ["e202"], "v_extension_users": ["c2"], "v_users": ["a03"], "v_user_groups": ["92"], "v_contacts": ["b3"],
        "v_destinations": ["d02"], "v_ring_group_destinations": ["602"], "v_call_center_agents": ["aa3"], "v_call_center_tiers": ["ab3"],
        "v_devices": ["d2"], "v_device_lines": ["d21"], "v_xml_cdr": ["f006", "f00a", "f00b", "f012"],
        "v_voicemails": ["c202"], "v_voicemail_messages": ["53"], "v_voicemail_greetings": ["62"], "v_user_logs": ["32", "34"],
        "v_database_transactions": ["44"]},
    "namesake": {
        "v_extensions": ["eb201"], "v_extension_users": ["c4"], "v_users": ["a04"], "v_contacts": ["b4"], "v_ring_group_destinations": ["604"],
        "v_xml_cdr": ["f004"], "v_xml_cdr_json": ["1e2"], "v_voicemails": ["cb201"], "v_voicemail_messages": ["54"], "v_user_logs": ["33"],
        "v_database_transactions": ["42"]},
    "nobody": {}, "stranger": {},
    "mail only": {
        "v_users": ["a01"], "v_user_groups": ["91"], "v_user_settings": ["81", "82"], "v_contacts": ["b1"], "v_contact_emails": ["b11"],
        "v_contact_phones": ["b21"], "v_contact_addresses": ["b31"], "v_contact_notes": ["b41"], "v_destinations": ["d01"], "v_devices": ["d1"],
        "v_email_queue": ["71"], "v_user_logs": ["31"], "user_transactions": ["45"], "own_transactions": ["46"]},
    "customer": {"v_contacts": ["b5"], "v_contact_emails": ["b15"], "v_contact_notes": ["b42"]},
    "clinic": {"v_xml_cdr": ["f001", "f002", "f003"], "v_xml_cdr_flow": ["1f1"], "v_xml_cdr_json": ["1e1"], "v_xml_cdr_logs": ["1d1"],
               "v_xml_cdr_transcripts": ["1c1"]},
    "fax": {"v_fax": ["fa"], "v_fax_files": ["fb1", "fb2"], "v_fax_logs": ["fc1"]},
    "user name": {"v_users": ["a04"], "v_contacts": ["b4"], "v_user_logs": ["33"]},
}


def test_every_table_and_column_is_spoken_of(url: str) -> None:
    assert unsaid(url, "fusionpbx") == []


@pytest.mark.parametrize("who", EXPECTED)
def test_exactly_the_rows_of_the_person_are_found(who: str, ask: Ask) -> None:
    assert found(ask(who)) == EXPECTED[who]


@pytest.mark.parametrize("who", PEOPLE)
def test_no_secret_is_written_anywhere(who: str, ask: Ask) -> None:
    assert "hush" not in ask(who).text


@pytest.mark.parametrize("who", [who for who in PEOPLE if who not in ("customer", "clinic")])
def test_nothing_of_another_person_is_written_but_numbers(who: str, ask: Ask) -> None:
    assert "OTHER" not in ask(who).text


def test_who_withheld_the_number_stays_unknown(ask: Ask) -> None:
    (call,) = [row for row in ask("anna").rows["v_xml_cdr"] if shorts([row["xml_cdr_uuid"]]) == ["f00c"]]
    assert call["caller_id_number"] == "anonymous"
    assert [call[name] for name in ("caller_id_name", "source_number", "record_name", "json")] == [None] * 4
    assert "20304050" not in ask("anna").text
    assert ask("jens").rows["v_voicemail_messages"][0]["caller_id_number"] == "anonymous"


def test_numbers_that_called_or_were_dialled_are_shown(ask: Ask) -> None:
    calls = {short: row for row in ask("anna").rows["v_xml_cdr"] for short in shorts([row["xml_cdr_uuid"]])}
    shown = {short: (row["caller_id_name"], row["caller_id_number"], row["destination_number"], row["network_addr"]) for short, row in calls.items()}
    assert shown["f001"] == ("Anna Berg", "+4578770201", "33661234", "10.1.0.21")
    assert shown["f003"] == (None, "004533661234", "201", None)
    assert calls["f00d"]["destination_number"] == "+4542110201"


def test_of_a_colleague_only_the_extension_is_shown(ask: Ask) -> None:
    (call,) = [row for row in ask("mette").rows["v_xml_cdr"] if shorts([row["xml_cdr_uuid"]]) == ["f007"]]
    assert (call["caller_id_number"], call["destination_number"]) == ("201", "202")
    assert [call[name] for name in ("caller_id_name", "extension_uuid", "network_addr")] == [None, None, None]


def test_a_leg_that_rang_at_a_colleague_is_not_ones_own(ask: Ask) -> None:
    assert "f011" in found(ask("anna"))["v_xml_cdr"]
    assert "f012" not in found(ask("anna"))["v_xml_cdr"]


def test_accounts_at_an_extension_of_two_people_are_withheld(ask: Ask) -> None:
    answered = ask("kim")
    assert found(answered) == {"v_extensions": ["e250"]}
    assert "bo@nord.example" not in answered.text


def test_a_failed_sign_in_may_be_somebody_elses(ask: Ask) -> None:
    failed, own = sorted(ask("jens").rows["v_user_logs"], key=lambda row: str(row["result"]))
    assert (failed["result"], failed["remote_address"], own["remote_address"]) == ("failure", None, "192.0.2.12")


def test_a_change_of_several_extensions_at_once_is_not_shown(ask: Ask) -> None:
    single, several = sorted(ask("anna").rows["v_database_transactions"], key=lambda row: str(row["transaction_date"]))
    assert single["transaction_new"] == '{"extensions": [{"extension": "201", "user_record": "all"}]}'
    assert (several["transaction_old"], several["transaction_new"]) == (None, None)


def test_what_was_changed_for_others_is_not_shown_to_who_changed_it(ask: Ask) -> None:
    (row,) = ask("anna").rows["own_transactions"]
    assert {"transaction_old", "transaction_new"}.isdisjoint(row)
    assert row["transaction_address"] == "192.0.2.11"


def test_what_hangs_on_an_extension_is_said_to_be_not_searched_by_email_alone(ask: Ask) -> None:
    left = {one["address"].partition(".")[2] for one in ask("mail only").response["not_searched"]}
    assert {"v_extensions", "v_voicemails", "v_call_block"} <= left


def test_a_message_goes_along_as_a_file(ask: Ask) -> None:
    (messages,) = [one for one in ask("anna").response["collections"] if one["address"] == "src.v_voicemail_messages"]
    assert (messages["content"]["found"], messages["content"]["enclosed"]) == (1, 1)
    assert "message_base64" not in ask("anna").rows["v_voicemail_messages"][0]


def test_all_is_asked_and_the_answer_is_complete(ask: Ask) -> None:
    assert (ask("anna").status, ask("anna").response["status"], ask("nobody").status) == (0, "complete", 0)
