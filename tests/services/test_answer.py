"""Every collection of the plan is in the answer as a table or as a gap, and no row of a processor's leaves the store."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO

import pytest

import config
from dsr.domain.answer import Answer
from dsr.domain.dataset import Address, Source
from dsr.domain.errors import ResultFailedCheck
from dsr.domain.graph import Plan, plan
from dsr.domain.keys import Identity
from dsr.domain.masked import Masked
from dsr.domain.words import NotReached, Right, Role, Withheld
from dsr.services import answer as answers
from dsr.services.answer import Haul, Occasion, withheld
from dsr.services.entities import facts
from dsr.services.search import search
from dsr.store import Store
from dsr.vault import ephemeral_key
from tests.services.shop import register, switch, with_role

CAROL = (Identity("email", "carol@nordlys.example"),)
KEY = ephemeral_key()
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)


class Files(dict[str, bytes]):
    """A sink that keeps what was written, by name."""

    def open(self, name: str) -> BinaryIO:
        keep = self

        class File(io.BytesIO):
            def close(self) -> None:
                keep[name] = self.getvalue()

        return File()


def occasion(locale: str = "en", categories: tuple[str, ...] = ("user",)) -> Occasion:
    return Occasion("DSR-1", Right.ACCESS, locale, facts(config.load({})), AT, categories=categories)


def answered(store: Store, *sources: Source, locale: str = "en", categories: tuple[str, ...] = ("user",),
             identities: tuple[Identity, ...] = CAROL) -> tuple[Answer, Haul, Plan]:
    made = plan(sources, frozenset(one.kind for one in identities), categories)
    haul = search(made, sources, identities, categories, now=AT, store=store, handle=KEY, beat=lambda _rows: None)
    return answers.assemble(occasion(locale, categories), made, sources, haul), haul, made


def found(answer: Answer) -> dict[str, tuple[int, int, dict[Withheld, int]]]:
    return {str(table.address): (table.found, table.shown, dict(table.withheld)) for table in answer.tables}


def test_only_what_is_the_persons_is_shown(store: Store) -> None:
    answer, haul, _ = answered(store, register(), switch())
    assert found(answer) == {"crm.people": (1, 1, {}), "crm.lines": (1, 0, {Withheld.NO_PERSONAL_DATA: 1}), "pbx.calls": (1, 1, {})}
    files = Files()
    answers.write(answer, haul, files, store=store, handle=KEY)
    assert json.loads(files["data/pbx.calls.jsonl"]) == {"number": "4578770202", "at": "2026-03-02T11:59:59+01:00", "place": "carol's"}
    assert not any(b"bob" in data.lower() or b"nobody" in data for data in files.values())


def test_what_only_leads_on_is_not_told_and_its_failure_is(store: Store) -> None:
    given = register()
    lines = replace(next(one for one in given.collections() if one.address.collection == "lines"), only_leads=True)
    quiet = replace(given, datasets=tuple(replace(each, collections=tuple(
        lines if one.address == lines.address else one for one in each.collections)) for each in given.datasets))
    answer, haul, made = answered(store, quiet, switch())
    assert found(answer) == {"crm.people": (1, 1, {}), "pbx.calls": (1, 1, {})}
    behind = answers.assemble(occasion(), made, (quiet, switch()), replace(haul, masked={lines.address: Masked(shared=1)}))
    assert found(behind)["crm.lines"] == (1, 0, {Withheld.SHARED_LINE: 1})   # else what is behind it would be left out in silence
    missed = replace(haul, missed={lines.address: NotReached.REFUSED})
    gaps = answers.assemble(occasion(), made, (quiet, switch()), missed).gaps
    assert [gap.why for gap in gaps if gap.address == str(lines.address)] == [NotReached.REFUSED]


def test_columns_are_told_in_the_readers_language(store: Store) -> None:
    told = {}
    for locale in ("en", "da"):
        people = answered(store, register(), locale=locale)[0].tables[0]
        columns = [(column.name, column.label, column.category) for column in people.columns]
        told[locale] = (people.label, people.source_label, columns, people.left_out)
    assert told["en"] == (
        "People", "Crm", [("id", "Id", "user.unique_id"), ("email", "Email", "user.contact.email"), ("name", "Name", "user.name")], ("rank",))
    assert told["da"] == (
        "Personer", "Crm", [("id", "Id", "user.unique_id"), ("email", "E-mail", "user.contact.email"), ("name", "Name", "user.name")], ("rank",))


def test_names_and_codes_without_words_are_listed(store: Store) -> None:
    answer, *_ = answered(store, register(), switch())
    words = ("crm.people.id", "crm.lines", "pbx.calls", "pbx.calls.number", "pbx.calls.at", "pbx.calls.place")
    owed = tuple(f"{name} ({term})" for name in ("crm.people", "pbx.calls") for term in ("purpose", "retention", "recipients"))
    assert answer.gaps_in_words == (*words, *owed)
    assert looked(store, {"place": []}) == answer.gaps_in_words
    assert looked(store, {"place": ["x", "y", "x", None, "carol's"]}) == (*answer.gaps_in_words, "pbx.calls.place (2 codes)")


def looked(store: Store, cells: dict[str, list[str | None]]) -> tuple[str, ...]:
    """What has no words where calls have these places, besides the one they are sure to have."""
    tables = {"calls": [{"number": "4578770202", "at": "2026-01-01", "place": place} for place in cells["place"]]}
    answer, haul, _ = answered(store, register(), switch(tables) if cells["place"] else switch())
    return answers.look(answer, haul, store=store, handle=KEY).without_words


def test_the_rows_of_a_processor_are_counted_and_stay(store: Store) -> None:
    answer, haul, _ = answered(store, register(), switch(role=Role.PROCESSOR))
    assert found(answer)["pbx.calls"] == (1, 0, {Withheld.PROCESSOR: 1})
    files = Files()
    answers.write(answer, haul, files, store=store, handle=KEY)
    assert files["data/pbx.calls.jsonl"] == b""
    assert not any(b"carol's" in data for data in files.values())
    released = replace(answer, tables=tuple(replace(table, shown=table.found, withheld={}) for table in answer.tables))
    with pytest.raises(ResultFailedCheck):
        answers.write(released, haul, Files(), store=store, handle=KEY)


@pytest.mark.parametrize(("role", "categories", "left"), [
    (Role.CONTROLLER, ("user",), {Withheld.SHARED_LINE: 2}), (Role.PROCESSOR, ("user",), {Withheld.PROCESSOR: 3, Withheld.SHARED_LINE: 2}),
    (Role.CONTROLLER, ("user.financial",), {Withheld.NO_PERSONAL_DATA: 3, Withheld.SHARED_LINE: 2})])
def test_rows_of_a_shared_line_are_counted_with_their_reason(role: Role, categories: tuple[str, ...], left: dict[Withheld, int]) -> None:
    (calls,) = switch(role=role).collections()
    assert withheld(calls, 5, Masked(shared=2), categories) == left


def test_a_category_brings_what_is_below_it_and_nothing_else(store: Store) -> None:
    answer, _, _ = answered(store, register(), categories=("user.contact",))
    assert [column.name for column in answer.tables[0].columns] == ["email"]
    assert answer.tables[0].left_out == ("id", "name", "rank")
    answer, _, _ = answered(store, register(), categories=("user.financial",))
    assert found(answer)["crm.people"] == (1, 0, {Withheld.NO_PERSONAL_DATA: 1})


def test_what_was_not_reached_is_a_gap_and_what_hangs_on_it_too(store: Store) -> None:
    broken = register({"lines": []})
    answer, _, _ = answered(store, broken, switch())
    assert [(gap.source, gap.address, gap.why) for gap in answer.gaps] == [
        ("crm", "crm.people", NotReached.MISCONFIGURED), ("crm", "crm.lines", NotReached.UPSTREAM), ("pbx", "pbx.calls", NotReached.UPSTREAM)]
    assert (answer.is_complete, answer.holds_nothing) == (False, False)


def test_a_source_that_is_down_is_a_gap_and_the_others_are_answered(store: Store) -> None:
    down = replace(switch(), connector="sql", config={"url": "postgresql://127.0.0.1:1/pbx", "timeout_s": 2})
    answer, _, _ = answered(store, register(), down)
    assert found(answer)["crm.people"][:2] == (1, 1)
    assert [(gap.address, gap.why) for gap in answer.gaps] == [("pbx.calls", NotReached.UNAVAILABLE)]


def test_an_identity_that_was_not_given_leaves_the_answer_complete(store: Store) -> None:
    answer, _, _ = answered(store, register(), identities=(Identity("imsi", "238"),))
    assert {gap.why for gap in answer.gaps} == {NotReached.IDENTITY_NOT_GIVEN}
    assert (answer.unknown_kinds, answer.is_complete) == (("imsi",), False)


def test_an_unknown_person_is_held_nothing_of(store: Store) -> None:
    answer, _, _ = answered(store, register(), switch(), identities=(Identity("email", "nobody@nordlys.example"),))
    assert (answer.is_complete, answer.holds_nothing) == (True, True)
    assert found(answer) == {"crm.people": (0, 0, {}), "crm.lines": (0, 0, {}), "pbx.calls": (0, 0, {})}


def test_every_collection_of_the_plan_is_a_table_or_a_gap(store: Store) -> None:
    for sources in ((register(), switch()), (register({}), switch()), (with_role(register(), Role.PROCESSOR), switch({}))):
        answer, _, made = answered(store, *sources)
        searched = {str(step.address) for stage in made.stages for step in stage.steps}
        assert searched <= {str(table.address) for table in answer.tables} | {gap.address for gap in answer.gaps}


def test_a_row_that_went_missing_fails_the_result(store: Store) -> None:
    _, haul, _ = answered(store, register())
    short = Haul({**haul.found, Address("crm", "people"): 2}, haul.missed, haul.sealed)
    wrong = answers.assemble(occasion(), plan((register(),), frozenset({"email"}), ("user",)), (register(),), short)
    with pytest.raises(ResultFailedCheck):
        answers.write(wrong, short, Files(), store=store, handle=KEY)


def test_what_was_not_reached_is_named_in_words(store: Store) -> None:
    _, haul, made = answered(store, register(), switch())
    missed = replace(haul, missed={Address("crm", "people"): NotReached.UNAVAILABLE})
    told = {locale: answers.assemble(occasion(locale), made, (register(), switch()), missed).gaps[0].name for locale in ("en", "da")}
    assert told == {"en": "People, Crm", "da": "Personer, Crm"}
