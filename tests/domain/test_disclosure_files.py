"""The name of a recording is not shown where a number of its call is not: it says the same."""

from __future__ import annotations

import pytest

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Field
from dsr.domain.disclosure import Disclosure, ruled
from dsr.domain.parties import Choice, Party, Side
from dsr.domain.policy import STANDARD, Policy, Treatment
from dsr.domain.terms import Content, Terms

COLUMNS = ("src", "dst", "file", "clir")
CALLS = Collection(Address("pbx", "calls"), (
    Field("src", ("user",), "phone_number", "phone_number", side=Choice(Side.CALLER), about="number", withheld=Condition("clir", ("1",))),
    Field("dst", ("user",), "phone_number", "phone_number", side=Choice(Side.CALLEE), about="number"),
    Field("file", ("user.content",)), Field("clir")), terms=Terms(content=Content("{file}")))
HER, ME, FILE = "+4533661234", "+4578770201", "in-+4533661234.wav"


@pytest.mark.parametrize(("treatment", "clir", "uncovered", "shown"), [
    (Treatment.SHOWN, "0", "", FILE), (Treatment.CUT, "0", "", None), (Treatment.MASKED, "0", "", None), (Treatment.STAFF, "0", "", None),
    (Treatment.SHOWN, "1", "", None), (Treatment.STAFF, "0", "file", FILE), (Treatment.SHOWN, "1", "file", None)])
def test_a_file_is_named_only_where_the_numbers_are_shown(treatment: Treatment, clir: str, uncovered: str, shown: str | None) -> None:
    policy = Policy({**STANDARD.treatments, Party.CALLER: treatment})
    rule = Disclosure(CALLS, COLUMNS, 3, policy, frozenset(filter(None, [uncovered])))
    told = rule.shown((HER, ME, FILE, clir), ("dst",))
    assert told.cells[2] == shown
    assert rule.shown((ME, HER, FILE, "0"), ("src",)).cells == (ME, HER, FILE)
    assert rule.shown((HER, ME, None, clir), ("dst",)).others.get("file") is None


def test_another_policy_is_about_the_names_of_files_too() -> None:
    assert ruled(CALLS) == {"src", "dst", "file"}
