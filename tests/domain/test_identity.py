"""Identifiers of a person: how they are typed, their one form, and how they are written elsewhere."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.errors import InvalidInput
from dsr.domain.identity import ALL_WAYS, Spellings, identifies, normalise, parse_identity, spelled, spellings
from dsr.domain.keys import Identity
from dsr.domain.window import ALWAYS, Window

CPH = ZoneInfo("Europe/Copenhagen")
NOON = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=1)))
LATER = datetime(2026, 7, 1, tzinfo=UTC)
NUMBERS = (
    ("DK", "+4578770202"), ("DK", "+4545123456"), ("SE", "+46701234567"), ("SE", "+4681234567"), ("DE", "+4930901820"), ("DE", "+491701234567"),
    ("NL", "+31201234567"), ("GB", "+442079460018"), ("GB", "+447700900123"), ("NO", "+4722345678"), ("FR", "+33142685300"), ("IT", "+390669812345"))


@pytest.mark.parametrize(("typed", "read"), [
    ("email=carol@nordlys.example", Identity("email", "carol@nordlys.example")),
    ("email=Carol@nordlys.example", Identity("email", "Carol@nordlys.example")),
    ("phone_number=+45 78 77 02 02", Identity("phone_number", "+45 78 77 02 02")),
    ("extension=201#nordlys.example", Identity("extension", "201", "nordlys.example")),
    ("extension=201#a#b", Identity("extension", "201#a", "b")),
    ("username=a%23b", Identity("username", "a#b")),
    ("username=a%23b#c%40d", Identity("username", "a#b", "c@d")),
    ("username=a=b", Identity("username", "a=b")),
    ("loyalty-id.v2=7", Identity("loyalty-id.v2", "7")),
    ("phone_number=+4578770202@2026-03-02T12:00:00+01:00..", Identity("phone_number", "+4578770202", None, Window(NOON, None))),
    ("phone_number=+4578770202@..2026-03-02T12:00:00+01:00", Identity("phone_number", "+4578770202", None, Window(None, NOON))),
    ("phone_number=+4578770202@2026-03-02T11:00:00Z..2026-07-01T00:00:00Z", Identity("phone_number", "+4578770202", None, Window(NOON, LATER))),
    ("phone_number=+4578770202@..", Identity("phone_number", "+4578770202", None, ALWAYS)),
    ("extension=201@2026-03-02T12:00:00+01:00..#nordlys", Identity("extension", "201", "nordlys", Window(NOON, None))),
    ("email=carol@nordlys.example@2026-03-02T12:00:00+01:00..", Identity("email", "carol@nordlys.example", None, Window(NOON, None))),
    ("email=carol%40nordlys..example", Identity("email", "carol@nordlys..example")),
    ("sip_uri=sip:201@pbx.example", Identity("sip_uri", "sip:201@pbx.example")),
])
def test_an_identity_is_read(typed: str, read: Identity) -> None:
    assert parse_identity(typed) == read


@pytest.mark.parametrize(("typed", "problem"), [
    ("", "not_kind_and_value"), ("carol@nordlys.example", "not_kind_and_value"), ("=carol", "not_kind_and_value"),
    ("e mail=carol", "not_kind_and_value"), ("1st=carol", "not_kind_and_value"), ("email=", "empty"), ("email=  ", "empty"),
    ("phone_number=@2026-01-01..", "empty"), ("extension=#nordlys", "empty"), ("extension=201#", "tenant"), ("extension=201# ", "tenant"),
    ("email=carol@nordlys..example", "window"), ("email=carol@2026-13-01..", "window"),
    ("email=carol@2026-07-01..2026-06-01", "window"), ("email=carol@2026-07-01..2026-07-01", "window"), ("email=carol@1..2..3", "window"),
    ("email=carol\0x", "characters"), ("email=carol\udcff", "characters"), ("email=carol\nx", "characters"),
])
def test_a_slip_is_told_without_the_value(typed: str, problem: str) -> None:
    with pytest.raises(InvalidInput) as told:
        parse_identity(typed)
    assert told.value.facts == {"field": "identity", "problem": problem}


def test_a_time_without_an_offset_is_in_the_zone_of_the_house() -> None:
    assert parse_identity("extension=201@2026-07-01..", CPH).window == Window(datetime(2026, 6, 30, 22, tzinfo=UTC), None)
    assert parse_identity("extension=201@2026-07-01T00:00..", UTC).window == Window(LATER, None)


@given(st.text(), st.sampled_from(["email", "username", "phone_number"]))
def test_whatever_is_typed_is_read_or_refused(text: str, kind: str) -> None:
    with suppress(InvalidInput):
        read = parse_identity(f"{kind}={text}")
        assert (read.kind, bool(read.value.strip())) == (kind, True)


@pytest.mark.parametrize(("kind", "forms"), [
    ("email", ["carol@nordlys.example", "CAROL@Nordlys.Example", " carol@nordlys.example ", "ｃarol@nordlys.example"]),
    ("mac", ["00a1b2c3d4ff", "00:A1:B2:C3:D4:FF", "00-a1-b2-c3-d4-ff", "00a1.b2c3.d4ff"]),
    ("ip", ["2001:db8::a", "2001:DB8::A"]),
    ("sip_uri", ["carol@pbx.example", "sip:carol@PBX.example", "SIPS:carol@pbx.example;transport=tls", "<sip:carol@pbx.example>"]),
    ("account", ["0e2b8f1a-0000-4000-8000-00000000beef", "0E2B8F1A-0000-4000-8000-00000000BEEF"]),
])
def test_spellings_of_one_identifier_have_one_form(kind: str, forms: list[str]) -> None:
    assert {normalise(kind, form, None) for form in forms} == {forms[0]}


@pytest.mark.parametrize(("kind", "one", "other"), [
    ("username", "carol", "Carol"), ("sip_uri", "carol@pbx.example", "Carol@pbx.example"), ("sip_uri", "carol@pbx.example", "carol@pbx2.example"),
    ("mac", "00a1b2c3d4ff", "00a1b2c3d4fe"), ("mac", "00a1b2c3d4ff", "x00a1b2c3d4ff"), ("email", "carol@nordlys.example", "carøl@nordlys.example"),
    ("phone_number", "+4533319991", "+453 3331 9991"), ("phone_number", "201", "2010"), ("phone_number", "+4578770202", "+4678770202"),
])
def test_different_identifiers_stay_apart(kind: str, one: str, other: str) -> None:
    assert normalise(kind, one, "DK") != normalise(kind, other, "DK")


@pytest.mark.parametrize(("written", "country", "form"), [
    ("+4578770202", None, "+4578770202"), ("0045 78 77 02 02", None, "+4578770202"), ("+45 (0) 78770202", None, "+4578770202"),
    ("4578770202", None, "+4578770202"), ("78 77 02 02", "DK", "+4578770202"), ("78770202", "SE", "+4678770202"), ("78770202", None, "78770202"),
    ("sip:+4578770202@pbx.example;user=phone", None, "+4578770202"), ("sip:%2B4578770202@pbx.example", None, "+4578770202"),
    ("tel:+45-78-77-02-02", None, "+4578770202"), ("78770202;ext=3", "DK", "+4578770202"), ("070-123 45 67", "SE", "+46701234567"),
    ("030 / 901820", "DE", "+4930901820"), ("020 123 4567", "NL", "+31201234567"), ("(020) 7946 0018", "GB", "+442079460018"),
    ("(020) 7946 0018", "UK", "+442079460018"), ("491701234567", "DE", "+491701234567"),
    ("4722345678", "US", "+14722345678"), ("+39 (0)6 6981 2345", None, "+390669812345"), ("+49 (0)30 901820", None, "+4930901820"),
    ("201", "DK", "201"), ("112", "DK", "112"), ("1-800-FLOWERS", "US", "1-800-FLOWERS"),
    ("anonymous", "DK", "anonymous"), ("٧٨٧٧٠٢٠٢", "DK", "+4578770202"), ("+45", "DK", "45"), ("", "DK", ""),
])
def test_a_number_becomes_e164_where_it_can_be_one(written: str, country: str | None, form: str) -> None:
    assert normalise("phone_number", written, country) == form


@pytest.mark.parametrize(("country", "number"), NUMBERS)
def test_every_spelling_reads_as_the_number_it_spells(country: str, number: str) -> None:
    for text in spellings(number, country).exact:
        assert normalise("phone_number", text, country) == number, text
    for prefix in spellings(number, country).prefixes:
        assert normalise("phone_number", prefix + "pbx.example;user=phone", country) == number, prefix


@pytest.mark.parametrize(("country", "number"), NUMBERS)
@pytest.mark.parametrize("source", ["AT", "US", None])
def test_an_international_spelling_reads_the_same_everywhere(country: str, number: str, source: str | None) -> None:
    for text in spellings(number, source, ("e164", "plus_spaced", "zero_zero")).exact:
        assert normalise("phone_number", text, source) == number, text


@pytest.mark.parametrize(("country", "number", "forms"), [
    ("DK", "+4578770202", ["+4578770202", "+45 78 77 02 02", "004578770202", "4578770202", "78770202", "78 77 02 02", "7877 0202", "sip:78770202"]),
    ("SE", "+46701234567", ["0046701234567", "46701234567", "0701234567", "070-123 45 67", "+46 (0)70-123 45 67", "tel:+46701234567"]),
    ("DE", "+4930901820", ["030901820", "030 901820", "030/901820", "(030) 901820", "+49 30 901820", "+49 (0)30 901820", "49 30 901820"]),
    ("NL", "+31201234567", ["0201234567", "020 123 4567", "020-1234567", "+31 20 123 4567", "0031 20 123 4567"]),
    ("GB", "+442079460018", ["02079460018", "020 7946 0018", "+44 20 7946 0018", "+44 (0)20 7946 0018", "00442079460018"]),
])
def test_common_spellings_are_looked_up(country: str, number: str, forms: list[str]) -> None:
    assert set(forms) <= set(spellings(number, country).exact)


@pytest.mark.parametrize(("country", "number"), NUMBERS)
def test_a_national_spelling_is_nobodys_in_another_country(country: str, number: str) -> None:
    at_home, abroad = set(spellings(number, country).exact), set(spellings(number, "AT").exact)
    assert abroad < at_home
    assert all(number[1:] in "".join(sign for sign in text if sign.isdigit()) for text in abroad if "(0)" not in text)


@pytest.mark.parametrize("way", ALL_WAYS)
def test_a_mapping_narrows_the_spellings(way: str) -> None:
    narrow, wide = spellings("+4578770202", "DK", (way,)), spellings("+4578770202", "DK")
    assert narrow.exact or narrow.prefixes
    assert set(narrow.exact) < set(wide.exact)
    assert bool(narrow.prefixes) is (way == "sip_uri")


@pytest.mark.parametrize("cell", ["+", "+1", "+x", "+999123456789"])
def test_a_sign_without_a_number_is_looked_up_as_it_stands(cell: str) -> None:
    assert spellings(cell, "DK") == Spellings((cell,))


def test_a_short_number_is_written_in_one_way() -> None:
    assert spellings("201", "DK").exact == ("201",)
    assert spellings("201", "DK").prefixes == ("sip:201@", "sips:201@")


@pytest.mark.parametrize(("kind", "value"), [
    ("mac", "00a1b2c3d4ff"), ("sip_uri", "carol@pbx.example"), ("mac", "no address"), ("phone_number", "+4578770202")])
def test_what_is_looked_up_is_what_is_accepted(kind: str, value: str) -> None:
    ways = spelled(kind, value, "DK")
    assert ways is not None
    assert value in ways.exact
    assert {normalise(kind, text, "DK") for text in (*ways.exact, *(prefix + "x" for prefix in ways.prefixes))} == {value}


@pytest.mark.parametrize("kind", ["email", "ip", "username", "account", None])
def test_other_kinds_are_written_in_one_way(kind: str | None) -> None:
    assert spelled(kind, "x", "DK") is None


@pytest.mark.parametrize(("kind", "value", "leads_on"), [
    ("email", "carol@nordlys.example", True), ("email", "n/a", False), ("email", "", False), ("email", "@", False),
    ("phone_number", "+4578770202", True), ("phone_number", "201", True), ("phone_number", "", False), ("phone_number", "-", False),
    ("phone_number", "anonymous", False), ("phone_number", "0000", False), ("account", "A-1", True), ("account", " ", False),
    (None, "", False), (None, "  ", False), (None, "ord-1", True), (None, 0, True), (None, False, True),
])
def test_what_stands_where_there_is_none_leads_nowhere(kind: str | None, value: object, leads_on: bool) -> None:
    assert identifies(kind, value) is leads_on
