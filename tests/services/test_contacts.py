"""The same other person has one name throughout an answer, what the person dialled is not hidden, and nothing else tells who it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from dsr.domain.answer import Answer
from dsr.domain.choices import Act, ChoiceReason, Target
from dsr.domain.choices import Choice as Decided
from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.direction import DIRECTION
from dsr.domain.disclosure import Disclosure
from dsr.domain.graph import plan
from dsr.domain.keys import Identity
from dsr.domain.masked import Masked
from dsr.domain.parties import Choice, Party, Side
from dsr.domain.policy import STANDARD, Policies, Policy, Treatment
from dsr.domain.words import Role
from dsr.services import answer as answers
from dsr.services.answer import Haul
from dsr.services.contacts import Marker
from dsr.services.sealing import open_chunk
from dsr.services.search import search
from dsr.store import Store
from dsr.vault import Handle, ephemeral_key
from tests.documents.answers import MemorySink
from tests.services.test_answer import AT, occasion

KEY = ephemeral_key()
MINE = (Identity("phone_number", "+4578770201"),)
CHANGED: dict[Party, Treatment] = {}  # what the policy of a test says otherwise
BO, EVA, IDA = "+4533661234", "+4533661235", "+46701234567"


def calls(name: str) -> Collection:
    return Collection(Address("pbx", name), (
        Field("id", ("user",)),
        Field("caller", ("user",), "phone_number", "phone_number", side=Choice(Side.CALLER), about="number", withheld=Condition("clir", ("1",))),
        Field("called", ("user",), "phone_number", "phone_number", side=Choice(Side.CALLEE), about="number"),
        Field("called_by", ("user",), side=Choice(Side.CALLER), about="name"),
        Field("pin", ("user",), secret=True)))


def pbx(**tables: list[tuple[object, ...]]) -> Source:
    names = ("id", "caller", "called", "called_by", "clir", "pin")
    rows = {name: [dict(zip(names, (*row, *[None] * 6), strict=False)) for row in own] for name, own in tables.items()}
    return Source("pbx", "memory", {"tables": rows}, (Dataset("pbx", tuple(map(calls, tables))),), timezone="UTC", country="DK")


@pytest.fixture(params=[Treatment.CUT, Treatment.MASKED])
def treatment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Treatment:
    return policy(monkeypatch, request.param)


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> None:
    policy(monkeypatch, Treatment.CUT)


def policy(monkeypatch: pytest.MonkeyPatch, treatment: Treatment, *parties: Party) -> Treatment:
    for party in parties or (Party.CALLER,):
        monkeypatch.setitem(CHANGED, party, treatment)
    return treatment


def answered(store: Store, source: Source, locale: str = "en", *choices: Decided) -> tuple[Answer, Haul, MemorySink]:
    made = plan([source], frozenset({"phone_number"}), ("user",))
    haul = search(made, [source], MINE, ("user",), now=AT, store=store, handle=KEY, beat=lambda _rows: None,
                  policies=Policies("DK", dict.fromkeys(Role, Policy({**STANDARD.treatments, **CHANGED}))))
    haul = replace(haul, choices=choices)
    answer = answers.look(answers.assemble(occasion(locale), made, [source], haul), haul, store=store, handle=KEY)
    sink = MemorySink()
    answers.write(answer, haul, sink, store=store, handle=KEY)
    return answer, haul, sink


def column(sink: MemorySink, name: str, address: str = "pbx.calls") -> list[object]:
    return [line[name] for line in sink.lines(address)]


def test_the_same_number_has_the_same_name_however_and_wherever_it_is_written(store: Store, treatment: Treatment) -> None:
    source = pbx(calls=[(1, BO, "78770201"), (2, "33 66 12 35", "78770201"), (3, "sip:33661234@host.example", "78770201"), (4, IDA, "78770201")],
                 older=[(1, IDA, "78770201"), (2, "+46 70 999 99 99", "78770201"), (3, "0045 33661234", "78770201")])
    answer, _, sink = answered(store, source)
    named = [str(cell).rpartition("(")[2].rstrip(")") for address in ("pbx.calls", "pbx.older") for cell in column(sink, "caller", address)]
    assert named == ["Contact 01", "Contact 02", "Contact 01", "Contact 03", "Contact 03", "Contact 04", "Contact 01"]
    if treatment is Treatment.CUT:
        assert column(sink, "caller")[:3] == ["+4533661xxx (Contact 01)", "33 66 1x xx (Contact 02)", "33661xxx (Contact 01)"]
    else:
        assert column(sink, "caller")[0] == "Contact 01"
    for text in (sink.sheet("pbx.calls"), sink.html(), sink.text()):
        assert text.count("Contact 02") == 1
    assert "It is the same person wherever that name stands in this answer" in sink.text()
    assert "the same throughout this answer" in sink.response["collections"][0]["fields"][1]["note"]
    assert answer.tables[0].masked == 4


def test_what_the_person_dialled_is_not_hidden_in_any_collection(store: Store, treatment: Treatment) -> None:
    source = pbx(calls=[(1, BO, "78770201"), (2, EVA, "78770201")], older=[(1, "78770201", "33661234"), (2, "33661234", "78770201")])
    answer, _, sink = answered(store, source)
    assert column(sink, "caller")[0] == BO
    assert "Contact 01" in str(column(sink, "caller")[1])
    assert column(sink, "caller", "pbx.older") == ["78770201", BO]
    told = {one["address"]: one for one in sink.response["collections"]}
    assert (told["pbx.calls"]["masked"], told["pbx.older"]["masked"]) == (1, 0)
    assert told["pbx.calls"]["fields"][1]["masked_why"] == {"caller": 1}
    assert "masked_why" not in told["pbx.older"]["fields"][1]
    assert "Contact 02" not in sink.text() + sink.html()
    assert "is shown in full where you also dialled it yourself" in sink.text()
    assert [table.shown for table in answer.tables] == [table.found for table in answer.tables] == [2, 2]


def test_a_row_of_which_something_else_is_hidden_still_counts(store: Store, cut: None) -> None:
    answer, _, _ = answered(store, pbx(calls=[(1, BO, "78770201", "Bo"), (2, "78770201", BO), (3, BO, "78770201")]))
    (table,) = answer.tables
    assert (table.masked, [dict(one.masked) for one in table.columns if one.name != DIRECTION]) == (1, [{}, {}, {}, {"name": 1}])


def test_a_row_with_two_hidden_numbers_counts_until_neither_is_hidden(store: Store, treatment: Treatment) -> None:
    both = replace(calls("calls"), fields=(*calls("calls").fields, Field("shown_as", ("user",), side=Choice(Side.CALLER), about="caller_id")))
    names = ("id", "caller", "called", "shown_as", "called_by", "clir", "pin")
    rows = [dict(zip(names, (*row, None, "0", None), strict=True)) for row in (
        (1, BO, "78770201", "33661234"), (2, EVA, "78770201", IDA), (3, BO, "78770201", EVA), (4, "78770201", BO, None),
        (5, "33661239", "78770201", IDA))]
    source = Source("pbx", "memory", {"tables": {"calls": rows}}, (Dataset("pbx", (both,)),), timezone="UTC", country="DK")
    answer, _, sink = answered(store, source)
    (table,) = answer.tables
    assert (table.masked, [sum(one.masked.values()) for one in table.columns if one.name != DIRECTION]) == (3, [0, 2, 0, 0, 3])
    assert (column(sink, "caller")[0], column(sink, "shown_as")[0]) == (BO, BO)
    assert [str(cell)[-11:].strip("()") for cell in (*column(sink, "shown_as")[1:3], column(sink, "caller")[4])] == [
        "Contact 02", "Contact 01", "Contact 03"]


def test_who_withheld_the_number_has_no_name_and_is_not_uncovered(store: Store, treatment: Treatment) -> None:
    source = pbx(calls=[(1, BO, "78770201", None, "1"), (2, "78770201", BO), (3, EVA, "78770201", None, "1"), (4, EVA, "78770201", None, "1")])
    answer, haul, sink = answered(store, source)
    assert column(sink, "caller") == [None, "78770201", None, None]
    assert answer.tables[0].masked == 3
    assert not answer.contacts.numbers
    (chunk,) = haul.sealed
    assert not open_chunk(chunk, store, KEY).hidden


def test_what_staff_keep_hidden_no_number_dialled_uncovers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    policy(monkeypatch, Treatment.STAFF)
    answer, _, sink = answered(store, pbx(calls=[(1, BO, "78770201"), (2, "78770201", BO)]))
    assert column(sink, "caller") == [None, "78770201"]
    assert (answer.tables[0].masked, answer.contacts.numbers) == (1, {})


def test_an_extension_is_nobody_in_particular(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    policy(monkeypatch, Treatment.CUT, Party.CALLER, Party.COLLEAGUE)
    answer, _, sink = answered(store, pbx(calls=[(1, "201", "78770201"), (2, "112", "78770201"), (3, "78770201", "201"), (4, BO, "78770201")]))
    assert column(sink, "caller") == ["xxx", "xxx", "78770201", "+4533661xxx (Contact 01)"]
    assert answer.tables[0].masked == 4


def test_a_number_dialled_that_is_hidden_itself_uncovers_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    policy(monkeypatch, Treatment.CUT, Party.CALLER, Party.DIALLED)
    _, _, sink = answered(store, pbx(calls=[(1, BO, "78770201"), (2, "78770201", BO)]))
    assert (column(sink, "caller")[0], column(sink, "called")[1]) == ("+4533661xxx (Contact 01)", "+4533661xxx (Contact 01)")


def test_nothing_is_noted_where_no_number_is_hidden(store: Store) -> None:
    answer, haul, sink = answered(store, pbx(calls=[(1, BO, "78770201"), (2, "78770201", EVA)]))
    (chunk,) = haul.sealed
    batch = open_chunk(chunk, store, KEY)
    assert (batch.hidden, batch.dialled, answer.contacts.numbers) == ((), (), {})
    assert "Contact" not in sink.sheet("pbx.calls")


def test_no_number_is_sealed_and_no_token_is_written(store: Store, cut: None) -> None:
    source = pbx(calls=[(1, BO, "78770201"), (2, EVA, "78770201"), (3, "78770201", EVA)])
    _, haul, sink = answered(store, source)
    (chunk,) = haul.sealed
    batch = open_chunk(chunk, store, KEY)
    tokens = [token for one in (*batch.hidden, *batch.dialled) for token in one.tokens]
    assert len(tokens) == 3
    assert BO[-8:] not in repr(batch)
    everything = b"".join(sink.files.values()).decode("latin-1") + sink.text()
    assert not [token for token in tokens if str(token) in everything or f"{token:x}" in everything]
    assert BO[-8:] not in everything


def test_what_cannot_be_cut_is_withheld_in_words(store: Store, cut: None) -> None:
    _, _, sink = answered(store, pbx(calls=[(1, "Bo 33661234", "78770201")]))
    assert column(sink, "caller") == [None]
    assert "<td>withheld</td>" in sink.html()


def test_another_key_makes_another_token() -> None:
    one, other = (Marker(key, "DK").of(BO) for key in (Handle(bytes(32)), Handle(bytes(31) + b"1")))
    assert one[0] != other[0]
    assert one[1] == other[1] == int(BO[1:])
    assert Marker(Handle(bytes(32)), "DK").of('"Bo" <33661234>') == one


@pytest.mark.parametrize("cell", ["201", "112", "anonymous", "", "sip:bo@host", "+4533", "1" * 20, "Bo +4533661234"])
def test_what_is_no_number_of_one_line_anywhere_has_no_token(cell: str) -> None:
    assert Marker(KEY, "DK").of(cell) == (0, 0)


def test_without_a_country_digits_that_may_be_anybodys_have_no_token() -> None:
    assert Marker(KEY, None).of("33661234") == (0, 0)


@pytest.mark.parametrize(("finder", "numbers"), [("caller", {"called"}), ("called", {"caller"}), ("id", {"caller"})])
def test_only_what_is_known_to_be_dialled_by_the_person_is_noted(finder: str, numbers: set[str], cut: None) -> None:
    """A row found by something else, of which the person's side is not known, says nothing of whom they dialled."""
    names = ("id", "caller", "called", "called_by", "clir")
    seen = Disclosure(calls("calls"), names, 4, Policy({**STANDARD.treatments, **CHANGED})).shown((1, BO, EVA, None, "0"), [finder])
    assert set(seen.numbers) == numbers


def test_the_counts_are_those_of_the_search_where_nobody_dialled(store: Store, treatment: Treatment) -> None:
    answer, haul, _ = answered(store, pbx(calls=[(1, BO, "78770201"), (2, EVA, "78770201")]))
    told: Mapping[Address, Masked] = haul.masked
    assert {table.address: table.masked for table in answer.tables} == {address: one.rows for address, one in told.items()}


@pytest.mark.parametrize("target", [Target("pbx.calls", "caller"), Target("pbx.calls")])
def test_what_staff_keep_hidden_no_number_dialled_undoes(store: Store, treatment: Treatment, target: Target) -> None:
    source = pbx(calls=[("a", BO, "+4578770201"), ("b", EVA, "+4578770201")], out=[("c", "+4578770201", BO)])
    assert BO in column(answered(store, source)[2], "caller")
    answer, _, sink = answered(store, source, "en", Decided(target, Act.KEEP_HIDDEN, ChoiceReason.LAW))
    assert column(sink, "caller") == (["+4533661xxx"] * 2 if treatment is Treatment.CUT else [None, None])
    assert next(dict(one.masked) for one in answer.tables[0].columns if one.name == "caller") == {"caller": 2}
    assert column(sink, "called", "pbx.out") == [BO]
