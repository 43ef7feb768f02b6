"""Where in a cell an identifier stands: as a whole, or it is somebody else's."""

from __future__ import annotations

import pytest

from dsr.domain.compare import comparable
from dsr.domain.identity import spelled
from dsr.domain.templates import middles, template, templates


@pytest.mark.parametrize(("written", "cell", "found"), [
    ("PJSIP/{}-*", "PJSIP/201-0000000a", ["201"]), ("PJSIP/{}-*", "PJSIP/2011-0a", ["2011"]), ("PJSIP/{}-*", "pjsip/201-0a", []),
    ("PJSIP/{}-*", "PJSIP/alice-smith-0a", ["alice-smith"]), ("PJSIP/{digits}-*", "PJSIP/201-0a-1", ["201"]), ("PJSIP/{}-*", "PJSIP/201", []),
    ("{digits}@*", "4578770202@internet", ["4578770202"]), ("{digits}@*", "carol@internet", []), ("{digits}@*", "٢٠١@internet", []),
    ("user/{}@*", "user/202@nordlys.example", ["202"]), ("{}@*", "carol@nordlys.example@apn", ["carol@nordlys.example"]),
    ("spool/{}/*", "spool/201/INBOX/msg", ["201"]), ("SEP{}", "SEPAABBCC000201", ["AABBCC000201"]), ("SEP{}", "XSEP1", []), ("{}@*", "@x", []),
    ("Ext.{}", " Ext.201 ", ["201"]), ("{};*", "201;tag=7;x", ["201"]),
])
def test_what_stands_in_the_place_of_the_identifier(written: str, cell: str, found: list[str]) -> None:
    assert list(middles((written,), cell, "extension")) == found


@pytest.mark.parametrize("text", ["{}*", "*{}", "{}{}", "{} {digits}", "a*b", "digits", "{digit}", "{}*@", ""])
def test_what_is_no_template(text: str) -> None:
    assert template(text) is None


def test_names_of_spellings_let_the_identifier_stand_alone_too() -> None:
    assert list(middles(("e164", "{}@*"), "201@pbx", None)) == ["201@pbx", "201"]
    assert list(middles(("{}", "{}@*"), "201@pbx", None)) == ["201@pbx", "201"]
    assert list(middles((), "201@pbx", None)) == ["201@pbx"]
    assert templates(("{}", "e164")) == ()


def test_letters_around_an_identifier_count_as_its_own_do() -> None:
    assert list(middles(("SEP{}",), "sepAABBCC000201", "mac")) == ["aabbcc000201"]
    assert list(middles(("SEP{}",), "sep201", "extension")) == []


@pytest.mark.parametrize(("kind", "value", "written", "exact", "prefixes"), [
    ("extension", "201", ("PJSIP/{}-*", "Ext.{}"), {"Ext.201"}, {"PJSIP/201-"}),
    ("phone_number", "+4578770202", ("{digits}@*",), set(), {"4578770202@", "004578770202@", "78770202@"}),
    ("login", "carol@x.example", ("{}", "{}@APN"), {"carol@x.example", "carol@x.example@apn"}, set()),
    ("email", "carol@x.example", (), None, None),
])
def test_a_source_is_asked_for_every_form(kind: str, value: str, written: tuple[str, ...], exact: set[str] | None, prefixes: set[str] | None) -> None:
    found = spelled(kind, value, "DK", written)
    assert (exact, prefixes) == (None, None) if found is None else (set(found.exact), set(found.prefixes)) == (exact, prefixes)


@pytest.mark.parametrize("written", ["PJSIP/{}-*", "{digits}@*", "{}", "sip/{}", "{};*"])
@pytest.mark.parametrize(("kind", "value"), [("phone_number", "+4578770202"), ("extension", "201"), ("mac", "aabbcc000201"),
                                              ("email", "c@x.example")])
def test_what_a_source_is_asked_for_is_what_is_accepted(written: str, kind: str, value: str) -> None:
    found = spelled(kind, value, "DK", (written,))
    cells = [value] if found is None else [*found.exact, *(f"{prefix}rest" for prefix in found.prefixes)]
    for cell in cells:
        assert value in {comparable(one, kind, "DK") for one in middles((written,), cell, kind)}
