"""What a column seems to hold: by its values whatever it is called, by its name in several languages, and by both."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dsr.domain.dataset import Address as At
from dsr.domain.dataset import Field, Reference
from dsr.domain.discover_codes import Codes, codes_of
from dsr.domain.discover_columns import judge, usual_country
from dsr.domain.discover_guess import Guess
from dsr.domain.discover_names import by_name, names_people, readable
from dsr.domain.discover_shapes import Column, Family, ForeignKey, Table
from dsr.domain.discover_values import by_values
from dsr.domain.discover_words import WORDS
from dsr.text import translator

TEN = range(10)
BCRYPT = "$2b$12$" + "abcdefghijkl" * 4 + "mnop"


def guess(cells: Sequence[object], family: Family = Family.TEXT, country: str | None = None) -> Guess:
    return by_values(Column("qzx", family), cells, country)


@pytest.mark.parametrize(("cells", "kind"), [
    ([f"carol.holm{n}@nordlys.example" for n in TEN], "email"),
    ([f"Carol Holm <carol{n}@nordlys.dk>" for n in TEN], "email"),
    ([f"+45 31 22 1{n} 44" for n in TEN], "phone_number"),
    ([f"00453122104{n}" for n in TEN], "phone_number"),
    ([f"(171) 555-77{n}8" for n in TEN], "phone_number"),
    ([f"453122104{n}" for n in TEN], "phone_number"),
    ([*(f"+453122104{n}" for n in TEN), "201", "202", "anonymous", ""], "phone_number"),
    ([f"sip:20{n}@pbx.example" for n in TEN], "sip_uri"),
    ([f"20{n}@pbx.example" for n in TEN], "sip_uri"),
    ([f"192.0.2.{n}" for n in TEN], "ip"),
    ([f"2001:db8::{n}" for n in TEN], "ip"),
    ([f"192.0.2.{n}:5060" for n in TEN], "ip"),
    ([f"00:15:65:aa:bb:c{n}" for n in TEN], "mac"),
    ([f"001565aabbc{n}" for n in TEN], "mac"),
    ([f"23801123456789{n}" for n in TEN], "imsi"),
    (["490154203237518", "356938035643809", "352099001761481"], "imei"),
    ([f"894501000000000000{n}" for n in TEN], "iccid"),
    ([f"carol.{name}" for name in ("holm", "lund", "berg", "kjaer")], "username"),
])
def test_values_speak_for_themselves(cells: Sequence[object], kind: str) -> None:
    assert guess(cells).kind == kind


@pytest.mark.parametrize("cells", [
    [f"2025-01-0{n}" for n in range(1, 9)], [f"0{n}-12-2025" for n in range(1, 9)], [f"{n}.50" for n in TEN], [f"1000{n}" for n in TEN],
    ["8000-1234", "x"],
    [f"4000-12{n}" for n in TEN], [f"87110-234{n}" for n in TEN], [f"978-3-16-14841{n}-0" for n in TEN], ["", None, "-"], ["+4531221044"],
    [f"version {n}" for n in TEN], [f"{n}.example.com" for n in TEN], ["nordlys.example", "havbris.example"], [f"pbx.v{n}" for n in TEN],
    [f"2025010{n}120000" for n in TEN]])
def test_other_things_are_no_identifiers(cells: Sequence[object]) -> None:
    assert (guess(cells).kind, guess(cells).is_secret) == (None, False)


def test_numbers_without_a_country_code_need_a_country() -> None:
    bare = [f"3122104{n}" for n in TEN]
    assert (guess(bare).kind, guess(bare, country="DK").kind) == (None, "phone_number")
    table = Table("qzx", (Column("a"), Column("b")))
    seen = judge(table, {"a": [f"+453122104{n}" for n in TEN], "b": bare})
    assert (seen.guesses["b"].kind, usual_country([seen])) == (None, "DK")


@pytest.mark.parametrize(("cells", "family", "written"), [
    ([1_760_000_000 + n for n in TEN], Family.INTEGER, "epoch_s"), ([1_760_000_000_000 + n for n in TEN], Family.INTEGER, "epoch_ms"),
    ([f"2025-03-02 11:5{n}:59" for n in TEN], Family.TEXT, "local"), ([f"2025-03-02T11:5{n}:59Z" for n in TEN], Family.TEXT, "auto"),
    ([], Family.TIME, "auto"), ([f"not {n}" for n in TEN], Family.TEXT, None)])
def test_times(cells: Sequence[object], family: Family, written: str | None) -> None:
    assert guess(cells, family).written == written


@pytest.mark.parametrize(("cells", "expected"), [
    ([BCRYPT, BCRYPT.replace("a", "z")], True), (["$argon2id$v=19$m=65536$abc", "$argon2id$v=19$m=65536$def"], True),
    ([f"{n:032x}" for n in range(10**30, 10**30 + 9)], True), ([f"{n:033x}" for n in range(10**30, 10**30 + 9)], False),
    ([f"{10**31 + n}" for n in TEN], False), (["plain", "text"], False)])
def test_secrets_have_a_shape(cells: Sequence[object], expected: bool) -> None:
    assert guess(cells).is_secret is expected


def test_identifiers_inside_of_nested_values() -> None:
    assert guess([{"from": {"user": "+4531221044"}}, {"from": {"user": "+4531221045"}}], Family.NESTED).is_personal
    assert not guess([{"codec": "opus"}, {"codec": "g722"}], Family.NESTED).is_personal


@pytest.mark.parametrize(("name", "category", "kind"), [
    ("email", "user.contact.email", "email"), ("EmailAddress", "user.contact.email", "email"), ("e-mail", "user.contact.email", "email"),
    ("correo", "user.contact.email", "email"), ("tlf", "user.contact.phone_number", "phone_number"),
    ("Rufnummer", "user.contact.phone_number", "phone_number"),
    ("workPhoneE164", "user.contact.phone_number", "phone_number"), ("caller_id_name", "user.name", None),
    ("fødselsdato", "user.date_of_birth", None),
    ("Straße", "user.contact.address.street", None), ("vorname", "user.name", None), ("prénom", "user.name", None), ("efternavn", "user.name", None),
    ("postnr", "user.contact.address.postal_code", None), ("imsi", "user.unique_id", "imsi"),
    ("CallingStationId", "user.contact.phone_number", "phone_number"),
    ("kundenummer", "user.unique_id", "account"), ("customer_id", "user.unique_id", "account"), ("framedipaddress", "user.device.ip_address", "ip"),
    ("fax_id", "", None), ("product_name", "", None), ("location_id", "", None), ("name", "", None), ("xyzzy", "", None)])
def test_names_in_several_languages(name: str, category: str, kind: str | None) -> None:
    assert (by_name(name).category, by_name(name).kind) == (category, kind)


@pytest.mark.parametrize("name", ["password", "user_passwd", "HA1", "adgangskode", "Passwort", "api_key", "pin_code", "customer_password",
                                  "email_token"])
def test_secrets_by_name(name: str) -> None:
    assert by_name(name).is_secret


def test_a_bare_name_depends_on_its_table() -> None:
    assert (by_name("name", of_people=True).category, by_name("number", table="extensions").kind) == ("user.name", "extension")
    assert (names_people("sip_subscribers"), names_people("Kunden"), names_people("tariffs")) == (True, True, False)


@pytest.mark.parametrize(("name", "label"), [
    ("first_name", "First name"), ("firstName", "First name"), ("ÅRSAG", "Årsag"), ("odd name/é", "Odd name é"), ("_", "_")])
def test_labels(name: str, label: str) -> None:
    assert readable(name) == label


def judged(column: Column, cells: Sequence[object], **more: object) -> Guess:
    return judge(Table("qzx", (column,), **more), {column.name: cells}).guesses[column.name]  # type: ignore[arg-type]


def test_values_come_before_names() -> None:
    phones = [f"+453122104{n}" for n in TEN]
    assert judged(Column("email"), phones).kind == "phone_number"
    assert judged(Column("email"), [f"word {n}" for n in TEN]) == Guess()
    both, alone = judged(Column("phone"), phones), judged(Column("xyzzy"), phones)
    assert (both.why, alone.why) == ("values and name", "values")
    assert 90 < alone.certainty + 10 < both.certainty + 10 <= 109


def test_a_password_that_looks_like_an_address_is_still_one() -> None:
    assert judged(Column("password"), [f"carol{n}@nordlys.example" for n in TEN]).is_secret


@pytest.mark.parametrize(("column", "cells", "more"), [
    (Column("row_id", Family.INTEGER), [4531221000 + n for n in TEN], {"primary_key": ("row_id",)}),
    (Column("other", Family.INTEGER), [4531221000 + n for n in TEN], {"foreign_keys": (ForeignKey(("other",), "u", ("x",)),)}),
    (Column("call_uuid"), [f"{n:032x}" for n in range(10**30, 10**30 + 9)], {}), (Column("email_sent", Family.BOOLEAN), [True, False], {}),
    (Column("city", Family.INTEGER), [1, 2, 3], {})])
def test_keys_and_flags_are_neither_secrets_nor_telephones(column: Column, cells: Sequence[object], more: dict[str, object]) -> None:
    assert judged(column, cells, **more) == Guess()


def test_every_category_has_words() -> None:
    say = translator("en")
    assert [category for category, *_ in WORDS if not say.has(f"category.{category}.text")] == []


@pytest.mark.parametrize(("field", "cells", "expected"), [
    (Field("cause", ("user.behavior",)), ["16", "17", "BUSY"], Codes(3, ("16", "17", "BUSY"))),
    (Field("cause", ("user.behavior",), legend={"16": {"en": "x"}}), ["16", 17], Codes(1, ("17",))),
    (Field("cause", ("user.name",)), ["16", "17"], Codes(2)),
    (Field("agent", ("user.behavior",)), ["CAROL", "BOB"] * 40, Codes(2)),
    (Field("agent", ("user.behavior",)), ["CAROL", "BOB"], None),
    (Field("postal_code", ("user.behavior",)), ["8000", "9000"], None),
    (Field("place", ("user.behavior",)), ["Aarhus", "Odense"] * 40, None),
    (Field("units", ("user.behavior",)), [1, 2, 3] * 40, None),
    (Field("status", ("user.behavior",)), ["Carol", "Bob"], Codes(2)),
    (Field("status", ("user.behavior",)), ["4531221044", "1"], Codes(2)),
    (Field("type", ("user.behavior",)), [f"T{n}" for n in range(31)], None),
    (Field("type", ("user.behavior",)), ["a long text", "B"], None),
    (Field("type", ("user.behavior",), kind="extension"), ["201"], None),
    (Field("type", ("user.behavior",), references=(Reference(At("d", "c"), "f"),)), ["201"], None),
    (Field("type", ("system.operations",)), ["A"], None)])
def test_codes_are_shown_only_without_doubt(field: Field, cells: Sequence[object], expected: Codes | None) -> None:
    assert codes_of(field, cells) == expected
