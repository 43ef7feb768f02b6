"""What of a call the person sees, from whichever end they were in it."""

from __future__ import annotations

import json

import pytest

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Field
from dsr.domain.disclosure import Disclosure, Shown, columns_needed, cut, decides, is_extension
from dsr.domain.parties import Choice, Party, Side
from dsr.domain.policy import ALLOWED, STANDARD, Policy, Treatment
from dsr.domain.redaction import redacted

ANONYMOUS = Condition("caller", is_anonymous=True)
FIELDS = (
    Field("account", side=Choice(Side.CALLEE, (Condition("direction", ("in",)),), Side.CALLER), about="account"),
    Field("direction"),
    Field("caller_name", side=Choice(Side.CALLER), about="name"),
    Field("caller", side=Choice(Side.CALLER), about="number", withheld=Condition("clir", ("1",))),
    Field("callee", side=Choice(Side.CALLEE), about="number"),
    Field("phone", side=Choice(Side.CALLER), about="device"),
    Field("raw", party=Choice(Party.MIXED)),
    Field("said", party=Choice(Party.CONTENT)),
    Field("minutes"),
    Field("clir"),
)
NAMES = tuple(field.name for field in FIELDS)
CALLS = Collection(Address("pbx", "calls"), FIELDS)


def shown(*finders: str, **cells: object) -> Shown:
    row = tuple(cells.get(name) for name in NAMES)
    return Disclosure(CALLS, NAMES, len(NAMES)).shown(row, finders)


def classes(given: Shown) -> dict[str, str]:
    return {name: party.value for name, (party, _) in given.others.items()}


def hidden(given: Shown) -> set[str]:
    return {name for name, cell in zip(NAMES, given.cells, strict=True) if cell is None}


CALL = {"account": "a-1", "direction": "in", "caller_name": "Dr. Holm", "caller": "+4533661234", "callee": "201", "phone": "SEP1", "raw": "x",
        "said": "hello", "minutes": 7, "clir": "0"}


def test_who_was_called_sees_the_number_and_no_name_or_device() -> None:
    seen = shown("callee", **CALL)
    assert classes(seen) == {"caller_name": "name", "caller": "caller", "phone": "caller", "raw": "mixed", "said": "content"}
    assert hidden(seen) == {"caller_name", "phone", "raw"}
    assert seen.is_masked


def test_who_called_sees_all_that_is_on_the_own_side() -> None:
    seen = shown("caller", **{**CALL, "direction": "out"})
    assert classes(seen) == {"callee": "colleague", "raw": "mixed", "said": "content"}
    assert hidden(seen) == {"raw"}
    assert classes(shown("caller", **{**CALL, "direction": "out", "callee": "33661235"}))["callee"] == "dialled"


def test_a_colleagues_number_is_shown_and_no_more_of_them() -> None:
    seen = shown("callee", **{**CALL, "direction": "local", "caller": "202", "account": "a-2"})
    assert classes(seen) == {"account": "colleague", "caller_name": "colleague", "caller": "colleague", "phone": "colleague", "raw": "mixed",
                             "said": "content"}
    assert hidden(seen) == {"account", "caller_name", "phone", "raw"}


def test_who_withheld_the_number_is_not_shown_by_anything_on_that_side() -> None:
    seen = shown("callee", **{**CALL, "clir": "1"})
    assert classes(seen) == {"caller_name": "withheld", "caller": "withheld", "phone": "withheld", "raw": "withheld", "said": "content"}
    assert hidden(seen) == {"caller_name", "caller", "phone", "raw"}


def test_ones_own_withheld_number_is_shown() -> None:
    assert hidden(shown("caller", **{**CALL, "direction": "out", "clir": "1"})) == {"raw"}


