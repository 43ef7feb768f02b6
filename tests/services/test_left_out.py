"""What staff left out stands in no file, is counted once, and the answer says so; what they uncovered is said too."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.documents.wording import missing, searched, verdict
from dsr.domain.answer import Answer
from dsr.domain.choices import REASONS, Act, Choice, ChoiceReason, Target
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.direction import DIRECTION
from dsr.domain.enclosed import Kept
from dsr.domain.errors import ResultFailedCheck
from dsr.domain.graph import plan
from dsr.domain.keys import Identity
from dsr.domain.masked import Masked
from dsr.domain.outcome import outcome_of
from dsr.domain.parties import Choice as Rule
from dsr.domain.parties import Party, Side
from dsr.domain.policy import STANDARD, Policies, Policy, Treatment, defaults
from dsr.domain.words import NotEnclosed, Outcome, Role
from dsr.services import answer as answers
from dsr.services import left_out
from dsr.services.answer import Haul
from dsr.services.search import search
from dsr.store import Store
from dsr.vault import ephemeral_key
from tests.documents.answers import MemorySink
from tests.services.test_answer import AT, occasion

KEY, ME = ephemeral_key(), "me@nordlys.example"
CALLS = Address("pbx", "calls")
FIELDS = (
    Field("id", ("user",)),
    Field("mail", ("user",), identity="email", kind="email", side=Rule(Side.CALLEE), about="account"),
    Field("caller", ("user",), side=Rule(Side.CALLER), about="number", label={"en": "From"}),
    Field("name", ("user",), side=Rule(Side.CALLER), about="name", label={"en": "Caller"}),
    Field("note", ("user",), label={"en": "Note"}))
ROWS = [(number, ME, f"+453366123{number}", f"caller{number}", f"note{number}") for number in range(5)]
LAW, OTHERS = ChoiceReason.LAW, ChoiceReason.OTHERS_RIGHTS


def left(reason: ChoiceReason = OTHERS, *, field: str = "", row: int | None = None) -> Choice:
    return Choice(Target("pbx.calls", field, row), Act.LEAVE_OUT, reason)


def source() -> Source:
    rows = [dict(zip([field.name for field in FIELDS], row, strict=True)) for row in ROWS]
    calls = Collection(CALLS, FIELDS, label={"en": "Calls"})
    return Source("pbx", "memory", {"tables": {"calls": rows}}, (Dataset("pbx", (calls,)),), timezone="UTC", country="DK", label={"en": "Exchange"})


def written(store: Store, *choices: Choice, policies: Policies | None = None, kept: tuple[Kept, ...] = ()) -> tuple[Answer, MemorySink]:
    made = plan([source()], frozenset({"email"}), ("user",))
    haul = search(made, [source()], (Identity("email", ME),), ("user",), now=AT, store=store, handle=KEY, beat=lambda _rows: None,
                  policies=policies or defaults("DK"))
    haul = replace(haul, choices=choices, kept=kept)
    answer = answers.look(answers.assemble(occasion("en"), made, [source()], haul), haul, store=store, handle=KEY)
    sink = MemorySink()
    answers.write(replace(answer, enclosed=()), haul, sink, store=store, handle=KEY)
    return answer, sink


def everything(sink: MemorySink) -> str:
    return b"".join(sink.files.values()).decode("latin-1") + sink.text()


def told(answer: Answer) -> list[str]:
    return [f"{line.lead}: {line.words}" for line in missing(answer)]


def test_a_row_that_is_left_out_is_nowhere_and_counted_with_its_reason(store: Store) -> None:
    answer, sink = written(store, left(row=1), left(LAW, row=4))
    (table,) = answer.tables
    assert (table.found, table.shown, dict(table.withheld)) == (5, 3, {OTHERS: 1, LAW: 1})
    assert [line["note"] for line in sink.lines("pbx.calls")] == ["note0", "note2", "note3"]
    assert not [sign for sign in ("note1", "note4", "33661231", "33661234") if sign in everything(sink)]
    assert told(answer)[:2] == ["Calls, Exchange: 1 record: we left it out, because another person’s rights weigh more.",
                                "Calls, Exchange: 1 record: we left it out, because another law tells of it elsewhere or forbids it."]
    assert searched(answer)[0][2:5] == ["5", "3", "2"]
    assert sink.response["collections"][0]["reasons"] == ["others_rights", "law"]
    assert table.masked == 3  # the name of the caller, in what is left
    assert {column.name: dict(column.masked) for column in table.columns if column.masked} == {"name": {"name": 3}}


def test_a_column_that_is_left_out_is_nowhere_and_named_with_its_reason(store: Store) -> None:
    answer, sink = written(store, left(field="note"))
    (table,) = answer.tables
    assert (table.found, table.shown, [column.name for column in table.columns]) == (5, 5, ["id", "mail", "caller", "name", DIRECTION])
    assert "note" not in sink.lines("pbx.calls")[0]
    assert "note3" not in everything(sink)
    line = "The column Note is left out: we left it out, because another person’s rights weigh more."
    assert f"Calls, Exchange: {line}" in told(answer)
    assert line in sink.text()
    assert line in sink.html()
    assert "Note: we left it out, because another person’s rights weigh more" in searched(answer)[0][-1]
    assert sink.response["collections"][0]["removed"] == [{"name": "note", "label": "Note", "why": "others_rights"}]
    assert outcome_of(answer) is Outcome.PARTLY_FULFILLED


@pytest.mark.parametrize("choices", [[left(LAW)], [left(LAW, field=field.name) for field in FIELDS], [left(LAW, row=row) for row in range(5)],
                                     [left(LAW), left(row=2), left(field="note")]])
def test_a_collection_that_is_left_out_is_counted_and_the_letter_does_not_say_that_nothing_is_held(store: Store, choices: list[Choice]) -> None:
    answer, sink = written(store, *choices)
    (table,) = answer.tables
    assert (table.found, table.shown, dict(table.withheld), table.masked) == (5, 0, {LAW: 5}, 0)
    assert sink.lines("pbx.calls") == []
    assert verdict(answer) == "only_left_out"
    assert "have left all of it out" in sink.text()
    assert outcome_of(answer) is Outcome.PARTLY_FULFILLED
    assert not [number for number in range(5) if f"note{number}" in everything(sink)]


def test_what_is_hidden_is_not_counted_for_rows_that_are_left_out(store: Store) -> None:
    cut = Policies("DK", dict.fromkeys(Role, Policy({**STANDARD.treatments, Party.CALLER: Treatment.CUT})))
    answer, _ = written(store, left(row=0), left(row=3), policies=cut)
    masked = {column.name: dict(column.masked) for column in answer.tables[0].columns if column.masked}
    assert masked == {"caller": {"caller": 3}, "name": {"name": 3}}
    assert answer.tables[0].masked == 3


def test_the_file_of_a_row_that_is_left_out_stays_and_the_others_name_their_row(store: Store) -> None:
    files = tuple(Kept("pbx", "pbx.calls", row, f"{row}.wav", "audio/wav", 4, "d", "p", row + 1) for row in (0, 1, 3))
    answer, _ = written(store, left(row=1), kept=files)
    assert [(one.number, one.entry, one.row) for one in answer.enclosed] == [(1, "A-1", 1), (4, "A-3", 3)]
    assert answer.contents[0].not_there == {NotEnclosed.MASKED: 1}
    assert written(store, left(), kept=files)[0].enclosed == ()


def test_a_file_does_not_say_by_its_name_what_a_column_that_is_left_out_said(store: Store) -> None:
    files = tuple(Kept("pbx", "pbx.calls", row, f"in-+453366123{row}.wav", "audio/wav", 4, "d", "p", row + 1) for row in (0, 1))
    answer, _ = written(store, left(field="caller"), kept=files)
    assert [one.file for one in answer.enclosed] == ["files/0001-calls.wav", "files/0002-calls.wav"]
    assert "3366123" in written(store, left(row=0), kept=files)[0].enclosed[0].file


def test_what_is_taken_back_or_kept_hidden_leaves_nothing_out(store: Store) -> None:
    back, kept = Choice(Target("pbx.calls", "", 1), Act.TAKE_BACK, None), Choice(Target("pbx.calls", "name"), Act.KEEP_HIDDEN, LAW)
    answer, sink = written(store, left(row=1), back, kept)
    assert (answer.tables[0].shown, len(sink.lines("pbx.calls"))) == (5, 5)


def test_a_row_that_is_counted_and_not_taken_out_stops_the_answer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    given: Callable[..., object] = left_out.without
    monkeypatch.setattr(left_out, "without", lambda batch, first, cuts: given(batch, first, replace(cuts, rows={})))
    with pytest.raises(ResultFailedCheck):
        written(store, left(row=1))


@given(data=st.data())
def test_whatever_is_left_out_the_counts_agree_and_nothing_of_it_is_in_a_file(data: st.DataObject) -> None:
    targets = st.one_of(st.builds(lambda row: Target("pbx.calls", "", row), st.integers(0, 4)),
                        st.builds(lambda name: Target("pbx.calls", name), st.sampled_from(["caller", "name", "note"])))
    choices = data.draw(st.lists(st.builds(Choice, targets, st.just(Act.LEAVE_OUT), st.sampled_from(REASONS[Act.LEAVE_OUT])), max_size=6))
    with tempfile.TemporaryDirectory() as folder:
        answer, sink = written(Store(Path(folder)), *choices)
    rows = {one.target.row for one in choices if one.target.row is not None}
    columns = {one.target.field for one in choices if one.target.field}
    (table,) = answer.tables
    assert (table.found, table.shown, sum(table.withheld.values())) == (5, 5 - len(rows), len(rows))
    assert [line["id"] for line in sink.lines("pbx.calls")] == [number for number in range(5) if number not in rows]
    held = everything(sink)
    assert not [number for number in range(5) if (number in rows or "note" in columns) and f"note{number}" in held]
    assert not [number for number in range(5) if (number in rows or "caller" in columns) and f"3366123{number}" in held]
    assert sorted(one.name for one in table.removed) == sorted(columns)


def test_what_is_uncovered_is_said_with_its_reason_and_number(store: Store) -> None:
    answer, _ = written(store)
    cells = {"name": {"name": 2}}
    shown = left_out.uncovered(answer.tables[0].columns, Masked.load(0, {}, 0, cells), {
        Target("pbx.calls"): Choice(Target("pbx.calls"), Act.UNCOVER, ChoiceReason.AGREED)}, "pbx.calls")
    said = told(replace(answer, tables=(replace(answer.tables[0], uncovered=shown),)))
    assert "Calls, Exchange: In the column Caller values are shown that we usually hide (2 records): the other person agreed." in said


def test_a_haul_without_choices_is_as_before(store: Store) -> None:
    answer, _ = written(store)
    assert (answer.tables[0].shown, answer.tables[0].removed, answer.tables[0].uncovered) == (5, (), ())
    assert isinstance(Haul({}, {}, ()).choices, tuple)


def test_columns_are_told_apart_by_their_names_where_the_mapping_was_put_in_another_order_since(store: Store) -> None:
    _, before = written(store)
    made, searched_with = plan([source()], frozenset({"email"}), ("user",)), source()
    haul = search(made, [searched_with], (Identity("email", ME),), ("user",), now=AT, store=store, handle=KEY, beat=lambda _rows: None,
                  policies=defaults("DK"))
    turned = replace(searched_with, datasets=(Dataset("pbx", (Collection(CALLS, FIELDS[::-1], label={"en": "Calls"}),)),))
    answer = answers.look(answers.assemble(occasion("en"), made, [turned], haul), haul, store=store, handle=KEY)
    sink = MemorySink()
    answers.write(answer, haul, sink, store=store, handle=KEY)
    assert [dict(line) for line in sink.lines("pbx.calls")] == [dict(line) for line in before.lines("pbx.calls")]


@pytest.mark.parametrize("kept", [FIELDS[:-1], (*FIELDS, Field("more", ("user",)))])
def test_a_column_that_is_mapped_no_more_is_not_shown_and_one_that_was_not_read_stops_the_answer(store: Store, kept: tuple[Field, ...]) -> None:
    made = plan([source()], frozenset({"email"}), ("user",))
    haul = search(made, [source()], (Identity("email", ME),), ("user",), now=AT, store=store, handle=KEY, beat=lambda _rows: None)
    now = replace(source(), datasets=(Dataset("pbx", (Collection(CALLS, kept, label={"en": "Calls"}),)),))
    answer, sink = answers.assemble(occasion("en"), made, [now], haul), MemorySink()
    if len(kept) > len(FIELDS):
        with pytest.raises(ResultFailedCheck):
            answers.look(answer, haul, store=store, handle=KEY)
        return
    answers.write(answers.look(answer, haul, store=store, handle=KEY), haul, sink, store=store, handle=KEY)
    assert "note1" not in everything(sink)
    assert "33661231" in everything(sink)
