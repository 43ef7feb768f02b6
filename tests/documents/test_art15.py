"""The 25 things that a letter of access must say, each found in it; and gone when its part of the letter is taken out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from dsr.documents import wording, wording_terms
from dsr.documents.lines import Block, Line
from dsr.domain.answer import Answer, Gap, Why
from dsr.domain.earlier import Earlier, Then
from dsr.domain.words import NotReached, Role, Withheld
from dsr.text import translator
from tests.documents.answers import ENTITY, answer, batch, columns, table, write

WHY = Why("to bill calls", "the contract (GDPR Art. 6(1)(b))", ("Nordisk Drift A/S", "Nordlys A/S"), "", "5 years: the bookkeeping rules require it",
          "your employer", ("United States, Example Inc., standard contractual clauses",), "none")


def whole(locale: str = "en", **facts: Any) -> Answer:
    """An answer in which there is something of everything."""
    coded = columns("kind", legend={"O": "outgoing"})
    return answer(table(3, columns=coded, why=WHY, label="Calls", source_label="Exchange", masked=1),
                  table(0, "n", found=4, withheld={Withheld.PROCESSOR: 4}, role=Role.PROCESSOR, label="Voicemail", address="pbx.voicemail"),
                  gaps=(Gap("old", "Old archive", "old.calls", NotReached.UNAVAILABLE),), locale=locale,
                  earlier=Earlier(date(2026, 11, 2), {"crm.contact": Then(1, 1), "old.calls": Then(7)}, files=1), **facts)


def text(blocks: Sequence[Block]) -> str:
    return "\n".join(f"{line.lead} {line.words}" for line in blocks if isinstance(line, Line))


FIELDS: dict[int, list[str]] = {  # number in the list of fields -> what the letter says
    1: ["DSR-7K2M-93QD-4", "Received 3 Nov 2026", "Answered 26 Nov 2026", "This answer is in English", ENTITY.name, ENTITY.dpo_contact],
    2: ["Yes, we process personal data about you"],
    3: ["We decide about Calls (Exchange)", "Your employer decides about Voicemail (PBX)"],
    4: ["What we use it for To bill calls. The contract (GDPR Art. 6(1)(b))."],
    5: ["Kinds of data Personal data"],
    6: ["Who receives it Nordisk Drift A/S; Nordlys A/S."],
    7: ["Outside the EU and EEA United States, Example Inc."],
    8: ["How long we keep it 5 years: the bookkeeping rules require it."],
    9: ["correct or delete", "restrict their use", "object to their use", "to take elsewhere"],
    10: [ENTITY.authority_name, ENTITY.authority_site, "where you live or work or where something went wrong"],
    11: ["Where it comes from Your employer."],
    12: ["Decisions by machine No."],
    13: ["standard contractual clauses"],
    14: ["in the files beside this document"],
    15: ["The first copy costs nothing, whatever you want it for"],
    16: ["electronically as you asked"],
    17: ["4 records: your employer decides about this", "some values are hidden", "Art. 15(4)"],
    18: ["who looked up your data and when"],
    19: ["Every system and archive that we searched"],
    20: ["Old archive"],
    22: ["who received your data if it was ever part of a breach"],
    23: ["Your right to object"],
    24: ["You can also go to court"],
    25: ["large print or paper"],
}
NOT_IN_THE_LETTER = {21}  # what the codes mean stands at each section


@pytest.mark.parametrize("number", FIELDS)
def test_the_letter_says_each_field(number: int) -> None:
    said = text(wording.letter(whole()))
    assert [words for words in FIELDS[number] if words.lower() not in said.lower()] == []


def test_no_field_is_without_a_test() -> None:
    assert FIELDS.keys() | NOT_IN_THE_LETTER == set(range(1, 26))


def test_the_codes_are_explained_where_they_stand() -> None:
    sink, _ = write(answer(table(1, columns=columns("kind", legend={"O": "outgoing"}), why=WHY)), batch([["O"]]))
    assert "Kind: O = outgoing" in sink.text()
    assert "Kind: O = outgoing" in sink.html()


@pytest.mark.parametrize(("part", "fields"), [
    ("why_held", {4, 5, 6, 7, 8, 11, 12, 13}), ("rights", {9, 10, 15, 16, 18, 19, 22, 23, 24, 25}), ("roles", {3}), ("others", {17})])
def test_a_field_is_gone_with_its_part(part: str, fields: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording_terms, part, lambda _answer: [])
    said = text(wording.letter(whole())).lower()
    assert {number for number in FIELDS if not all(words.lower() in said for words in FIELDS[number])} >= fields


@pytest.mark.parametrize("locale", ["en", "da"])
def test_collections_that_say_the_same_share_a_block(locale: str) -> None:
    other = Why("to help you", "", ("Fjordtel A/S",), "", "", "", (), "")
    tables = (table(1, "n", why=WHY, label="Calls"), table(2, "n", why=WHY, label="Texts", address="a.b"),
              table(3, "n", why=other, label="Notes", address="a.c"), table(0, "n", why=other, address="a.d"))
    lines = wording_terms.why_held(answer(*tables, locale=locale))
    blocks = [line.words for line in lines if line.style == "sub"]
    assert blocks == ["Calls (CRM), Texts (A)", "Notes (A)"]
    assert sum(line.lead == translator(locale)("letter.why_purpose") for line in lines) == 2


def test_what_nobody_has_said_is_told_as_such() -> None:
    said = text(wording_terms.why_held(answer(table(1, "n"))))
    assert said.count("Not stated yet. Ask us") == 5


@pytest.mark.parametrize(("why", "said"), [
    (Why(transfers=("none",)), "Outside the EU and EEA It is not passed"), (Why(transfers=()), "Outside the EU and EEA Not stated yet"),
    (Why(automated="none"), "Decisions by machine No."), (Why(automated=""), "Decisions by machine Not stated yet")])
def test_no_is_said_only_where_the_mapping_says_no(why: Why, said: str) -> None:
    assert said in text(wording_terms.why_held(answer(table(1, "n", why=why))))


def test_a_kind_of_recipient_comes_with_the_reason_why_it_has_no_name() -> None:
    why = Why("p", "", ("banks",), "each payer chooses the bank", "r")
    assert "Banks. Each payer chooses the bank." in text(wording_terms.why_held(answer(table(1, "n", why=why))))


def test_an_answer_that_holds_nothing_owes_no_account_of_data() -> None:
    assert wording_terms.why_held(answer(table(0, "n", why=WHY))) == []
    assert "complain" in text(wording.letter(answer(table(0, "n"))))