def test_withheld_is_never_shown_whatever_the_policy_says() -> None:
    generous = Policy({party: Treatment.SHOWN if Treatment.SHOWN in allowed else Treatment.MASKED for party, allowed in ALLOWED.items()})
    row = tuple({**CALL, "clir": "1"}.get(name) for name in NAMES)
    seen = Disclosure(CALLS, NAMES, len(NAMES), generous, frozenset(NAMES)).shown(row, ["callee"])
    assert {name for name, cell in zip(NAMES, seen.cells, strict=True) if cell is None} == {"caller_name", "caller", "phone", "raw"}


def test_a_call_passed_on_to_the_own_mobile_is_the_callers() -> None:
    """The account that passed it on stands on the caller's side, and the number there is an outsider's."""
    seen = shown("account", "callee", **{**CALL, "direction": "out", "callee": "+4542110201"})
    assert {name: party for name, party in classes(seen).items() if name in ("account", "caller", "caller_name", "callee")} == {
        "caller": "caller", "caller_name": "name"}


def test_a_call_to_oneself_is_all_ones_own() -> None:
    seen = shown("caller", "callee", "account", **CALL)
    assert classes(seen) == {"raw": "mixed", "said": "content"}


def test_a_side_that_is_not_known_is_taken_for_the_others() -> None:
    assert hidden(shown("minutes", **CALL)) == {"account", "caller_name", "phone", "raw"}


@pytest.mark.parametrize("cell", [None, "", " ", "anonymous", "-", "Anonymous <anonymous>", "unknown"])
def test_what_names_nobody_is_nobodys(cell: object) -> None:
    assert "caller" not in classes(shown("callee", **{**CALL, "caller": cell}))


@pytest.mark.parametrize(("finder", "party"), [("author", None), ("thread", "content")])
def test_what_the_other_end_wrote_is_content(finder: str, party: str | None) -> None:
    fields = (Field("author", side=Choice(Side.CALLER), about="account"), Field("thread"), Field("body", side=Choice(Side.CALLER), about="content"))
    seen = Disclosure(Collection(Address("a", "b"), fields), ("author", "thread", "body"), 3).shown((7, 1, "Hello"), [finder])
    assert classes(seen).get("body") == party
    assert seen.cells[2] == "Hello"


@pytest.mark.parametrize(("cell", "party"), [
    ('"Dr. Holm" <33661234>', "name"), ('"" <33661234>', "caller"), ("33661234", "caller"), ('"Bo" <202>', "colleague"),
    ('"Anonymous" <anonymous>', None),
    ('"A ""B"" C" <33661234>', "name"), ("Holm, Dr. <33661234>", "name")])
def test_a_caller_id_is_a_name_or_only_a_number(cell: str, party: str | None) -> None:
    fields = (Field("clid", side=Choice(Side.CALLER), about="caller_id"), Field("dst", side=Choice(Side.CALLEE), about="number"))
    seen = Disclosure(Collection(Address("a", "b"), fields), ("clid", "dst"), 2).shown((cell, "201"), ["dst"])
    assert classes(seen) == ({"clid": party} if party else {})
    assert (seen.cells[0] is None) == (party in ("name", "colleague"))


def test_a_rule_by_row() -> None:
    field = Field("address", party=Choice(Party.NETWORK, (Condition("user", is_empty=True), Condition("result", ("failure",)))))
    made = Disclosure(Collection(Address("a", "b"), (field,)), ("address", "user", "result"), 1)
    for user, result, cell in ((None, "failure", None), ("", "FAILURE", None), ("u", "failure", "192.0.2.1"), (None, "success", "192.0.2.1")):
        assert made.shown(("192.0.2.1", user, result), []).cells == (cell,)


def test_a_secret_is_known_by_its_neighbour() -> None:
    field = Field("value", secret_when=Condition("attribute", pattern="*-Password"))
    made = Disclosure(Collection(Address("a", "b"), (field,)), ("value", "attribute"), 1)
    assert made.shown(("hunter2", "NT-password"), ["value"]).cells == (None,)
    assert made.shown(("hunter2", "Password-Hint"), []).cells == ("hunter2",)
    assert classes(made.shown(("hunter2", "Cleartext-Password"), [])) == {"value": "secret"}


