"""The demo's world: the same every time, and one person's calls can be told from another's."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dsr.demo import world
from dsr.demo.people import NEW_NUMBER, people_on
from dsr.domain.graph import plan
from dsr.kit import Kit
from dsr.mapping import load_folder
from dsr.services import companies, company_import, company_source
from dsr.services.wording import without_terms
from dsr.text import PAGES
from tests.factories import an_entity
from tests.services.carol import alice

TODAY = date(2026, 11, 24)


def calls(folder: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as db:
        return db.execute(f"select * from '{folder}/cdr/*.parquet' order by call_id").fetchall()


@pytest.mark.parametrize("records", [1, 97, 240, 5000])
def test_the_sample_person_has_exactly_the_records_asked_for(tmp_path: Path, records: int) -> None:
    world.build(tmp_path, records=records, today=TODAY)
    by_holder = Counter(str(row[0]).split("-")[0] for row in calls(tmp_path))
    assert by_holder["1"] == records


def test_the_same_day_gives_the_same_rows(tmp_path: Path) -> None:
    for name in ("a", "b"):
        world.build(tmp_path / name, records=50, today=TODAY)
    assert calls(tmp_path / "a") == calls(tmp_path / "b")
    assert (tmp_path / "a" / "crm.sqlite").read_bytes() == (tmp_path / "b" / "crm.sqlite").read_bytes()


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 3, 31), date(2028, 2, 29), date(2026, 12, 31)])
def test_a_world_can_be_made_on_any_day(tmp_path: Path, today: date) -> None:
    made, _ = world.build(tmp_path, records=240, today=today)
    rows = calls(tmp_path)
    assert sum(str(row[0]).startswith("1-") for row in rows) == 240
    assert max(row[4].date() for row in rows) < today  # type: ignore[attr-defined]
    assert made.handover < today


def test_the_number_that_changed_hands_is_called_on_both_sides_of_midnight(tmp_path: Path) -> None:
    made, _ = world.build(tmp_path, records=3600, today=TODAY)
    spellings = {NEW_NUMBER, "00" + NEW_NUMBER[1:], NEW_NUMBER[3:], f"sip:{NEW_NUMBER}@sbc.fjordtel.example"}
    before, after = Counter[str](), Counter[str]()
    for row in calls(tmp_path):
        if {row[2], row[3]} & spellings:
            side = before if row[4].date() < made.handover else after  # type: ignore[attr-defined]
            side[str(row[0]).split("-")[0]] += 1
    assert set(before) == {"2"}
    assert set(after) == {"1"}


def test_the_source_files_are_read_and_all_is_reached(tmp_path: Path) -> None:
    _, variables = world.build(tmp_path, records=1, today=TODAY)
    book = load_folder(world.SOURCES, {**os.environ, **variables})
    assert book.warnings == ()
    planned = plan(book.sources, frozenset({"email"}), ("user",))
    assert planned.gaps == ()
    of_lines = plan(book.sources, frozenset({"phone_number", "extension"}), ("user",))
    assert {str(one.address) for one in of_lines.gaps} <= {"pbx.v_users", "pbx.v_extension_users"}  # a sign-in is known by its email
    assert planned.unknown_kinds == ()
    for source in book.sources:
        for collection in source.collections():
            assert {"en", "da", "fr"} <= collection.label.keys(), collection.address
            assert [without_terms(collection, locale) for locale in PAGES] == [[], []]
            for field in collection.fields:
                assert {"en", "da", "fr"} <= field.label.keys(), (collection.address, field.name)
                assert all({"en", "da", "fr"} <= words.keys() for words in field.legend.values())


def test_two_people_of_nearly_one_name_share_an_extension_in_different_companies() -> None:
    first, namesake = people_on(TODAY).people[0], people_on(TODAY).people[2]
    assert first.extension == namesake.extension
    assert first.company.uuid != namesake.company.uuid


def test_the_companies_are_called_as_the_telephone_system_calls_them_and_somebody_speaks_for_each(kit: Kit) -> None:
    by = alice(kit)
    with kit.database.transaction() as session:
        lines = company_import.read(world.COMPANIES.read_bytes())
        report = company_import.carry_in(session, lines, entity_id=an_entity(session).id, today=TODAY, by=by, now=kit.now())
        assert not report.is_refused
        for person in people_on(TODAY).people:
            company = companies.by_key(session, person.company.domain)
            assert company is not None
            assert company.name == person.company.name
            assert companies.by_domain(session, person.email.lower().partition("@")[2]) is company
            assert companies.speaker(session, company, today=TODAY) is not None


def test_the_customer_register_lists_the_companies_that_the_file_names(kit: Kit, tmp_path: Path) -> None:
    by, (_, variables) = alice(kit), world.build(tmp_path, today=TODAY, records=1)
    listed = [company_source.read(one) for one in load_folder(world.SOURCES, {**os.environ, **variables}).sources if one.key == "crm"]
    with kit.database.transaction() as session:
        entity_id = an_entity(session).id
        for lines in (company_import.read(world.COMPANIES.read_bytes()), *listed):
            report = company_import.carry_in(session, lines, entity_id=entity_id, today=TODAY, by=by, now=kit.now())
    assert {line.key for line in report.lines} == {person.company.domain for person in people_on(TODAY).people}
    assert report.count(company_import.Became.SAME) == len(report.lines) == 2
