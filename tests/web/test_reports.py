"""Reports at the desk: numbers for everybody who reads, as pages, as files and as the report of a year."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest

from dsr.db import Database
from dsr.domain.words import Channel, Outcome, Right, State
from dsr.domain.work import TaskState
from dsr.kit import Kit
from dsr.models import MessageState
from tests.documents.spoken import spoken
from tests.services.customers import a_company
from tests.services.test_read_reports import House, at
from tests.web.browser import Browser, words

PAGES = ("/desk/reports", "/desk/reports/work", "/desk/reports/systems")
TABLES = ("months", "rights", "companies", "endings", "grounds", "channels", "ages", "hands", "weeks", "sources", "reasons", "letters")


def fill(database: Database) -> None:
    """A year: two companies, one of them small and with a name that a spreadsheet would reckon with."""
    with database.transaction() as session:
        house = House(session)
        large, small = a_company(session), a_company(session, '=cmd|"/c calc"!A1', domain="havblik.example")
        for month in range(1, 11):
            asked = at(month, 3)
            for count in range(4 + month % 3):
                late = 40 if month == 4 and not count else 0
                part = house.part(asked=asked, answered=asked + timedelta(days=5 + 3 * count + late), due_on=(asked + timedelta(days=30)).date(),
                                  company_id=large.id if count else None, channel=Channel.MAIL if count % 2 else Channel.PORTAL)
                house.search(part, "crm", TaskState.FAILED if count == 3 and month == 5 else TaskState.DONE, ended=asked + timedelta(days=2),
                             result_code="source_unavailable" if count == 3 and month == 5 else None)
        middle = a_company(session, "Fjeldkraft A/S", domain="fjeldkraft.example")
        for _ in range(5):
            house.part(asked=at(6, 1), answered=at(6, 30), company_id=middle.id, due_on=at(7, 1).date())
        house.part(asked=at(9, 1), answered=at(9, 20), company_id=small.id, due_on=at(10, 1).date())
        refused = house.part(outcome=Outcome.REFUSED, refusal_ground="excessive", closed=at(10, 20))
        house.letter(refused, "refused", created=at(10, 19), sent=at(10, 20))
        house.part(State.REVIEWING, right=Right.ERASURE)
        house.letter(house.part(State.DELIVERING, answered=at(10, 12)), "answer_ready", created=at(10, 12), state=MessageState.BOUNCED)


@pytest.mark.parametrize("path", PAGES)
def test_who_reads_the_queue_reads_the_reports_also_of_an_empty_house(bob: Browser, path: str) -> None:
    page = words(bob.get(path))
    assert "2026" in page
    assert "How this is counted" in page


def test_the_page_says_it_in_figures_words_and_pictures(bob: Browser, kit: Kit) -> None:
    fill(kit.database)
    answer = bob.get("/desk/reports")
    page, markup = words(answer), answer.get_data(as_text=True)
    for said in ("On time, 2026", "96.6 % on time, 57 of 59", "2 late, 1 of them not answered yet", "Late: May 2026 (1), November 2026 (1).",
                 "Nordlys A/S", "The request is excessive, for example repeated", "Half of the answers took at most"):
        assert said in page, said
    assert markup.count('role="img"') == 2
    for name in re.findall(r'aria-labelledby="([^"]+)"', markup):
        assert all(f'id="{one}"' in markup for one in name.split()), name
    assert len(set(re.findall(r' id="([^"]+)"', markup))) == len(re.findall(r' id="([^"]+)"', markup))


@pytest.mark.parametrize(("asked", "heading"), [
    ("?period=2026-Q3", "On time, Quarter 3 of 2026"), ("?period=2026-04", "On time, April 2026"),
    ("?from=2026-04-01&to=2026-04-15", "On time, 1 Apr 2026 – 15 Apr 2026"), ("?from=2026-04-01&to=2026-04-30", "On time, April 2026")])
def test_a_period_is_chosen(bob: Browser, kit: Kit, asked: str, heading: str) -> None:
    fill(kit.database)
    assert heading in words(bob.get(f"/desk/reports{asked}"))


@pytest.mark.parametrize("asked", ["?period=x", "?from=2026-04-01", "?from=2026-04-02&to=2026-04-01", "?from=1&to=2", "?period=2026-13",
                                   "?period=0001", "?from=" + "9" * 5000])
def test_what_is_no_period_is_said_and_this_year_is_shown(bob: Browser, asked: str) -> None:
    for path in PAGES:
        answer = bob.get(path + asked)
        assert answer.status_code == 422
        assert "That is no period." in words(answer)


@pytest.mark.parametrize("name", TABLES)
def test_each_table_is_a_file_of_the_same_cells(bob: Browser, kit: Kit, name: str) -> None:
    fill(kit.database)
    answer = bob.get(f"/desk/reports/{name}.csv?period=2026")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    heads, *rows = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";")
    assert rows
    assert all(len(row) == len(heads) for row in rows)
    pages = " ".join(words(bob.get(path)) for path in PAGES)
    assert all(head in pages for head in heads)


def test_a_name_in_a_file_is_no_formula(bob: Browser, kit: Kit) -> None:
    fill(kit.database)
    text = bob.get("/desk/reports/companies.csv").get_data(as_text=True)
    assert "'=cmd|" in text
    assert not re.search(r"(^|;)\"?[=+@-]", text, re.MULTILINE)


def test_a_table_that_is_none_is_not_found(bob: Browser) -> None:
    assert bob.get("/desk/reports/people.csv").status_code == 404
    assert [bob.get(f"/desk/reports/year/{year}.pdf").status_code for year in (2017, 2027, 999999)] == [404, 404, 404]


def test_the_report_of_a_year_names_no_small_company(bob: Browser, kit: Kit) -> None:
    fill(kit.database)
    answer = bob.get("/desk/reports/year/2026.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    said = spoken(answer.get_data()).text
    for one in ("Anmodninger fra registrerede, 2026", "Nordlys A/S", "Andre virksomheder", "Sådan er der talt", "Hændelser og klager"):
        assert one in said, one
    assert "cmd" not in said
    assert "Fjeldkraft" not in said      # alone beside the small one, its figures would give those away
    assert "cmd" in bob.get("/desk/reports").get_data(as_text=True)


def test_no_reader_of_figures_learns_who_asked(bob: Browser, kit: Kit) -> None:
    fill(kit.database)
    assert all("DSR-" not in bob.get(path).get_data(as_text=True) for path in PAGES)
