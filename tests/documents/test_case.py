"""The overview of a case: each fact of the package in words, in either language of the desk, and pages that can be heard as well as seen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pikepdf.pdfa
import pytest
from pdfua import validate

from dsr.documents import case_pdf
from dsr.documents.case import sections
from dsr.documents.case_tongue import Tongue
from dsr.documents.lines import Line, Listing, Piece
from dsr.domain.deciding import is_decision
from tests.documents.case_told import DIGEST, case, event, part, trail
from tests.documents.spoken import rows, spoken
from tests.documents.test_tags import SAYS_SO, findings

ENGLISH = Tongue("en", ZoneInfo("Europe/Copenhagen"), lambda table, code: f"<{table} {code}>")


def said(pieces: Iterable[Piece]) -> list[str]:
    """Each fact as a line: its name and what is said of it; a row with its cells."""
    result: list[str] = []
    for piece in pieces:
        if isinstance(piece, Listing):
            result += [" | ".join(row) for row in (piece.heads, *piece.rows)]
        elif isinstance(piece, Line):
            result.append(f"{piece.lead}: {piece.words}" if piece.lead else piece.words)
    return result


def told(locale: str = "en", of: dict[str, Any] | None = None, events: dict[str, Any] | None = None) -> dict[str, list[str]]:
    return {one.place: said(one.pieces) for one in sections(of or case(), events or trail(), replace(ENGLISH, locale=locale))}


def printed(of: dict[str, Any] | None = None, its: Tongue = ENGLISH) -> bytes:
    file = BytesIO()
    case_pdf.write(of or case(), trail(), its, file)
    return file.getvalue()


def test_the_authority_reads_first_what_it_asked() -> None:
    assert next(iter(told())) == "complaint"
    assert told()["complaint"] == ["Authority: Datatilsynet (Denmark)", "Its number: 2026-431-0017", "Reached us: Tuesday 24 November 2026",
                                   "Wants an answer by: Thursday 10 December 2026"]


def test_who_asked_what_when_and_how() -> None:
    found = told()["request"]
    for one in ("Name: Carol Ærø", "How it came: Web form", "Received: 24 Nov 2026 09:12:05", "Time counts from: Tuesday 24 November 2026",
                "Language of the answer: Deutsch", "Answer wanted: on paper", "Only data of these days: from Thursday 1 January 2026",
                "The employer’s part: The person chose that nothing is passed on to the employer.", "What the person wrote: Everything, please."):
        assert one in found


def test_of_a_proof_the_way_is_told_and_never_what_was_proven() -> None:
    found = told()["identity"]
    assert "email | <proof email_link> | 24 Nov 2026 09:12:05" in found
    assert "telephone number | only said, not proven; nothing was searched by it | " in found
    assert any(line.startswith("<proof call_back> | <proof_state proven> | 24 Nov") for line in found)
    assert "<doubt address_shared> | 24 Nov 2026 09:12:05 | not settled" in found
    assert not [line for line in found if "havblik" in line or "31000417" in line]


def test_a_day_is_told_with_its_reason_and_a_longer_term_with_its_ground() -> None:
    found = told()["part1"]
    assert "Answer due by: Wednesday 24 February 2027" in found
    assert ("Why that day: Extended once, to three calendar months from the day we received it, Tuesday 24 November 2026. The days on which the "
            "clock stood are added. That day is on a weekend, so it is the next working day.") in found
    assert "Why a longer term: there are very many records to go through" in found
    assert "Who decides about the data: <routed processor>" in found
    assert "Ground of the refusal: The request is excessive, for example repeated" in found
    assert told()["pauses"][1] == "<pause identity> | Wednesday 25 November 2026 | Saturday 28 November 2026"


def test_each_search_is_told_with_its_count_or_why_there_is_none() -> None:
    found = told()["part1"]
    assert "<source crm> | <collection crm.people> | 1 | 1,200 | " in found
    assert "<source pbx> | <collection pbx.calls> | 1 | – | <gap unavailable>" in found
    assert "<source old> | – | 1 | – | Waiting" in found
    assert "<source pbx> | <collection pbx.calls> | in advance | 7 | " in found


def test_of_rows_that_staff_left_out_only_how_many_is_told() -> None:
    assert "<collection crm.people> | <act leave_out> | <choice_reason others_rights> | member of staff no. 2 | 2" in told()["part1"]


def test_an_answer_is_told_by_its_files_and_what_became_of_its_links() -> None:
    found = told()["part1"]
    assert f"response.pdf | {DIGEST}" in found
    assert "Records and files in it: 1,198 records; left out: 2; 2 files" in found
    assert "Called back: 24 Nov 2026 09:12:05, with incident no. 7" in found
    assert any(line.startswith("Their representative | 24 Nov 2026 09:12:05 |") for line in found)


def test_a_letter_is_told_with_its_kind_and_its_fate() -> None:
    assert told()["letters"][1] == "1 | <letter answer_ready> | mail | 24 Nov 2026 09:12:05 | <fate bounced> | 24 Nov 2026 09:12:05"


def test_decisions_are_those_of_people_and_the_timeline_is_all_of_it() -> None:
    found = told()
    assert found["decisions"] == [
        "When | What | Part | By whom",
        "24 Nov 2026 09:15:05 | <event extended>: there are very many records to go through | 1 | member of staff no. 2",
        "24 Nov 2026 09:16:05 | <event disclosure_chosen>: <collection crm.people>; <choice_reason others_rights> | 1 | member of staff no. 2",
        "24 Nov 2026 09:17:05 | <event doubted>: <doubt address_shared> |  | member of staff no. 3"]
    assert len(found["timeline"]) == 2 + 6
    assert found["timeline"][2] == "24 Nov 2026 09:13:05 | <event received> |  | the person"
    assert "24 Nov 2026 09:18:05 | <event task_retried>: <source pbx> |  | member of staff no. 3" in found["timeline"]


@pytest.mark.parametrize(("name", "by", "wanted"), [("refuse", "staff", True), ("refuse", "system", False), ("instruction_given", "company", True),
                                                    ("letter_sent", "staff", False), ("withdraw", "subject", False)])
def test_only_what_a_person_of_ours_or_a_company_chose_is_a_decision(name: str, by: str, wanted: bool) -> None:
    assert is_decision(name, by) is wanted


def test_a_chain_that_does_not_hold_is_said_first_of_the_timeline() -> None:
    assert "does not hold at: 3." in told(events=trail(breaks=(3,)))["timeline"][0]


def test_a_case_of_which_little_is_known_is_told_without_gaps() -> None:
    bare = part(company=None, extended_on=None, days_because=["month"], refusal_ground=None, reason=None, instructions=[], questions=[], searches=[],
                choices=[], answers=[])
    little = case(identities=[], proofs=[], doubts=[], pauses=[], letters=[], incidents=[], parts=[bare])
    found = told(of=little, events={"is_whole": True, "breaks": [], "events": [event(1, "received", "subject")]})
    assert {place for place, lines in found.items() if lines == ["None."]} == {"identity", "pauses", "letters", "incidents", "decisions"}
    assert printed(little)


@pytest.mark.parametrize("locale", ["da", "en"])
def test_no_code_is_left_and_no_address_of_staff(locale: str) -> None:
    lines = [line for some in told(locale).values() for line in some]
    left = re.compile(r"<[^>]*>")
    assert [line for line in lines if re.search(r"\b[a-z]+_[a-z_]+\b|\b(case|words|identity|ground)\.", left.sub("", line))] == []
    assert not [line for line in lines if "fjordtel.example" in line]


def test_the_english_words_stand_in_no_danish_overview() -> None:
    english, danish = (told(locale) for locale in ("en", "da"))
    assert [line for place in english for line in english[place] if line in danish[place] and re.sub(r"<[^>]*>", "", line).strip(" |–1")
            and not line.startswith(("response.pdf", "Reference"))] == []


@pytest.mark.parametrize("locale", ["da", "en"])
def test_the_checkers_of_tags_and_of_archives_find_nothing(tmp_path: Path, locale: str) -> None:
    path = tmp_path / "overview.pdf"
    path.write_bytes(printed(its=replace(ENGLISH, locale=locale)))
    report = validate(path)
    assert (list(report.findings), list(report.skipped)) == ([], [])
    assert [one for one in findings(path.read_bytes()) if not any(word in one for word in SAYS_SO)] == []


def test_who_does_not_see_the_pages_hears_the_same() -> None:
    heard = spoken(printed())
    assert [one.text for one in heard.every("H1")] == ["Case DSR-ABCD-EFGH in words"]
    assert [one.text for one in heard.every("H2")][:2] == ["What the authority asks", "Who asked, and for what"]
    assert ["1", "<letter answer_ready>", "mail", "24 Nov 2026 09:12:05", "<fate bounced>", "24 Nov 2026 09:12:05"] in [
        row for table in heard.every("Table") for row in rows(table)]


def test_the_bookmarks_lead_to_each_section() -> None:
    with pikepdf.open(BytesIO(printed())) as pdf, pdf.open_outline() as outline:
        assert [one.title for one in outline.root][:3] == ["Case DSR-ABCD-EFGH in words", "What the authority asks", "Who asked, and for what"]


def test_what_was_written_over_several_lines_is_told_whole() -> None:
    asked = case()
    asked["request"] |= {"message": "First line.\r\n\r\nSecond line.\n" + "Word after word. " * 400 + "The end."}
    heard = spoken(printed(asked))
    assert any("First line. Second line. Word" in one.text and one.text.endswith("The end.") for one in heard.every("LBody"))


def test_the_same_case_is_the_same_bytes() -> None:
    assert printed() == printed()
    assert printed() != printed(case(parts=[part(due_on=date(2027, 2, 25))]))