@pytest.mark.parametrize(("cell", "expected"), [
    ('[{"extension": "201", "Password": "pw", "name": "Søren"}]', '[{"extension": "201", "Password": "withheld", "name": "Søren"}]'),
    ({"a": {"password": 7, "b": None}}, {"a": {"password": "withheld", "b": None}}), ('{"password": null}', '{"password": null}'),
    ('{"x": "{\\"password\\": \\"pw\\"}"}', '{"x": "{\\"password\\": \\"withheld\\"}"}'), ('{"password": {"a": "pw"}}', '{"password": "withheld"}'),
    ("password=pw", None), ('{"password": "pw"', None), ("", ""), ('"pw"', None), (b'{"password": "pw"}', '{"password": "withheld"}')])
def test_secrets_within_json_give_way_to_a_word(cell: object, expected: object) -> None:
    seen, is_hidden = redacted(cell, ("password",))
    assert (seen, is_hidden) == (expected, expected is None)
    assert "pw" not in json.dumps(seen)


@pytest.mark.parametrize(("number", "expected"), [("+45 33 66 12 34", "+45 33 66 1x xx"), ("201", "xxx"), ("12", "xx"), (33661234, "33661xxx"),
                                                  (None, None)])
def test_a_number_without_its_last_three_digits(number: object, expected: object) -> None:
    assert cut(number) == expected


@pytest.mark.parametrize(("cell", "expected"), [
    ("sip:+4533661234@10.20.30.40:5060", "+4533661xxx"), ("tel:+4533661234;ext=4533661234", "+4533661xxx"),
    ('"+4533661234" <+4533661234>', "+4533661xxx"), ('"Ann 1234" <sip:33661234@pbx;tag=1234>', "33661xxx"),
    ("33661234,33665678", None), ("33661234 33665678", None), ("PJSIP/33661234", None), ("anna@pbx.example", None), ("", None)])
def test_of_a_cut_number_nothing_beside_it_is_left(cell: object, expected: object) -> None:
    assert cut(cell) == expected


@pytest.mark.parametrize(("digits", "expected"), [(3, "+45 33 66 1x xx"), (5, "+45 33 6x xx xx"), (8, "+45 xx xx xx xx")])
def test_a_policy_says_how_many_digits_are_cut(digits: int, expected: str) -> None:
    row = tuple({**CALL, "caller": "+45 33 66 12 34"}.get(name) for name in NAMES)
    cutting = Policy({**STANDARD.treatments, Party.CALLER: Treatment.CUT}, digits)
    assert Disclosure(CALLS, NAMES, len(NAMES), cutting).shown(row, ["callee"]).cells[NAMES.index("caller")] == expected


def test_a_policy_may_cut_numbers() -> None:
    row = tuple(CALL.get(name) for name in NAMES)
    seen = Disclosure(CALLS, NAMES, len(NAMES), Policy({**STANDARD.treatments, Party.CALLER: Treatment.CUT})).shown(row, ["callee"])
    assert seen.cells[NAMES.index("caller")] == "+4533661xxx"
    assert seen.cells[NAMES.index("phone")] is None


def treatments(given: Shown) -> dict[str, str]:
    return {name: treatment.value for name, (_, treatment) in given.others.items()}


def test_what_staff_decide_is_hidden_until_they_have() -> None:
    row, asking = tuple(CALL.get(name) for name in NAMES), Policy({**STANDARD.treatments, Party.CALLER: Treatment.STAFF})
    seen = Disclosure(CALLS, NAMES, len(NAMES), asking).shown(row, ["callee"])
    assert treatments(seen) == {"caller_name": "masked", "caller": "staff", "phone": "masked", "raw": "masked", "said": "shown"}
    assert hidden(seen) == {"caller_name", "caller", "phone", "raw"}
    assert not Disclosure(CALLS, NAMES, 0, asking).is_open(row, ["callee"], "caller")


def test_a_field_that_staff_uncover_is_shown_and_no_other() -> None:
    row, asking = tuple(CALL.get(name) for name in NAMES), Policy({**STANDARD.treatments, Party.CALLER: Treatment.STAFF})
    seen = Disclosure(CALLS, NAMES, len(NAMES), asking, frozenset({"caller", "said"})).shown(row, ["callee"])
    assert treatments(seen) == {"caller_name": "masked", "caller": "uncovered", "phone": "masked", "raw": "masked", "said": "shown"}
    assert hidden(seen) == {"caller_name", "phone", "raw"}
    assert Disclosure(CALLS, NAMES, 0, asking, frozenset({"caller"})).is_open(row, ["callee"], "caller")


@pytest.mark.parametrize("field", [Field("value", secret_when=Condition("attribute", ("Password",))), Field("value", party=Choice(Party.SECRET)),
                                   Field("value", redact_keys=("password",))])
def test_a_secret_is_not_uncovered(field: Field) -> None:
    made = Disclosure(Collection(Address("a", "b"), (field,)), ("value", "attribute"), 1, STANDARD, frozenset({"value"}))
    assert "hunter2" not in str(made.shown(('{"password": "hunter2"}', "Password"), []).cells)


@pytest.mark.parametrize(("cell", "expected"), [("201", True), ("sip:201@10.20.30.40", True), ("PJSIP/201,,Ttr", True), ("+45123", False),
                                                ("33661234", False), ("", False), ("PJSIP/33661234@trunk,300", False), ("trunk", False)])
def test_an_extension_has_few_digits(cell: str, expected: bool) -> None:
    assert is_extension(cell) is expected


def test_a_collection_without_rules_needs_no_look() -> None:
    assert not decides(Collection(Address("a", "b"), (Field("x"), Field("y", kind="email"))))
    assert decides(CALLS)
    assert set(columns_needed(CALLS)) == {"account", "direction", "caller_name", "caller", "callee", "phone", "clir"}


def test_a_part_of_a_number_is_no_extension() -> None:
    fields = (Field("cc"), Field("ac", side=Choice(Side.CALLER), about="number"),
              Field("sn", kind="phone_number", parts=("cc", "ac", "sn"), side=Choice(Side.CALLER), about="number"),
              Field("name", side=Choice(Side.CALLER), about="name"), Field("callee", side=Choice(Side.CALLEE), about="number"))
    names = tuple(field.name for field in fields)
    seen = Disclosure(Collection(Address("a", "b"), fields), names, 5).shown(("45", "33", "661234", "Dr. Holm", "201"), ["callee"])
    assert classes(seen) == {"ac": "caller", "sn": "caller", "name": "name"}


@pytest.mark.parametrize(("user", "party"), [("201", "colleague"), ("4533661234", "caller"), ("bo.friis", "caller")])
def test_the_user_of_a_sip_address_may_be_an_extension(user: str, party: str) -> None:
    fields = (Field("user", side=Choice(Side.CALLER), about="number"),
              Field("host", kind="sip_uri", parts=("user", "host"), side=Choice(Side.CALLER), about="number"),
              Field("callee", side=Choice(Side.CALLEE)))
    seen = Disclosure(Collection(Address("a", "b"), fields), ("user", "host", "callee"), 3).shown((user, "nordlys.example", "x"), ["callee"])
    assert classes(seen) == {"user": party, "host": party}


@pytest.mark.parametrize(("finder", "party"), [("mobile", None), ("caller", "network")])
def test_a_cell_that_found_the_row_may_be_the_persons_whatever_its_rule_says(finder: str, party: str | None) -> None:
    fields = (Field("caller"), Field("mobile", party=Choice(Party.NETWORK, (Condition("passed_on", ("1",)),), unless_found=True)), Field("passed_on"))
    names = tuple(field.name for field in fields)
    seen = Disclosure(Collection(Address("d", "calls"), fields), names, 2).shown(("201", "+4526123456", "1"), (finder,))
    assert classes(seen) == ({"mobile": party} if party else {})
